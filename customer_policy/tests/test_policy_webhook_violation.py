from .common import PolicyCase
from .violation_common import ViolationMixin
from .webhook_common import WebhookMixin


class TestPolicyWebhookViolation(WebhookMixin, ViolationMixin, PolicyCase):
    """Of violations a robot hears a number at most, never who."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.culprit, cls.violation_officer, cls.department_head, cls.boss):
            cls._webhook(user)

    def _tell(self, text, user, record=None):
        self.env["customer.access.mixin"]._tell(user, text, record=record)

    def _violation(self):
        return self.env["customer.violation"].create(
            {
                "name": "ZQX talked",
                "employee_id": self.employee.id,
                "type_id": self.leak.id,
                "facts": "ZQX",
                "reporter_id": self.reporter.id,
            }
        )

    def test_who_is_concerned_is_told_without_words(self):
        violation = self._violation()
        violation._tell_person(violation._served_text)
        [message] = self._messages()
        self.assertEqual(message.wing, "violation")
        [text] = self._send()
        self.assertIn("Notice: Violations", text)
        for secret in ("ZQX", "Culprit", "Reporter", "served"):
            self.assertNotIn(secret, text)

    def test_a_head_gets_a_number_and_not_the_facts(self):
        violation = self._violation()
        self._tell(violation._head_text, self.department_head)
        [text] = self._send()
        self.assertIn(violation.number, text)
        self.assertIn(f"/odoo/customer.violation/{violation.id}", text)
        for secret in ("ZQX", "Culprit", "Reporter"):
            self.assertNotIn(secret, text)

    def test_managers_do_not_see_who_was_told_of_a_violation(self):
        violation = self._violation()
        self._tell(violation._head_text, self.department_head)
        message = self._messages()
        self.env.flush_all()
        for user, sees in ((self.manager, False), (self.department_head, True)):
            self.env.invalidate_all()
            with self.subTest(user=user.name):
                found = message.with_user(user).search([("id", "=", message.id)])
                self.assertEqual(bool(found), sees)
