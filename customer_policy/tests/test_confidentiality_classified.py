from odoo.tests import tagged

from .confidentiality_common import ConfidentialityCase


@tagged("post_install", "-at_install")
class TestConfidentialityClassified(ConfidentialityCase):
    """The table of the classified says what the column says, whoever writes it."""

    def assertKept(self):
        self.env.flush_all()
        rows = []
        for sql in (
            "SELECT id, level FROM customer_policy_classified",
            "SELECT id, confidentiality_level FROM res_partner"
            " WHERE confidentiality_level > '0'",
        ):
            self.env.cr.execute(sql)
            rows.append(set(self.env.cr.fetchall()))
        self.assertEqual(*rows)
        return {partner_id for partner_id, _level in rows[0]}

    def test_follows_the_acts(self):
        self.assertFalse(self.assertKept() & set(self.family.ids))
        self._classify(self.secret, "1")
        self.assertLessEqual(set(self.family.ids), self.assertKept())
        self._classify(self.secret, "3")
        self.assertKept()
        self._declassify(self.secret)
        self.assertFalse(self.assertKept() & set(self.family.ids))

    def test_follows_contacts_that_come_and_go(self):
        self._classify(self.secret, "2")
        born = self.env["res.partner"].create(
            {"name": "Born Secret", "parent_id": self.secret.id}
        )
        self.assertIn(born.id, self.assertKept())
        self.open_contact.parent_id = self.secret
        self.assertIn(self.open_contact.id, self.assertKept())
        born_id = born.id
        born.unlink()
        self.assertNotIn(born_id, self.assertKept())

    def test_follows_plain_sql(self):
        ids = self.family.ids
        for level in ("3", "1", "0"):
            self.env.cr.execute(
                "UPDATE res_partner SET confidentiality_level = %s WHERE id = ANY(%s)",
                (level, ids),
            )
            self.env.invalidate_all(flush=False)
            self.assertEqual(level > "0", set(ids) <= self.assertKept())

    def test_is_made_anew_as_it_was(self):
        self._classify(self.secret, "2")
        self.env.cr.execute("DELETE FROM customer_policy_classified")
        self.env["res.partner"].init()
        self.assertLessEqual(set(self.family.ids), self.assertKept())
