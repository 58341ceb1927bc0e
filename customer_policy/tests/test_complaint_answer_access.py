from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import PolicyCase
from .complaint_common import EVERYBODY, ComplaintMixin
from .http_common import RpcMixin

MANAGERS = {"complaint_manager", "manager"}
TEAM = MANAGERS | {"officer"}
STAFF = set(EVERYBODY) - {"portal", "outsider"}
# The respondent is a manager of everything and complained of in the case.
ACTS = {
    "action_answer": TEAM,
    "action_tell_customer": TEAM,
    "action_postpone": TEAM,
    "action_unfounded": TEAM,
}
ARGUMENTS = {
    "action_tell_customer": ["<p>x</p>"],
    "action_postpone": ["2090-01-01", "<p>x</p>"],
}


@tagged("post_install", "-at_install")
class TestComplaintAnswerAccess(ComplaintMixin, RpcMixin, PolicyCase, HttpCase):
    """Who may answer, tell, link and hand over, asked of a real server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._register(
            kind="discontent", respondent_ids=[Command.link(cls.employee.id)]
        )
        cls.case.with_user(cls.officer).action_accept()
        cls.case.sudo().reply = "<p>Sorry</p>"
        cls.problem = cls.env["customer.complaint.problem"].create({"name": "Seal"})
        cls.case.sudo().problem_id = cls.problem

    def _who_may(self, model, method, *args, **kwargs):
        allowed = set()
        for name in EVERYBODY:
            self._login(name)
            point = self.env.cr.savepoint(flush=False)
            _result, error = self._rpc(model, method, *args, **kwargs)
            point.rollback()
            self.env.invalidate_all()
            if error is None:
                allowed.add(name)
        return allowed

    def test_who_leads_a_case_answers_it(self):
        for act, expected in ACTS.items():
            with self.subTest(act=act):
                found = self._who_may(
                    "customer.complaint", act, self.case.ids, *ARGUMENTS.get(act, [])
                )
                self.assertEqual(found, expected)

    def test_who_may_choose_a_case_in_a_wizard(self):
        found = self._who_may(
            "customer.complaint.reply", "create", {"complaint_id": self.case.id}
        )
        self.assertEqual(found, TEAM)
        hand_over = {
            "from_user_id": self.officer.id,
            "reason": "Leave",
            "left_ids": [Command.create({"complaint_id": self.case.id})],
        }
        found = self._who_may("customer.complaint.hand.over", "create", hand_over)
        self.assertEqual(found, TEAM)
        link = {
            "complaint_ids": [Command.set(self.case.ids)],
            "problem_id": self.problem.id,
        }
        found = self._who_may("customer.complaint.problem.link", "create", link)
        self.assertEqual(found, TEAM)

    def test_who_reads_and_changes_a_common_cause(self):
        officers = TEAM | {"strange_officer"}
        for method, args in (
            ("read", [self.problem.ids, ["name"]]),
            ("write", [self.problem.ids, {"name": "Other"}]),
        ):
            with self.subTest(method=method):
                found = self._who_may("customer.complaint.problem", method, *args)
                self.assertEqual(found, officers)
        found = self._who_may("customer.complaint.problem", "unlink", self.problem.ids)
        self.assertEqual(found, set())

    def test_texts_are_read_by_staff_and_written_by_managers(self):
        text = self.env.ref("customer_policy.reply_template_delay")
        model = "customer.complaint.reply.template"
        found = self._who_may(model, "read", text.ids, ["name"])
        self.assertEqual(found, STAFF)
        found = self._who_may(model, "write", text.ids, {"sequence": 3})
        self.assertEqual(found, MANAGERS | {"respondent"})

    def test_staff_look_up_callers(self):
        found = self._who_may("customer.complaint.caller", "find_callers", "12345")
        self.assertEqual(found, STAFF)

    def test_what_became_of_an_answer_is_written_by_acts_alone(self):
        for field, value in (
            ("reply_way", "oral"),
            ("date_letter", "2020-01-01 00:00:00"),
            ("reply_message_id", False),
        ):
            with self.subTest(field=field):
                found = self._who_may(
                    "customer.complaint", "write", self.case.ids, {field: value}
                )
                self.assertEqual(found, set())

    def test_reports_are_refused_to_who_must_not_print_them(self):
        reports = {"reply": TEAM | {"registrar", "complaint_auditor"}}
        reports["investigation"] = TEAM | {"complaint_auditor"}
        for report, expected in reports.items():
            found = set()
            for name in EVERYBODY:
                self._login(name)
                url = f"/report/html/customer_policy.report_complaint_{report}/"
                response = self.url_open(f"{url}{self.case.id}")
                if response.status_code == 200 and self.case.number in response.text:
                    found.add(name)
            with self.subTest(report=report):
                self.assertEqual(found, expected)
