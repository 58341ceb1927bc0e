from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .confidentiality_common import MARK, ConfidentialityCase


@tagged("post_install", "-at_install")
class TestConfidentialityExport(ConfidentialityCase):
    """Hidden contacts of documents that one may see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.employee, cls.cleared):
            user.group_ids = [Command.link(cls.env.ref("base.group_allow_export").id)]
        cls.env["ir.model.data"].create(
            {
                "module": "__secret__",
                "name": f"{MARK}_holding",
                "model": "res.partner",
                "res_id": cls.secret.id,
            }
        )
        cls._classify(cls.secret)

    def _rows(self, records, names, user, **context):
        """As far as an approved request lets a cleared user go."""
        self.env.invalidate_all()
        mine = records.with_user(user).with_context(**context)
        return mine._export_rows([name.split("/") for name in names])

    def _export(self, records, names, user, **context):
        self.env.flush_all()
        self.env.invalidate_all()
        mine = records.with_user(user).with_context(**context)
        return mine.export_data(names)["datas"]

    def test_hidden_rows_are_left_out_and_spoil_nothing(self):
        partners = self.open_customer | self.secret | self.open_contact
        for import_compat in (True, False):
            context = {"import_compat": import_compat}
            names = [
                "name",
                "id",
                ".id",
                "parent_id",
                "parent_id/name",
                "child_ids/name",
            ]
            rows = self._rows(partners, names, self.cleared, **context)
            self.assertIn(MARK, repr(rows))
            rows = self._export(partners, names, self.employee, **context)
            self.assertNotIn(MARK, repr(rows))
            self.assertIn("Open Customer", repr(rows))
            self.assertIn("Open Contact", repr(rows))

    def test_a_hidden_secondary_contact_reads_as_the_code(self):
        tag = self.env["res.partner.category"].create(
            {"name": "Tag", "partner_ids": [Command.set(self.family.ids)]}
        )
        other = self.env["res.partner.category"].create(
            {"name": "Other", "partner_ids": [Command.set(self.open_customer.ids)]}
        )
        # To be imported again, such a list has one column: names or external ids.
        for import_compat, names in (
            (True, ["name", "partner_ids"]),
            (False, ["name", "partner_ids", "partner_ids/id", "partner_ids/name"]),
        ):
            context = {"import_compat": import_compat}
            rows = self._export(tag | other, names, self.employee, **context)
            self.assertNotIn(MARK, repr(rows))
            self.assertIn("Open Customer", repr(rows))
            self.assertIn("Tag", repr(rows))
            rows = self._rows(tag | other, names, self.cleared, **context)
            self.assertIn(MARK, repr(rows))

    def test_nothing_classified_costs_no_query(self):
        self._declassify(self.secret)
        self.env["res.partner"].search([]).mapped("name")
        with self.assertQueryCount(0):
            self.open_customer._export_rows([["name"], ["email"]])

    def test_a_document_that_names_a_hidden_person_is_exported_with_the_code(self):
        person = new_test_user(
            self.env,
            login="secret_person",
            name=f"{MARK} Person",
            groups="base.group_portal",
        )
        person.partner_id.parent_id = self.secret
        self.env.cr.execute(
            "UPDATE res_partner SET user_id = %s WHERE id = %s",
            (person.id, self.open_customer.id),
        )
        code = person.partner_id.confidential_code
        self.assertTrue(code)
        names = ["name", "user_id", "user_id/id", "user_id/.id", "user_id/login"]
        names += ["user_id/partner_id", "user_id/partner_id/email", "create_uid/name"]
        partners = self.open_customer | self.open_contact
        for import_compat in (True, False):
            context = {"import_compat": import_compat}
            rows = self._rows(partners, names, self.cleared, **context)
            self.assertIn(MARK, repr(rows))
            rows = self._export(partners, names, self.employee, **context)
            self.assertNotIn(MARK, repr(rows))
            self.assertEqual(rows[0][:2], ["Open Customer", code])
            self.assertEqual(rows[1][0], "Open Contact")
