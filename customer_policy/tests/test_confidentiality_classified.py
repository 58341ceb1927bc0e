from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.classified import CONTACTS
from .confidentiality_common import ConfidentialityCase


@tagged("post_install", "-at_install")
class TestConfidentialityClassified(ConfidentialityCase):
    """The tables of the classified say what contacts say, whoever writes it."""

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
        self._assert_contacts_kept()
        return {partner_id for partner_id, _level in rows[0]}

    def _assert_contacts_kept(self):
        cr = self.env.cr
        cr.execute(f"SELECT to_jsonb(c) FROM {CONTACTS} c ORDER BY id")
        kept = [row for (row,) in cr.fetchall()]
        cr.execute(
            "SELECT to_jsonb(p) FROM res_partner p WHERE confidentiality_level > '0'"
            " OR confidential_code IS NOT NULL ORDER BY id"
        )
        people = [row for (row,) in cr.fetchall()]
        self.assertEqual(len(kept), len(people))
        for row, person in zip(kept, people, strict=True):
            self.assertEqual(row, {name: person[name] for name in row})

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

    def test_follows_what_contacts_are_known_by(self):
        self._classify(self.secret, "2")
        for values in (
            {"name": "Renamed", "email": "renamed@example.com"},
            {"phone": "+32 2 290 34 91", "vat": "BE0477472701", "ref": "Other"},
            {"user_id": self.employee.id, "barcode": "123"},
            {"company_registry": "R-1", "is_company": False},
            {"user_id": False, "email": False, "phone": False, "ref": False},
        ):
            self.secret.write(values)
            self.assertKept()
        self.secret_contact.parent_id = self.open_customer
        self.assertKept()

    def test_a_code_is_given_once_also_when_its_contact_was_released(self):
        self._classify(self.secret, "1")
        code = self.secret.confidential_code
        self._declassify(self.secret)
        self.assertEqual(self.secret.confidential_code, code)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.open_customer.confidential_code = code
            self.env.flush_all()

    def test_contacts_carry_few_indexes_for_it(self):
        """PostgreSQL looks at each one with each query on contacts."""
        self.env.cr.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'res_partner'"
            " AND indexdef ~ 'confidential|sponsor|twin|policy_domain'"
        )
        self.assertFalse(self.env.cr.fetchall())

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
        self.env.cr.execute(f"DELETE FROM {CONTACTS}")
        self.env["res.partner"].init()
        self.assertLessEqual(set(self.family.ids), self.assertKept())
