from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .confidentiality_common import MARK, ConfidentialityCase


@tagged("post_install", "-at_install")
class TestConfidentialityExport(ConfidentialityCase):
    """Hidden contacts of documents that one may see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.employee, cls.cleared, cls.administrator):
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

    def test_a_private_meeting_of_others_is_exported_as_busy(self):
        meeting = self.env["calendar.event"].create(
            {
                "name": f"{MARK} Interview",
                "start": "2026-01-05 09:00:00",
                "stop": "2026-01-05 10:00:00",
                "privacy": "private",
                "user_id": self.cleared.id,
                "partner_ids": [Command.set(self.cleared.partner_id.ids)],
            }
        )
        names = ["name", "display_name", "user_id", "partner_ids", "description"]
        for user in (self.employee, self.administrator):
            rows = self._export(meeting, names, user)
            self.assertNotIn(MARK, repr(rows))
            self.assertIn("Busy", repr(rows))

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

    def test_lists_with_hidden_people_are_exported_without_them(self):
        """Followers, conversations, people who starred a message or were told of it."""
        people = (self.secret_contact | self.employee.partner_id).ids
        channel = self.env["discuss.channel"].create(
            {
                "name": f"{MARK} group",
                "channel_type": "group",
                "channel_member_ids": [
                    Command.create({"partner_id": id_}) for id_ in people
                ],
            }
        )
        self.open_customer.message_subscribe(people)
        message = self.open_customer.message_post(body="Plain", partner_ids=people)
        message.starred_partner_ids = [Command.set(people)]
        for records, name in (
            (self.open_customer, "message_partner_ids"),
            (self.employee.partner_id, "channel_ids"),
            (self.employee, "channel_ids"),
            (self.employee, "channel_member_ids"),
            (message, "starred_partner_ids"),
            (message, "notified_partner_ids"),
        ):
            for import_compat in (True, False):
                for user in (self.employee, self.administrator):
                    if records == message and user == self.employee:
                        continue  # Odoo lets nobody but administrators export them
                    with self.subTest(name=name, compat=import_compat, user=user.name):
                        names, context = [f"{name}/display_name"], {}
                        context["import_compat"] = import_compat
                        rows = self._export(records, names, user, **context)
                        self.assertNotIn(MARK, repr(rows))
                        code = self.secret_contact.confidential_code
                        self.assertNotIn(code, repr(rows))
                        shown = records.with_user(user).read([name])
                        self.assertTrue(shown)
                        self.assertNotIn(self.secret_contact.id, shown[0][name])
        self.assertIn(MARK, channel.name)
