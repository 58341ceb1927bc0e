from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command

from .visit_common import MONDAY, VisitCase

FRIDAY = MONDAY + timedelta(days=4)


class TestVisitMissed(VisitCase):
    def _sweep(self, moment):
        with self._at(moment), self.enter_registry_test_mode():
            self.env.ref(
                "customer_policy.ir_cron_missed_visits"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _notices(self, user):
        return self.env["mail.notification"].search_count(
            [("res_partner_id", "=", user.partner_id.id)]
        )

    def test_missed_on_the_next_working_day_of_the_person(self):
        visit = self._visit(date_planned=FRIDAY)
        for hours in (1, 12, 24, 48):  # that day, the night, Saturday, Sunday
            self._sweep(FRIDAY + timedelta(hours=hours))
            self.assertEqual(visit.state, "planned")
        before = self._notices(self.visitor)
        self._sweep(FRIDAY + timedelta(days=3))
        self.assertEqual(visit.state, "missed")
        self.assertEqual(self._notices(self.visitor), before + 1)
        self._sweep(FRIDAY + timedelta(days=3))
        self.assertEqual(self._notices(self.visitor), before + 1)

    def test_who_is_on_leave_misses_nothing_meanwhile(self):
        visit = self._visit(date_planned=FRIDAY)
        theirs = self._visit(user=self.second_visitor, date_planned=FRIDAY)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": self.employee.resource_id.id,
                "calendar_id": self.calendar.id,
                "date_from": FRIDAY + timedelta(days=1),
                "date_to": datetime(2026, 3, 13, 23, 0),
            }
        )
        self._sweep(FRIDAY + timedelta(days=5))
        self.assertEqual(visit.state, "planned")
        self.assertEqual(theirs.state, "missed")
        self._sweep(datetime(2026, 3, 16, 9, 0))
        self.assertEqual(visit.state, "missed")

    def test_the_superior_learns_of_it_later_and_once(self):
        visit = self._visit()
        tuesday = MONDAY + timedelta(days=1)
        before = self._notices(self.supervisor)
        self._sweep(tuesday)
        self.assertEqual(visit.state, "missed")
        self._sweep(tuesday + timedelta(days=2))
        self.assertEqual(self._notices(self.supervisor), before)
        self._sweep(tuesday + timedelta(days=3))
        self._sweep(tuesday + timedelta(days=4))
        self.assertEqual(self._notices(self.supervisor), before + 1)

    def test_made_up_for_in_time_nobody_hears_of_it(self):
        visit = self._visit(report="x")
        before = self._notices(self.supervisor)
        self._sweep(MONDAY + timedelta(days=1))
        with self._at(days=2):
            visit.action_done()
        self._sweep(MONDAY + timedelta(days=9))
        self.assertEqual(visit.state, "done")
        self.assertTrue(visit.date_missed)
        self.assertEqual(self._notices(self.supervisor), before)

    def test_a_missed_visit_gets_another_day(self):
        visit = self._visit()
        self._sweep(MONDAY + timedelta(days=1))
        with self._at(days=1):
            visit.action_reschedule(MONDAY + timedelta(days=3), "Forgotten")
        self.assertEqual(visit.state, "confirmed")
        self.assertEqual(len(visit.event_ids), 1)


class TestNeglect(VisitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._entered(cls.customer, 200)

    @classmethod
    def _entered(cls, partner, days):
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            [MONDAY - timedelta(days=days), partner.id],
        )
        cls.env.invalidate_all()

    def _find(self, moment=MONDAY):
        with self._at(moment), self.enter_registry_test_mode():
            self.env.ref(
                "customer_policy.ir_cron_find_neglected"
            ).method_direct_trigger()
        self.env.invalidate_all()
        return self.env["customer.neglect"].search(
            [("partner_id", "=", self.customer.id)]
        )

    def _seen(self, days):
        visit = self._visit().sudo()
        visit.write({"state": "done", "date_done": MONDAY - timedelta(days=days)})
        return visit

    def _notices(self, user):
        return self.env["mail.notification"].search_count(
            [("res_partner_id", "=", user.partner_id.id)]
        )

    def test_after_ninety_days_with_a_warning_before(self):
        for days, state in (
            (75, False),
            (76, "warning"),
            (89, "warning"),
            (90, "neglected"),
        ):
            with self.subTest(days=days):
                visit = self._seen(days)
                self.assertEqual(self._find().state, state)
                visit.state = "cancelled"

    def test_the_figures_are_settings(self):
        self._seen(40)
        setting = self.env.ref("customer_policy.visit_setting")
        setting.neglect_days, setting.neglect_warning_days = 40, 5
        self.assertEqual(self._find().state, "neglected")
        setting.neglect_warning_days = setting.neglect_days = 0
        self.assertFalse(self._find())

    def test_a_word_takes_the_customer_off_the_list(self):
        self.assertEqual(self._find().state, "neglected")
        self._seen(3)
        self.assertFalse(self._find())

    def test_who_is_nobody_s_customer_is_not_neglected(self):
        self.customer.user_id = False
        self.assertFalse(self._find())
        self.customer.service_user_ids = self.visitor
        self.assertTrue(self._find())
        self.customer.active = False
        self.assertFalse(self._find())

    def test_each_is_told_once_of_the_warning_and_of_the_neglect(self):
        self._seen(80)
        mine, above = self._notices(self.visitor), self._notices(self.supervisor)
        self._find()
        self._find()
        self.assertEqual(self._notices(self.visitor), mine + 1)
        self.assertEqual(self._notices(self.supervisor), above)
        self._find(MONDAY + timedelta(days=11))
        self._find(MONDAY + timedelta(days=12))
        self.assertEqual(self._notices(self.visitor), mine + 2)
        self.assertEqual(self._notices(self.supervisor), above + 1)

    def test_a_manager_gives_the_customer_to_somebody_else(self):
        row = self._find()
        wizards = self.env["customer.neglect.reassign"]
        values = {
            "neglect_ids": [Command.set(row.ids)],
            "to_user_id": self.second_visitor.id,
            "reason": "No word",
        }
        with self.assertRaises(AccessError):
            wizards.with_user(self.visitor).create(values)
        self.env["res.lang"]._activate_lang("zh_CN")
        self.second_visitor.lang = "zh_CN"
        wizards.with_user(self.visit_manager).create(values).action_confirm()
        self.assertEqual(self.customer.user_id, self.second_visitor)
        self.assertEqual(row.user_id, self.second_visitor)
        self.assertIn("No word", self.customer.message_ids[0].body)
        self.assertIn("客户经理", self.customer.message_ids[0].body)
