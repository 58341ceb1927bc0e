from odoo.fields import Command

from .common import PolicyCase


class TestCopying(PolicyCase):
    """Whoever is without a role here duplicates a contact as before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_partner_manager").user_ids = [
            Command.link(user.id) for user in (cls.outsider, cls.staff)
        ]
        cls.customer = cls.env["res.partner"].create(
            {"name": "Harbour Works", "phone": "+49 40 1", "visit_weekday": "2"}
        )
        cls.env.flush_all()

    def _copied(self, user):
        self.env.invalidate_all()
        return self.customer.with_user(user).copy().sudo()

    def test_what_one_may_not_read_is_not_copied(self):
        copied = self._copied(self.outsider)
        self.assertEqual(copied.phone, self.customer.phone)
        self.assertFalse(copied.visit_weekday)

    def test_what_one_may_read_is(self):
        self.assertEqual(self._copied(self.staff).visit_weekday, "2")

    def test_a_value_given_for_the_copy_is_kept(self):
        copied = self.customer.with_user(self.staff).copy({"visit_weekday": "4"})
        self.assertEqual(copied.visit_weekday, "4")
