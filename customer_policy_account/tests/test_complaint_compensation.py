from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PaymentMetricsCommon

OFFICER = "customer_policy.group_complaint_officer"
BILLING = "account.group_account_invoice"


@tagged("post_install", "-at_install")
class TestComplaintCompensation(PaymentMetricsCommon):
    """A case knows its invoice and what was given back, and nothing is given early."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id, "company_ids": [cls.company.id]}
        cls.officer = new_test_user(
            cls.env, "compensating", f"{OFFICER},{BILLING}", **company
        )
        cls.other_officer = new_test_user(cls.env, "not_billing", OFFICER, **company)
        cls.head = new_test_user(cls.env, "deciding", OFFICER, **company)
        cls.accountant = new_test_user(cls.env, "only_billing", BILLING, **company)
        cls.auditor = new_test_user(
            cls.env,
            "looking",
            "customer_policy.group_auditor,account.group_account_readonly",
            **company,
        )
        cls.team = cls.env["customer.complaint.team"].create(
            {
                "name": "Service",
                "company_id": cls.company.id,
                "user_id": cls.head.id,
                "member_ids": [Command.set(cls.officer.ids)],
                "assign_method": "manual",
            }
        )
        cls.invoice_sent = cls._invoice(100, "2026-01-05")
        cls.case = (
            cls.env["customer.complaint"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Broken",
                    "partner_id": cls.customer.id,
                    "team_id": cls.team.id,
                    "invoice_id": cls.invoice_sent.id,
                    "compensation_proposed": 30,
                }
            )
        )

    def _approve(self):
        for act in ("accept", "investigate", "propose"):
            getattr(self.case, f"action_{act}")()
        self.case.with_user(self.head).action_approve()

    def _compensate(self):
        action = self.case.action_compensate()
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.officer)
            .with_context(**action["context"])
            .create({"journal_id": self.invoice_sent.journal_id.id})
        )
        wizard.refund_moves()
        return wizard.new_move_ids

    def test_nothing_is_given_before_it_is_decided(self):
        with self.assertRaisesRegex(UserError, "not been approved"):
            self.case.action_compensate()

    def test_the_credit_note_joins_the_case_and_counts_once_it_is_posted(self):
        self._approve()
        note = self._compensate()
        self.assertEqual(self.case.compensation_move_ids, note)
        self.assertIn(self.case.number, note.ref)
        self.assertEqual(self.case.compensation_amount, 0)
        note.sudo().action_post()
        self.assertEqual(self.case.compensation_amount, 100)

    def test_without_an_invoice_one_is_asked_for(self):
        self._approve()
        self.case.invoice_id = False
        with self.assertRaisesRegex(UserError, "Choose the invoice"):
            self.case.action_compensate()

    def test_documents_of_another_customer_are_refused(self):
        other = self._invoice(10, "2026-01-05", customer=self.other_customer)
        with self.assertRaises(ValidationError):
            self.case.invoice_id = other
        note = self._credit(other, "2026-01-06")
        with self.assertRaises(ValidationError):
            self.case.compensation_move_ids = note

    def test_a_customer_is_not_compensated_by_an_invoice(self):
        with self.assertRaises(ValidationError):
            self.case.compensation_move_ids = self.invoice_sent

    def test_documents_are_shown_to_those_who_bill_only(self):
        self.team.member_ids += self.other_officer
        self.env.invalidate_all()
        case = self.case.with_user(self.other_officer)
        self.assertEqual(case.name, "Broken")
        for field in ("invoice_id", "compensation_move_ids"):
            with self.assertRaises(AccessError):
                case.read([field])

    def test_a_document_counts_the_cases_that_the_reader_sees(self):
        for user, seen in (
            (self.officer, 1),
            (self.auditor, 1),
        ):
            self.env.invalidate_all()
            move = self.invoice_sent.with_user(user)
            self.assertEqual(move.complaint_count, seen, user.login)
            domain = move.action_open_complaints()["domain"]
            self.assertEqual(domain, [("id", "in", self.case.ids)])
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.invoice_sent.with_user(self.accountant).read(["complaint_count"])

    def test_who_is_complained_of_does_not_learn_of_the_case_from_the_invoice(self):
        employees = self.env["hr.employee"].sudo()
        employee = employees.create({"name": "Respondent", "user_id": self.auditor.id})
        self.case.sudo().respondent_ids = employee
        self.env.invalidate_all()
        move = self.invoice_sent.with_user(self.auditor)
        self.assertEqual(move.complaint_count, 0)
        self.assertEqual(move.action_open_complaints()["domain"], [("id", "in", [])])

    def test_a_case_named_in_a_forged_context_is_not_joined(self):
        """Who may not see the case cannot hang a credit note on it."""
        self._approve()
        self.env.invalidate_all()
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.accountant)
            .with_context(
                active_model="account.move",
                active_ids=self.invoice_sent.ids,
                customer_complaint_id=self.case.id,
            )
            .create({"journal_id": self.invoice_sent.journal_id.id})
        )
        with self.assertRaises(AccessError):
            wizard.refund_moves()
        self.assertFalse(self.case.compensation_move_ids)
