import io
import zipfile
from datetime import datetime, time, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .visit_plan_common import FIRST, LAST, VisitPlanCase


@tagged("post_install", "-at_install")
class TestVisitPlanStates(VisitPlanCase):
    """Large plans, and from a draft to the end."""

    def test_a_large_plan_is_made_in_the_background(self):
        self._rule()
        self._customers(5)
        plan = self._plan()
        module = "odoo.addons.customer_policy.models"
        with patch(f"{module}.customer_visit_plan_generate.LARGE", 3):
            self._generate(plan)
        self.assertEqual(plan.pending_step, "generate")
        with self.assertRaisesRegex(UserError, "background"):
            self._generate(plan)
        with self._at(), self.enter_registry_test_mode():
            self.env.ref("customer_policy.ir_cron_visit_plans").method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(plan.pending_step)
        self.assertEqual(len(plan.sudo().visit_ids), 5)

    def test_confirming_puts_the_visits_into_calendars(self):
        self._rule()
        self._customers(3)
        plan = self._plan()
        visits = self._generate(plan)
        before = {visit: visit.date_planned for visit in visits}
        with self._at():
            plan.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(plan.state, "confirmed")
        self.assertEqual(set(visits.mapped("state")), {"confirmed"})
        events = (
            self.env["calendar.event"].sudo().search([("visit_id", "in", visits.ids)])
        )
        self.assertEqual(events.visit_id, visits)
        self.assertEqual({e.name for e in events}, set(visits.mapped("number")))
        with self._at(), self.assertRaisesRegex(UserError, "no visit to confirm"):
            plan.action_confirm()
        new = self._customers(1)
        again = self._generate(plan)
        self.assertEqual((again - visits).partner_id, new)
        self.assertEqual({visit: visit.date_planned for visit in visits}, before)

    def test_a_large_plan_is_confirmed_piece_by_piece(self):
        self._rule()
        self._customers(5)
        plan = self._plan()
        visits = self._generate(plan)
        path = "odoo.addons.customer_policy.models.customer_visit_plan_cron"
        with (
            patch(f"{path}.CHUNK", 2),
            patch(f"{path}.PIECE", 2),
            self._at(),
        ):
            plan.action_confirm()
            self.assertEqual(plan.pending_step, "confirm")
            with self.enter_registry_test_mode():
                job = self.env.ref("customer_policy.ir_cron_visit_plans")
                job.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(visits.mapped("state")), {"confirmed"})
        self.assertEqual((plan.state, plan.pending_step), ("confirmed", False))

    def test_a_plan_that_stops_says_so_in_the_language_of_who_waits_for_it(self):
        self._rule()
        self._customers(5)
        self.env["res.lang"]._activate_lang("zh_CN")
        self.visit_manager.lang = "zh_CN"
        plan = self._plan()
        visits = self._generate(plan)
        path = "odoo.addons.customer_policy.models.customer_visit_plan_cron"
        with patch(f"{path}.CHUNK", 2), self._at():
            plan.action_confirm()
            visits.sudo()[0].user_id = False
            with self.enter_registry_test_mode():
                job = self.env.ref("customer_policy.ir_cron_visit_plans")
                job.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((plan.state, plan.pending_step), ("draft", False))
        self.assertEqual(set(visits.mapped("state")), {"planned"})
        notices = self.env["mail.message"].search(
            [("partner_ids", "in", self.visit_manager.partner_id.ids)],
            order="id desc",
        )
        told = notices.filtered(lambda m: m.model == plan._name)
        self.assertEqual(told.subject, plan.name)
        for message in (plan.sudo().message_ids[0], told):
            self.assertIn("计划已中断", message.body)

    def test_the_calendar_of_a_plan_opens_within_its_days(self):
        plan = self._plan()
        days = {FIRST - timedelta(9): FIRST, LAST: LAST, LAST + timedelta(9): LAST}
        for today, shown in days.items():
            with self._at(datetime.combine(today, time(9))):
                context = plan.action_open_visits()["context"]
            self.assertEqual(context["initial_date"], f"{shown} 12:00:00")

    def test_a_plan_with_visits_ahead_stays_open(self):
        self._rule()
        self._customers(1)
        plan = self._plan()
        visit = self._generate(plan)
        with self.assertRaisesRegex(UserError, "ahead"):
            plan.action_close()
        visit.sudo().state = "done"
        plan.action_close()
        self.assertEqual(plan.state, "closed")
        with self.assertRaisesRegex(UserError, "concluded"):
            self._generate(plan)

    def test_only_a_draft_is_deleted_with_what_it_planned(self):
        self._rule()
        self._customers(1)
        plan = self._plan()
        visit = self._generate(plan)
        plan.unlink()
        self.assertFalse(visit.exists())
        plan = self._plan()
        self._generate(plan)
        plan.sudo().state = "confirmed"
        with self.assertRaises(UserError):
            plan.unlink()

    def test_a_copy_is_for_the_next_period(self):
        other = self._plan().copy()
        self.assertEqual(other.date_from, LAST + timedelta(days=1))
        self.assertEqual(other.user_ids, self.people)
        self.assertEqual(other.state, "draft")

    def test_the_sheet_says_what_is_planned_and_what_is_not(self):
        self._rule()
        self._customers(2)
        self._rule(name="Seen", visit_type_id=self.on_site.id, merge_days=0)
        self._customers(1, partner_latitude=0, partner_longitude=0, name="Lost Works")
        self.visit_manager.group_ids += self.env.ref("base.group_allow_export")
        plan = self._plan()
        visits = self._generate(plan)
        report = self.env["customer.report"].with_user(self.visit_manager)
        report = report.create({"report": "visit_plan", "plan_id": plan.id})
        content = io.BytesIO()
        report._write_workbook(content)
        with zipfile.ZipFile(content) as book:
            texts = "".join(
                book.read(f"xl/worksheets/sheet{number}.xml").decode()
                for number in (1, 2)
            )
        for visit in visits:
            self.assertIn(visit.number, texts)
        self.assertIn("Lost Works", texts)
        self.assertIn("No address to go to", texts)
