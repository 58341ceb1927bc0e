from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command

from ..models import customer_complaint_problem
from .complaint_common import ComplaintCase
from .confidentiality_common import ConfidentialityMixin


class ProblemCase(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.problem = (
            cls.env["customer.complaint.problem"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Leaking seals",
                    "cause": "Bad seals",
                    "reply": "<p>We change the seal.</p>",
                }
            )
        )

    def _linked(self, count=1, kind="enquiry", **values):
        cases = self.env["customer.complaint"].with_user(self.officer)
        for number in range(count):
            customer = self.env["res.partner"].create(
                {"name": f"Customer {number}", "email": f"n{number}@x.test"}
            )
            values = {"partner_id": customer.id, **values}
            case = self._register(kind=kind, **values)
            cases |= self._lead(case, "accept")
            values.pop("partner_id")
        cases.problem_id = self.problem
        return cases

    def _mails(self, cases):
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", cases._name), ("res_id", "in", cases.ids)])
            .filtered("email_to")
        )


class TestComplaintProblem(ProblemCase):
    def test_one_answer_reaches_every_customer_under_the_own_number(self):
        cases = self._linked(3)
        result = self.problem.action_answer()
        mails = self._mails(cases)
        self.assertEqual(
            sorted(mails.mapped("email_to")), ["n0@x.test", "n1@x.test", "n2@x.test"]
        )
        for case in cases:
            mail = mails.filtered(lambda m, case=case: m.res_id == case.id)
            self.assertIn(case.number, mail.subject)
            self.assertIn(case.contact_name, mail.body_html)
            self.assertIn("We change the seal.", mail.body_html)
            self.assertEqual(case.cause, "Bad seals")
            self.assertEqual(case.state, "answered")
            self.assertEqual(len(mail.attachment_ids), 1)
        self.assertIn("3 cases answered", result["params"]["message"])
        self.problem.invalidate_recordset()
        self.assertEqual(self.problem.open_count, 0)

    def test_a_second_time_nobody_is_answered_again(self):
        cases = self._linked(2)
        self.problem.action_answer()
        result = self.problem.action_answer()
        self.assertEqual(len(self._mails(cases)), 2)
        self.assertIn("0 cases answered", result["params"]["message"])
        self.assertIn("2 that are answered", result["params"]["message"])

    def test_the_rules_of_each_case_hold(self):
        ready = self._linked()
        early = self._linked(kind="complaint")
        over = self._linked(kind="discontent")
        self._lead(over, "unfounded")
        before = self._mails(over)
        result = self.problem.action_answer()
        self.assertEqual(ready.state, "answered")
        self.assertEqual(early.state, "accepted")
        self.assertEqual(self._mails(over), before)
        message = result["params"]["message"]
        self.assertIn("1 cases answered", message)
        self.assertIn("1 that are answered or over", message)
        self.assertIn("1 that have not", message)

    def test_what_does_not_fit_at_once_follows_in_the_background(self):
        cases = self._linked(5)
        broken = cases[3]
        broken.email = False
        broken.sudo().partner_id.email = False
        broken.reply_mode = "oral"
        self.team.reply_rule = "written"
        with patch.object(customer_complaint_problem, "AT_ONCE", 2):
            result = self.problem.action_answer()
            self.assertIn("2 cases answered, 3 more", result["params"]["message"])
            self.assertEqual(len(self._mails(cases)), 2)
            self.assertTrue(self.problem.sudo().answer_user_id)
            with self.enter_registry_test_mode():
                self.env.ref(
                    "customer_policy.ir_cron_answer_problems"
                ).method_direct_trigger()
        self.assertEqual(len(self._mails(cases)), 4)
        self.assertFalse(self.problem.sudo().answer_user_id)
        self.assertEqual(cases.filtered(lambda c: c.state != "answered"), broken)
        self.assertIn("in writing", broken.sudo().message_ids[0].body)

    def test_what_a_case_says_for_itself_stays(self):
        case = self._linked()
        case.reply = "<p>Own words</p>"
        self.problem.action_answer()
        self.assertIn("Own words", case.reply)

    def test_findings_are_written_into_open_cases_once(self):
        cases = self._linked(2, kind="complaint")
        cases[0].cause = "Other"
        self.problem.action_share_findings()
        self.assertEqual(cases.mapped("cause"), ["Other", "Bad seals"])

    def test_who_is_complained_of_in_one_case_does_not_see_it(self):
        case = self._linked(respondent_ids=[Command.link(self.employee.id)])
        self.env.flush_all()
        self.env.invalidate_all()
        mine = self.problem.with_user(self.respondent)
        self.assertFalse(mine.search([("id", "=", mine.id)]))
        with self.assertRaises(AccessError):
            mine.read(["name"])
        with self.assertRaises(AccessError):
            mine.action_answer()
        self.assertEqual(case.state, "accepted")
        other = self.problem.with_user(self.complaint_manager)
        self.assertTrue(other.search([("id", "=", other.id)]))

    def test_it_is_for_officers(self):
        for user in (self.registrar, self.outsider, self.portal):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.problem.with_user(user).read(["name"])
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.problem.with_user(user).action_answer()

    def test_cases_of_other_teams_stay_out(self):
        other_team = self.team.copy({"member_ids": [Command.clear()], "user_id": False})
        mine = self._linked()
        theirs = self._register(kind="enquiry", team_id=other_team.id).sudo()
        theirs.write({"problem_id": self.problem.id, "state": "accepted"})
        self.env.flush_all()
        self.env.invalidate_all()
        self.problem.with_user(self.officer).action_answer()
        self.assertEqual(mine.state, "answered")
        self.assertEqual(theirs.state, "accepted")

    def test_queries_grow_by_mails_alone(self):
        counts = {}
        for size in (3, 33):
            problem = self.problem.copy({"reply": "<p>Seal.</p>"})
            cases = self._linked(size)
            cases.problem_id = problem
            self.env.flush_all()
            self.env.invalidate_all()
            letters = {case.id: b"%PDF" for case in cases}
            with (
                patch.object(customer_complaint_problem, "AT_ONCE", 100),
                patch.object(type(cases), "_letters", lambda _self, kept=letters: kept),
            ):
                before = self.env.cr.sql_log_count
                problem.with_user(self.officer).action_answer()
                self.env.flush_all()
                counts[size] = self.env.cr.sql_log_count - before
            self.assertEqual(set(cases.mapped("state")), {"answered"})
        growth = (counts[33] - counts[3]) / 30
        # The message that the state has changed: Odoo writes it and its value singly.
        self.assertLessEqual(growth, 2.1, counts)


class TestComplaintProblemConfidential(ConfidentialityMixin, ProblemCase):
    def test_cases_of_hidden_customers_are_neither_answered_nor_counted(self):
        seen = self._linked()
        hidden = self._linked(partner_id=self.secret.id)
        self._classify(self.secret)
        result = self.problem.with_user(self.officer).action_answer()
        self.assertIn("1 cases answered", result["params"]["message"])
        self.assertIn("0 that are answered", result["params"]["message"])
        self.assertIn("0 that have not", result["params"]["message"])
        self.assertEqual(seen.state, "answered")
        self.assertEqual(hidden.with_user(self.env.user).sudo().state, "accepted")
        self.env.invalidate_all()
        problem = self.problem.with_user(self.officer)
        self.assertEqual(problem.complaint_ids, seen)
        self.assertEqual(problem.complaint_count, 1)
        self.assertFalse(hidden.with_user(self.officer).has_access("read"))
