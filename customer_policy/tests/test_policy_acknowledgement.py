from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_policy_role import RoleCase

ACTIVITY = "customer_policy.mail_activity_type_policy_acknowledgement"


class AcknowledgementCase(RoleCase):
    """A department of three: one with a role, one without any, one without a user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hr.department"].create({"name": "Sales"})
        below = cls.env["hr.department"].create(
            {"name": "Team", "parent_id": cls.department.id}
        )
        in_department = {"department_id": cls.department.id}
        cls.reader = cls._employee_of(cls.staff, **in_department)
        cls.plain = cls._employee_of(cls.outsider, department_id=below.id)
        cls.worker = cls._employee_of(name="Worker", **in_department)
        cls.stranger = cls._employee_of(name="Stranger")
        cls.policy.department_ids = cls.department

    def _lines(self, policy=None):
        return self.env["customer.policy.acknowledgement"].search(
            [("policy_id", "=", (policy or self.policy).id)]
        )

    def _line(self, employee, policy=None):
        return self._lines(policy).filtered(lambda x: x.employee_id == employee)

    def _new_version(self):
        action = self.policy.action_new_version()
        return self.policy.browse(action["res_id"])


@tagged("post_install", "-at_install")
class TestPolicyAcknowledgement(AcknowledgementCase):
    def setUp(self):
        super().setUp()
        self._enforce(self.policy)

    def _run_cron(self):
        cron = self.env.ref("customer_policy.ir_cron_policy_acknowledgement")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_those_concerned_are_asked(self):
        lines = self._lines()
        people = self.reader | self.plain | self.worker
        self.assertEqual(lines.employee_id, people)
        self.assertEqual(set(lines.mapped("state")), {"asked"})
        activities = lines.activity_ids
        self.assertEqual(activities.user_id, self.staff | self.outsider)
        self.assertEqual(activities.activity_type_id, self.env.ref(ACTIVITY))
        self.assertEqual(
            set(activities.mapped("date_deadline")),
            {fields.Date.today() + timedelta(days=7)},
        )
        self.assertEqual(
            (self.policy.acknowledged_count, self.policy.asked_count), (0, 3)
        )

    def test_an_empty_scope_is_everybody_of_the_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        far = self._employee_of(name="Far", company_id=company.id)
        policy = self._create_policy(number="T-02", company_id=self.env.company.id)
        self._enforce(policy)
        asked = self._lines(policy).employee_id
        self.assertLessEqual(self.reader | self.stranger, asked)
        self.assertNotIn(far, asked)
        everywhere = self._create_policy(number="T-03")
        self._enforce(everywhere)
        self.assertIn(far, self._lines(everywhere).employee_id)

    def test_named_people_are_asked_besides_the_departments(self):
        policy = self._create_policy(
            number="T-02", employee_ids=[Command.link(self.stranger.id)]
        )
        self._enforce(policy)
        self.assertEqual(self._lines(policy).employee_id, self.stranger)

    def test_whoever_reads_it_confirms_with_one_act(self):
        line = self._line(self.plain).with_user(self.outsider)
        self.assertIn("First", line.policy_text)
        line.action_acknowledge()
        self.assertEqual((line.state, line.channel), ("acknowledged", "screen"))
        self.assertFalse(line.sudo().activity_ids)
        self.assertEqual(self.policy.acknowledged_count, 1)
        with self.assertRaisesRegex(UserError, "already"):
            line.action_acknowledge()

    def test_nobody_confirms_for_others(self):
        with self.assertRaises(AccessError):
            self._line(self.plain).with_user(self.manager).action_acknowledge()
        with self.assertRaises(AccessError):
            self._line(self.plain).with_user(self.staff).action_acknowledge()

    def test_paper_is_recorded_by_somebody_else(self):
        line = self._line(self.worker)
        yesterday = fields.Date.today() - timedelta(days=1)
        wizard = (
            self.env["customer.policy.paper"]
            .with_user(self.manager)
            .with_context(active_ids=line.ids)
            .create({"date": yesterday})
        )
        wizard.action_confirm()
        self.assertEqual((line.state, line.channel), ("acknowledged", "paper"))
        self.assertEqual(line.date.date(), yesterday)
        self.assertEqual(line.recorded_by_id, self.manager)
        tomorrow = fields.Date.today() + timedelta(days=1)
        other = self._line(self.plain).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "future"):
            other.action_record_paper(tomorrow)
        with self.assertRaises(AccessError):
            self._line(self.reader).with_user(self.staff).action_record_paper()
        self.staff.group_ids += self.env.ref("hr.group_hr_user")
        with self.assertRaisesRegex(AccessError, "somebody else"):
            self._line(self.reader).with_user(self.staff).action_record_paper()
        other.with_user(self.staff).action_record_paper()
        self.assertEqual(other.state, "acknowledged")

    def test_who_comes_later_is_asked_once(self):
        newcomer = self._employee_of(name="New", department_id=self.department.id)
        self._run_cron()
        self._run_cron()
        self.assertEqual(len(self._line(newcomer)), 1)
        self.assertEqual(len(self._lines()), 4)

    def test_who_has_not_read_it_is_reminded_again_and_again(self):
        def reminders():
            return self.env["mail.message"].search_count(
                [
                    ("partner_ids", "in", self.outsider.partner_id.ids),
                    ("subject", "ilike", "waits to be read"),
                ]
            )

        self._line(self.reader).with_user(self.staff).action_acknowledge()
        counts = []
        for days in (0, 8, 0, 8):
            lines = self._lines()
            for line in lines:
                line.write(
                    {
                        "date_asked": line.date_asked - timedelta(days=days),
                        "date_reminded": line.date_reminded
                        and line.date_reminded - timedelta(days=days),
                    }
                )
            self._run_cron()
            counts.append(reminders())
        self.assertEqual(counts, [0, 1, 1, 2])
        self.assertFalse(self._line(self.reader).date_reminded)
        self.env.ref("customer_policy.acknowledgement_rule").remind_days = 0
        self._lines().date_reminded = fields.Datetime.now() - timedelta(days=99)
        self._run_cron()
        self.assertEqual(reminders(), 2)

    def test_a_new_version_is_read_anew_and_the_old_one_no_longer(self):
        draft = self._new_version()
        self._enforce(draft)
        self.assertEqual(len(self._lines(draft)), 3)
        self.assertFalse(self._lines().activity_ids)
        self.assertTrue(self._lines(draft).activity_ids)

    def test_nobody_is_asked_where_it_is_not_to_be_read(self):
        policy = self._create_policy(number="T-02", must_acknowledge=False)
        self._enforce(policy)
        self.assertFalse(self._lines(policy))
        shipped = self.env.ref("customer_policy.policy_customer")
        self.assertFalse(shipped.acknowledgement_ids)

    def test_many_are_asked_without_a_query_each(self):
        def queries(count):
            department = self.env["hr.department"].create({"name": f"Q{count}"})
            self.env["hr.employee"].create(
                [
                    {"name": f"Q{count} {index}", "department_id": department.id}
                    for index in range(count)
                ]
            )
            policy = self._create_policy(
                number=f"Q-{count}", department_ids=[Command.link(department.id)]
            )
            policy.action_submit()
            policy.with_user(self.other_manager).action_approve()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            policy.action_enforce()
            self.env.flush_all()
            self.assertEqual(len(self._lines(policy)), count)
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(60), queries(3) + 5)


@tagged("post_install", "-at_install")
class TestClauseAcknowledged(AcknowledgementCase):
    def setUp(self):
        super().setUp()
        self._enforce(self.policy)
        self.today = fields.Date.today()

    def _acknowledge(self, employee, policy=None, days=0):
        line = self._line(employee, policy)
        moment = fields.Datetime.now() - timedelta(days=days)
        line._acknowledge(moment, "paper")

    def test_who_had_acknowledged_a_clause_by_a_day(self):
        clause = self.policy.clause_ids[0]
        self._acknowledge(self.reader, days=2)
        everybody = self.reader | self.plain
        for days, expected in ((0, self.reader), (2, self.reader), (3, self.plain[:0])):
            day = self.today - timedelta(days=days)
            self.assertEqual(clause._acknowledged_by(everybody, day), expected)

    def test_an_unchanged_clause_of_the_version_before_counts(self):
        self._acknowledge(self.reader)
        draft = self._new_version()
        same, changed = draft.clause_ids
        same.number = "7"
        changed.body = "<p>Something else</p>"
        self._enforce(draft)
        employees = self.reader | self.plain
        self.assertEqual(same._acknowledged_by(employees, self.today), self.reader)
        self.assertFalse(changed._acknowledged_by(employees, self.today))
        self._acknowledge(self.plain, draft)
        self.assertEqual(changed._acknowledged_by(employees, self.today), self.plain)

    def test_a_change_in_another_language_is_a_change(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self._acknowledge(self.reader)
        draft = self._new_version()
        clause = draft.clause_ids[0]
        clause.with_context(lang="zh_CN").name = "第一条"
        self.assertFalse(clause._acknowledged_by(self.reader, self.today))

    def test_a_violation_says_whether_the_person_knew_the_clause(self):
        kind = self.env["customer.violation.type"].search([], limit=1)
        kind.clause_id = self.policy.clause_ids[0]
        officer = self.other_manager
        officer.group_ids += self.env.ref("customer_policy.group_violation_officer")
        self._acknowledge(self.reader, days=5)
        cases = self.env["customer.violation"].create(
            [
                {
                    "name": "Case",
                    "employee_id": employee.id,
                    "type_id": kind.id,
                    "facts": "Facts",
                    "date": self.today - timedelta(days=days),
                }
                for employee, days in (
                    (self.reader, 1),
                    (self.reader, 9),
                    (self.plain, 1),
                )
            ]
        )
        self.assertEqual(cases.mapped("is_clause_acknowledged"), [True, False, False])
        self.assertTrue(cases[0].date_clause_acknowledged)
        self.assertTrue(
            cases[0]
            .with_user(officer)
            .read(["is_clause_acknowledged"])[0]["is_clause_acknowledged"]
        )
