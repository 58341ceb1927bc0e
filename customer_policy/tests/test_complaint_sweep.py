from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..models import customer_complaint_deadline_sweep as sweep_module
from .complaint_common import MONDAY, ComplaintCase

ACTIVITY = "customer_policy.mail_activity_type_complaint_deadline"
SWEEP_LOGGER = "odoo.addons.customer_policy.models.customer_complaint_deadline_sweep"


class SweepCase(ComplaintCase):
    def setUp(self):
        super().setUp()
        self.last = self.env["mail.message"].sudo().search([], limit=1, order="id desc")

    def _sweep(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("customer_policy.ir_cron_complaint_deadlines")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def _sweep_at(self, moment=MONDAY, **later):
        """:return: the messages that this sweep sent, by the name of who got them"""
        with self._at(moment, **later):
            self._sweep()
        return self._news()

    def _news(self):
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("id", ">", self.last.id),
                    ("message_type", "=", "user_notification"),
                ],
                order="id",
            )
        )
        self.last = messages[-1:] or self.last
        news = {}
        for message in messages:
            for partner in message.notified_partner_ids:
                news.setdefault(partner.name, []).append(message)
        return news

    def _assertTold(self, news, *users):
        self.assertEqual(set(news), {user.name for user in users})
        for messages in news.values():
            self.assertEqual(len(messages), 1)

    def _case(self, user=None, by=None, **values):
        complaint = self._register(by, **values)
        complaint.sudo().with_context(mail_notrack=True).user_id = user or self.officer
        self.env.flush_all()
        self._news()
        return complaint

    def _rules(self):
        return self.env["customer.complaint.escalation"].search([])


class TestComplaintSweep(SweepCase):
    def test_a_missed_clock_is_told_to_handler_and_head_once(self):
        with self._at():
            complaint = self._case()
        self.assertFalse(self._sweep_at(minutes=2))
        news = self._sweep_at(minutes=4)
        self._assertTold(news, self.officer, self.head)
        message = news["Officer"][0]
        self.assertEqual(message.res_id, complaint.id)
        self.assertIn("First answer", message.body)
        self.assertFalse(self._sweep_at(minutes=5))
        self.assertFalse(self._sweep_at(minutes=60))

    def test_the_shipped_reminder_comes_half_a_working_day_before(self):
        with self._at():
            complaint = self._case()
            self._lead(complaint, "accept")
        # The plan is due on Tuesday at 9: four hours before are Monday at 14.
        self.assertFalse(self._sweep_at(hours=4, minutes=59))
        news = self._sweep_at(hours=5, minutes=1)
        self._assertTold(news, self.officer)
        self.assertIn("Plan", news["Officer"][0].body)
        self.assertIn("ahead", news["Officer"][0].subject)
        self.assertFalse(self._sweep_at(hours=6))

    def test_three_minutes_are_not_reminded_of(self):
        with self._at():
            complaint = self._case()
            clock = self._clock(complaint, "acknowledge")
            self.assertEqual(clock.date_escalation, clock.date_deadline)

    def test_the_general_manager_hears_of_it_one_working_day_later(self):
        with self._at(datetime(2026, 3, 6, 16)):
            complaint = self._case()
        friday = {"moment": datetime(2026, 3, 6, 16)}
        self._assertTold(self._sweep_at(**friday, minutes=4), self.officer, self.head)
        # Not on the weekend, nor on Monday before four.
        self.assertNotIn("General Manager", self._sweep_at(**friday, days=2))
        self.assertNotIn("General Manager", self._sweep_at(datetime(2026, 3, 9, 15, 0)))
        news = self._sweep_at(datetime(2026, 3, 9, 16, 4))
        self.assertIn("General Manager", news)
        self.assertIn(complaint.number, news["General Manager"][0].body)
        self.assertFalse(self._sweep_at(datetime(2026, 3, 9, 16, 5)))

    def test_met_in_the_meantime_nothing_is_told(self):
        with self._at():
            complaint = self._case()
        with self._at(minutes=4):
            self._lead(complaint, "accept")
            self._news()
            self._sweep()
        self.assertFalse(self._news())
        self.assertEqual(self._clock(complaint, "acknowledge").state, "breached")

    def test_a_clock_that_stands_still_tells_nothing(self):
        with self._at():
            complaint = self._case()
            self._lead(complaint, "accept", "wait_customer")
            self._news()
        self.assertFalse(self._sweep_at(days=10))
        with self._at(days=10):
            self._lead(complaint, "resume")
        clock = self._clock(complaint, "plan")
        # Later than Tuesday at nine by the eight working days that passed.
        self.assertEqual(clock.date_deadline, datetime(2026, 3, 13, 9))
        self.assertTrue(clock.date_escalation > MONDAY + timedelta(days=10))

    def test_overdue_is_true_at_read_without_a_sweep(self):
        with self._at():
            complaint = self._case()
        with self._at(minutes=4):
            self.assertTrue(complaint.is_overdue)

    def test_many_at_once_are_one_notice_each_person(self):
        with self._at():
            cases = [self._case() for _index in range(12)]
        news = self._sweep_at(minutes=4)
        self._assertTold(news, self.officer, self.head)
        message = news["Head"][0]
        self.assertFalse(message.res_id)
        self.assertIn("12", message.subject)
        for complaint in cases:
            self.assertIn(complaint.number, message.body)

    def test_notices_hold_no_subject_and_no_customer(self):
        with self._at():
            self._case(name="Poisoned soup")
            self._case(name="Poisoned soup")
        for messages in self._sweep_at(minutes=4).values():
            for message in messages:
                self.assertNotIn("soup", f"{message.subject} {message.body}")
                self.assertNotIn(
                    self.customer.name, f"{message.subject} {message.body}"
                )

    def test_the_handler_gets_one_thing_to_do_until_it_is_met(self):
        with self._at():
            complaint = self._case()
        self._sweep_at(minutes=4)
        todo = complaint.sudo().activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref(ACTIVITY)
        )
        self.assertEqual(todo.user_id, self.officer)
        with self._at(minutes=5):
            complaint.with_user(self.head).user_id = self.second_officer
            self.assertEqual(todo.user_id, self.second_officer)
            self._lead(complaint, "accept", user=self.second_officer)
        self.assertFalse(todo.exists())

    def test_where_nobody_handles_it_who_is_responsible_is_told(self):
        with self._at():
            self._register()
            self._news()
        self._assertTold(self._sweep_at(minutes=4), self.registrar, self.head)

    def test_a_moved_deadline_is_told_anew(self):
        with self._at():
            complaint = self._case()
        self._sweep_at(minutes=4)
        with self._at(minutes=5):
            mine = complaint.with_user(self.officer)
            due = fields.Datetime.now() + timedelta(hours=1)
            mine.action_set_deadline("acknowledge", due, "Agreed")
            self._news()
        self.assertFalse(self._sweep_at(minutes=30))
        self._assertTold(self._sweep_at(minutes=66), self.officer, self.head)
        self.assertFalse(self._sweep_at(minutes=67))

    def test_letting_the_rules_speak_again_repeats_nothing(self):
        with self._at():
            complaint = self._case()
        self._sweep_at(minutes=4)
        with self._at(minutes=5):
            complaint.with_user(self.officer).action_refresh_deadlines()
            complaint.severity = "major"
            self._news()
        self.assertFalse(self._sweep_at(minutes=6))

    def test_a_case_received_long_ago_is_told_at_once(self):
        with self._at(days=10):
            self._case(date_received=MONDAY)
        news = self._sweep_at(days=10, minutes=1)
        self._assertTold(news, self.officer, self.head, self.general_manager)

    def test_a_new_rule_holds_for_clocks_that_run(self):
        with self._at():
            self._case()
            self._rules().active = False
        self.assertFalse(self._sweep_at(minutes=4))
        with self._at(minutes=5):
            self.env["customer.complaint.escalation"].create(
                {"timing": "at", "recipient": "general_manager", "step": "acknowledge"}
            )
        self._assertTold(self._sweep_at(minutes=6), self.general_manager)
        self.assertFalse(self._sweep_at(minutes=7))

    def test_rules_for_a_severity_or_a_step_hold_for_those_only(self):
        with self._at():
            self._rules().active = False
            self.env["customer.complaint.escalation"].create(
                {
                    "timing": "at",
                    "recipient": "general_manager",
                    "severity": "major",
                    "step": "acknowledge",
                }
            )
            self._case()
            major = self._case(severity="major")
        news = self._sweep_at(minutes=4)
        self._assertTold(news, self.general_manager)
        self.assertEqual(news["General Manager"][0].res_id, major.id)
        self.assertFalse(self._sweep_at(days=3))

    def test_who_does_not_settle_it_loses_it_where_a_rule_says_so(self):
        rule = self.env.ref("customer_policy.escalation_missed_reassign")
        rule.active = True
        with self._at():
            complaint = self._case()
            self._lead(complaint, "accept")
        self._sweep_at(datetime(2026, 3, 5, 9, 1))
        self.assertIn(complaint.user_id, self.second_officer | self.third_officer)
        log = complaint.sudo().message_ids.filtered(lambda m: "6.1.1" in (m.body or ""))
        self.assertEqual(len(log), 1)
        user = complaint.user_id
        self._sweep_at(datetime(2026, 3, 5, 9, 2))
        self.assertEqual(complaint.user_id, user)


class TestComplaintSweepSecrets(SweepCase):
    """Who must not hear of a case does not hear of its clocks."""

    def test_who_is_complained_of_is_not_told_but_the_next_level(self):
        employee = self._employee(self.head)
        with self._at():
            self._case(respondent_ids=[Command.link(employee.id)])
        news = self._sweep_at(minutes=4)
        self._assertTold(news, self.officer, self.upper_head)

    def test_nor_who_works_for_them(self):
        chief = self._employee(self.general_manager)
        self._employee(self.head, chief)
        with self._at():
            self._case(respondent_ids=[Command.link(chief.id)])
        news = self._sweep_at(minutes=4)
        self._assertTold(news, self.officer, self.upper_head)
        news = self._sweep_at(days=1, minutes=4)
        self.assertNotIn("General Manager", news)
        self.assertIn("Complaint Manager", news)

    def test_who_has_left_is_not_told_but_the_next_level(self):
        with self._at():
            self._case()
            self.head.active = False
        self._assertTold(self._sweep_at(minutes=4), self.officer, self.upper_head)

    def test_a_handler_who_has_left_is_stood_in_for_by_the_head(self):
        with self._at():
            self._case()
            self.officer.active = False
        told = self._sweep_at(minutes=4)
        self.assertIn("Head", told)
        self.assertNotIn("Officer", told)

    def test_who_must_not_know_the_customer_is_not_told_but_a_custodian(self):
        custodian = self.staff
        custodian.group_ids += self.env.ref("customer_policy.group_custodian")
        custodian.group_ids += self.env.ref("customer_policy.group_clearance_secret")
        self.customer.service_user_ids = self.officer
        with self._at():
            self.customer.with_user(custodian).action_classify(
                "1", "Secret", fields.Date.today() + timedelta(days=90)
            )
            complaint = self._case(by=self.officer)
        news = self._sweep_at(minutes=4)
        self.assertIn("Officer", news)
        self.assertNotIn("Head", news)
        self.assertIn("Staff", news)
        self.assertNotIn(self.customer.name, news["Staff"][0].body)
        self.assertNotIn(complaint.name, news["Staff"][0].body)
        self.assertFalse(self._sweep_at(minutes=5))


class TestComplaintSweepBatch(SweepCase):
    """Piece by piece, safe to kill, and as dear as what is due."""

    def _batch(self, number, **values):
        complaints = self.env["customer.complaint"].create(
            [
                {
                    "name": f"Case {index}",
                    "partner_id": self.customer.id,
                    "team_id": self.team.id,
                    "user_id": self.officer.id,
                    **values,
                }
                for index in range(number)
            ]
        )
        self.env.flush_all()
        self._news()
        return complaints

    def test_a_killed_sweep_goes_on_and_repeats_nothing(self):
        with self._at():
            complaints = self._batch(7)
        clocks = type(self.env["customer.complaint.deadline"])
        escalate = clocks._escalate
        calls = []

        def killed(chunk):
            calls.append(len(chunk))
            if len(calls) == 2:
                escalate(chunk)
                raise KeyboardInterrupt
            return escalate(chunk)

        with self._at(minutes=4), patch.object(sweep_module, "CHUNK", 3):
            with patch.object(clocks, "_escalate", killed):
                with self.enter_registry_test_mode(), self.env.cr.savepoint():
                    pass
                first = self.env["customer.complaint.deadline"]._lock_due(3)
                first._escalate_safely()
                second = self.env["customer.complaint.deadline"]._lock_due(3)
                with self.assertRaises(KeyboardInterrupt), self.env.cr.savepoint():
                    second._escalate_safely()
            self.env.invalidate_all()
            self.assertEqual(calls, [3, 3])
            self._sweep()
        told = self.env["customer.complaint.deadline"].search(
            [("complaint_id", "in", complaints.ids), ("step", "=", "acknowledge")]
        )
        self.assertEqual(len(told.filtered("escalated")), 7)
        bodies = "".join(str(message.body) for message in self._news()["Head"])
        for complaint in complaints:
            self.assertEqual(bodies.count(f">{complaint.number}<"), 1)

    def test_one_that_cannot_be_told_keeps_nobody_waiting(self):
        with self._at():
            complaints = self._batch(5)
        clocks = type(self.env["customer.complaint.deadline"])
        tell = clocks._tell

        def failing(model, due):
            if any(clock.complaint_id == complaints[2] for clock, _rule in due):
                raise ZeroDivisionError
            return tell(model, due)

        with self._at(minutes=4):
            with patch.object(clocks, "_tell", failing), mute_logger(SWEEP_LOGGER):
                self.env["customer.complaint.deadline"]._lock_due(10)._escalate_safely()
            bodies = "".join(str(m.body) for m in self._news()["Head"])
            for index, complaint in enumerate(complaints):
                self.assertEqual(complaint.number in bodies, index != 2)
        self.assertFalse(self._sweep_at(minutes=5))
        self.assertIn("Head", self._sweep_at(minutes=70))

    def test_queries_do_not_grow_with_what_is_due(self):
        def queries(number, day):
            with self._at(days=day):
                self._batch(number)
            with self._at(days=day, minutes=4):
                self.env.invalidate_all()
                clocks = self.env["customer.complaint.deadline"]
                due = clocks._lock_due(sweep_module.CHUNK)
                self.assertEqual(len(due), number)
                before = self.env.cr.sql_log_count
                due._escalate_safely()
                count = self.env.cr.sql_log_count - before
                for rest in iter(lambda: clocks._lock_due(1000), clocks.browse()):
                    rest._escalate_safely()
                return count

        self._rules().filtered(lambda rule: rule.timing != "at").active = False
        rules = self.env["customer.complaint.deadline.rule"].search([])
        rules.filtered(lambda rule: rule.step != "acknowledge").active = False
        with self._at():
            self.env["customer.complaint.deadline"]._lock_due(1000)._escalate_safely()
        queries(2, 0)
        ten = queries(10, 1)
        many = queries(1000, 2)
        self.assertLessEqual(many - ten, 60)

    def test_what_is_due_is_found_through_the_index(self):
        with self._at():
            self._batch(300)
        self.env.cr.execute("ANALYZE customer_complaint_deadline")
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            """EXPLAIN SELECT id FROM customer_complaint_deadline
                WHERE active AND date_met IS NULL AND date_paused IS NULL
                  AND date_escalation IS NOT NULL AND date_escalation <= %s
                ORDER BY date_escalation, id LIMIT 1000""",
            [MONDAY],
        )
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("escalation_idx", plan)
        self.assertNotIn("Sort", plan)

    def test_what_was_told_leaves_the_index(self):
        with self._at():
            complaints = self._batch(2)
            self.env["customer.complaint.escalation"].search(
                [("timing", "=", "after")]
            ).active = False
        self._sweep_at(minutes=4)
        clocks = complaints.sudo().deadline_ids
        told = clocks.filtered(lambda clock: clock.step == "acknowledge")
        self.assertEqual(told.mapped("date_escalation"), [False, False])
        self.assertTrue(complaints[0].next_deadline)

    def test_the_scheduler_looks_each_minute(self):
        cron = self.env.ref("customer_policy.ir_cron_complaint_deadlines")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "minutes"))
        before = self.env["ir.cron.trigger"].search_count([])
        with self._at():
            self._batch(20)
        self.assertEqual(self.env["ir.cron.trigger"].search_count([]), before)

    def test_a_period_is_at_least_one(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            with self.env.cr.savepoint():
                self.env["customer.complaint.escalation"].create(
                    {"timing": "after", "amount": 0}
                )
                self.env.flush_all()

    def test_nothing_of_it_is_written_from_outside(self):
        with self._at():
            complaint = self._case()
        clock = self._clock(complaint, "close").with_user(self.complaint_manager)
        for name in ("date_escalation", "escalated"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                clock.write({name: False})
        with self.assertRaises(AccessError):
            self.env["customer.complaint.escalation"].with_user(self.officer).create({})
