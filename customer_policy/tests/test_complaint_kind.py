from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .complaint_common import ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintKind(ComplaintCase):
    """Suggestions and praise: what they have that complaints have not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.praised_user = cls.outsider
        cls.praised = cls._employee(cls.praised_user)

    def _notices(self, user):
        return self.env["mail.message"].search(
            [
                ("notified_partner_ids", "in", user.partner_id.ids),
                ("subject", "like", "praises"),
            ]
        )

    def _praise(self, **values):
        return self._register(
            kind="praise",
            name="Well packed",
            description="<p>Thank you, said AAA</p>",
            praised_employee_ids=[Command.link(self.praised.id)],
            **values,
        )

    def test_praise_reaches_those_it_is_for_when_it_is_accepted(self):
        praise = self._praise()
        self.assertFalse(self._notices(self.praised_user))
        self._lead(praise, "accept")
        notice = self._notices(self.praised_user)
        self.assertEqual(len(notice), 1)
        self.assertIn("Well packed", notice.body)
        self.assertIn("Complaining Company", notice.body)
        self.assertFalse(notice.res_id)

    def test_who_is_named_later_is_told_then_and_once(self):
        praise = self._register(kind="praise")
        self._lead(praise, "accept")
        for _again in range(2):
            praise.with_user(self.officer).praised_employee_ids = [
                Command.link(self.praised.id)
            ]
        self.assertEqual(len(self._notices(self.praised_user)), 1)

    def test_praise_is_no_reason_to_stand_aside(self):
        praise = self._praise()
        praise.sudo().praised_employee_ids = self._employee(self.second_officer)
        self.assertSees(self.second_officer, praise)

    def test_praise_in_confidence_does_not_say_whose_it_is(self):
        self._lead(self._praise(is_confidential=True), "accept")
        body = self._notices(self.praised_user).body
        for words in ("Complaining Company", "AAA", "Well packed"):
            self.assertNotIn(words, body)

    def test_praise_of_a_hidden_customer_does_not_say_whose_it_is(self):
        praise = self._praise()
        self.manager.sudo().group_ids += self.env.ref(
            "customer_policy.group_custodian"
        ) + self.env.ref("customer_policy.group_clearance_top_secret")
        self.officer.sudo().group_ids += self.env.ref(
            "customer_policy.group_clearance_top_secret"
        )
        self.customer.with_user(self.manager).action_classify(
            "1", "Secret", fields.Date.today() + timedelta(days=90)
        )
        self._lead(praise, "accept")
        body = self._notices(self.praised_user).body
        for words in ("Complaining Company", "AAA", "Well packed"):
            self.assertNotIn(words, body)

    def test_whoever_is_complained_of_in_it_is_not_told(self):
        praise = self._register(
            kind="praise",
            respondent_ids=[Command.link(self.employee.id)],
            praised_employee_ids=[Command.link(self.employee.id)],
        )
        self._lead(praise, "accept")
        self.assertFalse(self._notices(self.respondent))

    def test_only_praise_is_told(self):
        enquiry = self._register(
            kind="enquiry", praised_employee_ids=[Command.link(self.praised.id)]
        )
        self._lead(enquiry, "accept")
        self.assertFalse(self._notices(self.praised_user))

    def test_employees_are_named_not_changed(self):
        with self.assertRaises(UserError):
            self._register(
                kind="praise",
                praised_employee_ids=[Command.update(self.praised.id, {"name": "x"})],
            )

    def test_a_suggestion_is_adopted_or_not(self):
        suggestion = self._register(kind="suggestion")
        suggestion = self._lead(suggestion, "accept", "adopt_suggestion")
        self.assertEqual(suggestion.suggestion_outcome, "adopted")
        self._lead(suggestion, "decline_suggestion")
        self.assertEqual(suggestion.suggestion_outcome, "not_adopted")
        self._lead(suggestion, "answer", "close")
        with self.assertRaises(UserError):
            suggestion.action_adopt_suggestion()

    def test_only_suggestions_are_adopted_and_only_by_officers(self):
        with self.assertRaises(UserError):
            self._register().with_user(self.officer).action_adopt_suggestion()
        suggestion = self._register(kind="suggestion")
        with self.assertRaises(AccessError):
            suggestion.with_user(self.registrar).action_adopt_suggestion()
        with self.assertRaises(AccessError):
            suggestion.with_user(self.officer).suggestion_outcome = "adopted"

    def test_only_complaints_count_as_complaints(self):
        kinds = ("complaint", "discontent", "enquiry", "suggestion", "praise")
        cases = self.env["customer.complaint"].browse(
            self._register(kind=kind).id for kind in kinds
        )
        self.assertEqual(self.customer.complaint_count, 1)
        self.assertEqual(cases.filtered("is_valid").mapped("kind"), ["complaint"])
