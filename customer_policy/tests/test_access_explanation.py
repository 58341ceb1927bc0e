from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .access_common import AccessCase


@tagged("post_install", "-at_install")
class TestAccessExplanation(AccessCase):
    def _ask(self, asker=None, **values):
        Question = self.env["customer.access.question"].with_user(
            asker or self.custodian
        )
        question = Question.create(values)
        question.action_answer()
        self.env.invalidate_all()
        return question

    def _reasons(self, question):
        return {(line.user_name, line.kind): line for line in question.line_ids}

    def test_who_sees_this_customer(self):
        self._grant()
        self._break_glass(self.code)
        question = self._ask(partner_id=self.secret.id)
        reasons = self._reasons(question)
        for key in (
            ("Cleared", "clearance"),
            ("Insider", "clearance"),
            ("Account Manager", "manager"),
            ("Employee", "grant"),
            ("Colleague", "emergency"),
        ):
            self.assertIn(key, reasons)
            self.assertTrue(reasons[key].sees)
        self.assertNotIn(("Team Member", "team"), reasons)
        self.assertNotIn(("Confidant", "clearance"), reasons)
        grant = reasons["Employee", "grant"]
        self.assertEqual(grant.decider, "Custodian")
        self.assertTrue(grant.date_from and grant.date_to)
        self.assertIn("ZQX Holding is Secret.", question.answer)

    def test_the_explanation_says_what_the_rules_do(self):
        """All that see it are listed, and nobody else as seeing."""
        self._grant()
        self._hold(self.cleared)
        portal = new_test_user(self.env, "secrecy_portal", "base.group_portal")
        portal.partner_id.parent_id = self.secret
        self._refresh()
        everybody = self.env["res.users"].sudo().search([("id", "!=", 1)])
        confidentiality = self.env["customer.confidentiality"]
        for partner in self.family:
            with self.subTest(partner=partner.name):
                hidden = confidentiality._hidden_from(partner, everybody)
                seeing = everybody.filtered(
                    lambda user, h=hidden, p=partner: p not in h[user]
                )
                question = self._ask(partner_id=partner.id)
                lines = question.sudo().line_ids.filtered("sees")
                self.assertEqual(set(lines.mapped("user_ref")), set(seeing.ids))

    def test_a_hold_is_the_answer_to_why_not(self):
        self._hold(self.cleared)
        question = self._ask(partner_id=self.secret.id)
        line = self._reasons(question)["Cleared", "clearance"]
        self.assertFalse(line.sees)
        self.assertIn("on hold since", line.sentence)
        pair = self._ask(partner_id=self.secret.id, user_id=self.cleared.id)
        self.assertIn("does not see", pair.answer)
        self.assertIn("Under notice", pair.answer)

    def test_why_does_this_person_see_this_customer(self):
        pair = self._ask(partner_id=self.secret.id, user_id=self.account_manager.id)
        self.assertIn("Account manager of ZQX Holding", pair.answer)
        pair = self._ask(partner_id=self.secret.id, user_id=self.employee.id)
        self.assertIn("no clearance for Secret", pair.answer)

    def test_what_does_this_person_see(self):
        self._grant(user=self.account_manager)
        question = self._ask(user_id=self.account_manager.id)
        kinds = set(question.line_ids.mapped("kind"))
        self.assertEqual(kinds, {"manager", "grant"})
        self.assertIn("sees 2 of 2 classified customers", question.answer)
        self.assertIn("sees 0 of 2", self._ask(user_id=self.employee.id).answer)
        self._hold(self.account_manager)
        question = self._ask(user_id=self.account_manager.id)
        self.assertIn("on hold", question.answer)
        self.assertFalse(question.line_ids.filtered("sees"))

    def test_a_role_that_the_level_does_not_let_know_is_said_not_to(self):
        self._classify(self.secret, "3")
        question = self._ask(user_id=self.account_manager.id)
        line = question.line_ids.filtered(lambda line: line.customer == "ZQX Holding")
        self.assertFalse(line.sees)
        self.assertIn("the level asks for more", line.sentence)

    def test_who_does_not_know_the_customer_asks_and_reads_its_code(self):
        self._grant()
        self._hold(self.second_custodian)
        for asker in (self.auditor, self.blind_custodian):
            with self.subTest(asker=asker.name):
                question = self._ask(asker, code=self.code.lower())
                values = self._read_all(question, asker)
                lines = question.with_user(asker).line_ids
                texts = str([values, lines.read()])
                self.assertNotIn("ZQX", texts)
                self.assertIn(self.code, texts)
                what = self._ask(asker, user_id=self.account_manager.id)
                self.assertNotIn("ZQX", str(what.line_ids.read()))
                self.assertIn(self.code, str(what.line_ids.read()))

    def test_the_date_and_the_decider_of_a_clearance(self):
        self.env.cr.precommit.run()
        self.employee.with_user(self.administrator).write(
            {
                "group_ids": [
                    Command.link(
                        self.env.ref("customer_policy.group_clearance_secret").id
                    )
                ]
            }
        )
        self.env.cr.precommit.run()
        question = self._ask(partner_id=self.secret.id)
        line = self._reasons(question)["Employee", "clearance"]
        self.assertEqual(line.decider, "Administrator")
        self.assertTrue(line.date_from)

    def test_an_open_customer_is_seen_by_everybody(self):
        question = self._ask(partner_id=self.open_customer.id)
        self.assertIn("not classified", question.answer)

    def test_bad_questions_are_refused_with_a_reason(self):
        with self.assertRaisesRegex(UserError, "Choose a customer"):
            self._ask()
        with self.assertRaisesRegex(UserError, "No customer has this code"):
            self._ask(code="C-NOTHING2")

    def test_only_custodians_and_auditors_ask(self):
        for user in (self.employee, self.insider, self.administrator):
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    self._ask(user, partner_id=self.open_customer.id)
                with self.assertRaises(AccessError):
                    self.open_customer.with_user(user).action_who_sees()
                with self.assertRaises(AccessError):
                    self.employee.with_user(user).action_what_sees()

    def test_an_answer_is_read_by_whoever_asked(self):
        question = self._ask(partner_id=self.secret.id)
        for user in (self.auditor, self.blind_custodian):
            with self.assertRaises(AccessError):
                question.with_user(user).read(["answer"])
            with self.assertRaises(AccessError):
                question.line_ids.with_user(user).read(["sentence"])

    def test_buttons_ask_at_once(self):
        action = self.secret.with_user(self.custodian).action_who_sees()
        question = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("ZQX Holding", question.answer)
        action = self.cleared.with_user(self.auditor).action_what_sees()
        question = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("Cleared sees", question.answer)
