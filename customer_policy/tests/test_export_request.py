import csv
import io
import json
from datetime import timedelta

import openpyxl
from freezegun import freeze_time

from odoo import fields, http
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from .access_log_common import MARK, AccessLogMixin


class ExportMixin(AccessLogMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._user("keeper", "group_custodian", "group_clearance_secret")
        cls.requests = cls.env["customer.export.request"]

    def _request(self, user=None, **values):
        values = {"partner_ids": [Command.set(self.secret.ids)], **values}
        return self.requests.with_user(user or self.cleared).create(
            {"purpose": "Annual letter", **values}
        )

    def _approved(self, **values):
        export = self._request(**values)
        export.with_user(self.keeper).action_approve()
        return export

    def _export(self, partners, user=None, names=("name", "email")):
        return partners.with_user(user or self.cleared).export_data(list(names))


@tagged("post_install", "-at_install")
class TestExportRequest(ExportMixin, TransactionCase):
    """Classified customers leave with leave only."""

    def setUp(self):
        super().setUp()
        self._start()

    # --------------------------------------------------------------------- exporting

    def test_open_customers_are_exported_as_ever(self):
        self.assertEqual(
            self._export(self.open, names=["name"])["datas"], [[self.open.name]]
        )
        self.assertFalse(self._lines().mapped("operation"))

    def test_a_classified_customer_is_not_exported_without_leave(self):
        with self.assertRaises(RedirectWarning) as raised:
            self._export(self.secret | self.open)
        self.assertNotIn(MARK, str(raised.exception.args[0]))
        self.assertEqual(
            raised.exception.args[3], {"default_partner_ids": [(6, 0, self.secret.ids)]}
        )

    def test_with_leave_it_is_and_is_on_record(self):
        export = self._approved()
        self._start()
        rows = self._export(self.secret | self.contact, names=["name"])["datas"]
        self.assertEqual(len(rows), 2)
        line = self.assertLogged(self.secret, "export")
        self.assertEqual(line.record_count, 2)
        self.assertEqual((export.state, export.use_count), ("used", 1))
        with self.assertRaises(RedirectWarning):
            self._export(self.secret)

    def test_ways_to_name_a_customer_in_an_export(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "AT1", "partner_id": self.secret.id}
        )
        child = self.contact
        for records, names, is_data in (
            (self.secret, ["name"], True),
            (self.secret, ["id"], False),
            (self.secret, [".id"], False),
            (self.secret, ["child_ids/name"], True),
            (child, ["parent_id"], True),
            (bank, ["id"], False),
            (bank, ["acc_number"], True),
            (bank, ["partner_id"], True),
            (bank, ["partner_id/email"], True),
            (self.open, ["name"], False),
        ):
            with self.subTest(records=records, names=names):
                if is_data:
                    with self.assertRaises(RedirectWarning):
                        self._export(records, names=names)
                else:
                    self._export(records, names=names)

    def test_leave_for_one_customer_is_not_leave_for_another(self):
        other = self._customer("Other", "1")
        self._approved()
        with self.assertRaises(RedirectWarning):
            self._export(self.secret | other)
        self.requests.invalidate_model()

    def test_several_requests_add_up(self):
        other = self._customer("Other", "1")
        self._approved()
        self._approved(partner_ids=[Command.set(other.ids)])
        self.assertEqual(len(self._export(self.secret | other)["datas"]), 2)

    def test_leave_for_a_level_covers_what_is_known_up_to_it(self):
        confidential = self._customer("Confidential", "1")
        export = self._request(partner_ids=[], request_text="all of them", use_limit=0)
        with self.assertRaises(UserError):
            export.with_user(self.keeper).action_approve()
        export.with_user(self.keeper).action_approve_confidential()
        self.assertEqual(len(self._export(confidential)["datas"]), 1)
        with self.assertRaises(RedirectWarning):
            self._export(self.secret)

    def test_leave_does_not_reach_a_level_that_was_raised_since(self):
        self._approved(use_limit=0)
        self._export(self.secret)
        self.cleared.group_ids = [
            Command.link(self.env.ref("customer_policy.group_clearance_top_secret").id)
        ]
        self.secret.sudo().confidentiality_own_level = "3"
        with self.assertRaises(RedirectWarning):
            self._export(self.secret)

    def test_leave_ends_to_the_minute(self):
        export = self._approved(days=1, use_limit=0)
        self._export(self.secret)
        with freeze_time(fields.Datetime.now() + timedelta(days=1, minutes=1)):
            with self.assertRaises(RedirectWarning):
                self._export(self.secret)
            self.requests._cron_expire()
        self.assertEqual(export.state, "expired")

    def test_who_may_not_know_it_is_not_told(self):
        self.assertEqual(self._export(self.secret, self.uncleared)["datas"], [])
        rows = self._export(self.secret | self.open, self.uncleared, ["name"])
        self.assertEqual(rows["datas"], [[self.open.name]])
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "AT2", "partner_id": self.open.id}
        )
        self._export(bank, self.uncleared, ["partner_id/email"])
        self.assertFalse(self._lines())

    # ---------------------------------------------------------------------- deciding

    def test_nobody_decides_on_an_export_of_his_own(self):
        export = self._request(self.keeper)
        with self.assertRaises(UserError):
            export.with_user(self.keeper).action_approve()

    def test_only_custodians_decide(self):
        export = self._request()
        for user in (self.uncleared, self.auditor):
            with self.assertRaises(UserError):
                export.with_user(user).action_approve()
        self.assertEqual(export.state, "requested")

    def test_a_custodian_without_the_clearance_does_not_decide(self):
        export = self._request()
        with self.assertRaises(UserError):
            export.with_user(self.custodian).action_approve()
        by_level = self._request(partner_ids=[], request_text="all")
        with self.assertRaises(UserError):
            by_level.with_user(self.keeper).action_approve_top_secret()

    def test_a_custodian_on_hold_does_not_decide(self):
        export = self._request()
        self.env.cr.execute(
            "INSERT INTO customer_access_hold (user_id, reason, date_from) "
            "VALUES (%s, 'Enquiry', now() at time zone 'UTC' - interval '1 hour')"
            if "reason" in self.env["customer.access.hold"]._fields
            else "INSERT INTO customer_access_hold (user_id, date_from) "
            "VALUES (%s, now() at time zone 'UTC' - interval '1 hour')",
            [self.keeper.id],
        )
        with self.assertRaises(UserError):
            export.with_user(self.keeper).action_approve()

    def test_it_is_decided_once(self):
        export = self._request()
        export.with_user(self.keeper).action_refuse("No need")
        self.assertEqual(export.state, "refused")
        with self.assertRaises(UserError):
            export.with_user(self.keeper).action_approve()
        with self.assertRaises(RedirectWarning):
            self._export(self.secret)

    def test_custodians_are_asked_and_the_person_is_told(self):
        export = self._request()
        self.assertIn(self.keeper, export.sudo().activity_ids.user_id)
        self.assertNotIn(self.cleared, export.sudo().activity_ids.user_id)
        export.with_user(self.keeper).action_approve()
        self.assertFalse(export.sudo().activity_ids)
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.cleared.partner_id.ids)], limit=1
        )
        self.assertIn("approved", told.body)

    def test_state_and_term_are_not_written_from_outside(self):
        for values in (
            {"state": "approved"},
            {"user_id": self.auditor.id},
            {"date_to": "2099-01-01 00:00:00"},
            {"level": "3"},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                self._request(**values)
            with self.subTest(values), self.assertRaises(AccessError):
                self._request().write(values)

    def test_it_says_for_which_customers_and_what_for(self):
        with self.assertRaises(UserError):
            self._request(partner_ids=[])

    def test_others_do_not_see_it(self):
        export = self._request()
        self.assertTrue(export.with_user(self.custodian).has_access("read"))
        self.assertTrue(export.with_user(self.auditor).has_access("read"))
        self.assertFalse(export.with_user(self.uncleared).has_access("read"))

    def test_a_custodian_without_the_clearance_reads_codes(self):
        export = self._request().with_user(self.custodian)
        self.env.invalidate_all()
        answer = export.web_read(
            {"purpose": {}, "partner_ids": {"fields": {"display_name": {}}}}
        )
        self.assertNotIn(MARK, str(answer))

    # -------------------------------------------------------------------- the quota

    def _limits(self, warn, block):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("customer_policy.export_warn_count", warn)
        parameters.set_param("customer_policy.export_block_count", block)

    def test_the_quota_warns_and_then_blocks(self):
        self._limits(2, 4)
        customers = self.open.browse()
        for number in range(5):
            customers |= self._customer(f"Quota {number}")
        self._export(customers[:2])
        usage = self.env["customer.export.usage"].search(
            [("user_id", "=", self.cleared.id)]
        )
        self.assertEqual((usage.customer_count, usage.is_warned), (2, False))
        self._export(customers[2:3])
        self.assertEqual((usage.customer_count, usage.is_warned), (3, True))
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.cleared.partner_id.ids)], limit=1
        )
        self.assertIn("3", told.body)
        self.assertIn(self.custodian.partner_id, told.partner_ids)
        with self.assertRaises(UserError):
            self._export(customers[3:])
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self._export(customers[3:])

    def test_contacts_of_one_customer_count_once(self):
        self._limits(0, 1)
        child = self.env["res.partner"].create(
            {"name": "Child", "parent_id": self.open.id}
        )
        self._export(self.open | child)

    def test_names_on_documents_do_not_count(self):
        self._limits(0, 1)
        banks = self.env["res.partner.bank"].create(
            [
                {"acc_number": f"AT3{n}", "partner_id": self._customer(f"B{n}").id}
                for n in range(3)
            ]
        )
        self._export(banks, names=["acc_number", "partner_id"])

    def test_without_a_limit_nothing_is_counted(self):
        self._limits(0, 0)
        self._export(self.open)
        self.assertFalse(self.env["customer.export.usage"].search_count([]))


@tagged("post_install", "-at_install")
class TestExportHttp(ExportMixin, HttpCase):
    """Files and prints, asked of a real server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["ir.actions.report"].create(
            {
                "name": "Card",
                "model": "res.partner",
                "report_type": "qweb-html",
                "report_name": "customer_policy.test_card",
            }
        )
        cls.env["ir.ui.view"]._load_records(
            [
                {
                    "xml_id": "customer_policy.test_card",
                    "values": {
                        "name": "test_card",
                        "type": "qweb",
                        "key": "customer_policy.test_card",
                        "arch": "<t t-name='customer_policy.test_card'>"
                        "<t t-foreach='docs' t-as='o'><p t-out='o.name'/></t></t>",
                    },
                }
            ]
        )

    def setUp(self):
        super().setUp()
        self.set_registry_readonly_mode(False)
        self._start()

    def _file(self, user, kind, records, names=("name", "email")):
        self.authenticate(user.login, user.login)
        data = {
            "model": records._name,
            "ids": records.ids,
            "domain": [],
            "fields": [{"name": name, "label": name, "type": "char"} for name in names],
            "import_compat": False,
        }
        return self.url_open(
            f"/web/export/{kind}",
            {"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)},
        )

    @staticmethod
    def _names_in(response, kind):
        """The first column of a file, without its heading."""
        if kind == "csv":
            rows = list(csv.reader(io.StringIO(response.text)))
        else:
            book = openpyxl.load_workbook(io.BytesIO(response.content))
            rows = list(book.worksheets[0].values)
        return [row[0] for row in rows[1:]]

    @mute_logger("odoo.addons.web.controllers.export", "odoo.http")
    def test_decision_table(self):
        """who x what x leave -> what comes: data, a refusal, or a file without rows"""
        rows = (
            # user, records, leave, expected
            ("cleared", "open", False, "data"),
            ("cleared", "secret", False, "refused"),
            ("cleared", "secret", True, "data"),
            ("uncleared", "open", False, "data"),
            ("uncleared", "secret", False, "empty"),
            ("uncleared", "secret", True, "empty"),
        )
        for kind in ("csv", "xlsx"):
            for name, what, leave, expected in rows:
                with self.subTest(kind=kind, user=name, what=what, leave=leave):
                    if leave:
                        self._approved(use_limit=0)
                    else:
                        self.requests.sudo().search([]).unlink()
                    self._start()
                    user, records = getattr(self, name), getattr(self, what)
                    response = self._file(user, kind, records)
                    if expected == "refused":
                        self.assertEqual(response.status_code, 500)
                        self.assertNotIn(MARK, response.text)
                    else:
                        self.assertEqual(response.status_code, 200)
                        names = [records.name] if expected == "data" else []
                        self.assertEqual(self._names_in(response, kind), names)
                    if expected == "data" and what == "secret":
                        lines = self.assertLogged(records, "export")
                        self.assertEqual(lines.channel, "export")
                        self.assertTrue(lines.ip)
                    else:
                        self.assertFalse(self._lines())

    @mute_logger("odoo.addons.web.controllers.export", "odoo.http")
    def test_the_refusal_says_what_to_do(self):
        response = self._file(self.cleared, "xlsx", self.secret)
        self.assertIn("RedirectWarning", response.text)
        self.assertIn("approved export request", response.text)

    def test_an_xlsx_file_says_who_exported_it(self):
        response = self._file(self.cleared, "xlsx", self.open)
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        self.assertEqual(book.properties.creator, self.cleared.name)
        self.assertEqual(book.worksheets[0]["A2"].value, self.open.name)
        cells = [cell.value for row in book.worksheets[1].rows for cell in row]
        self.assertIn(self.cleared.login, cells)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_qweb")
    def test_printing(self):
        for name, what, leave, expected in (
            ("cleared", "open", False, True),
            ("cleared", "secret", False, False),
            ("cleared", "secret", True, True),
            ("uncleared", "secret", False, False),
        ):
            with self.subTest(user=name, what=what, leave=leave):
                if leave:
                    self._approved()
                # The page is served from a replica where there is one.
                self.set_registry_readonly_mode(True)
                user, records = getattr(self, name), getattr(self, what)
                self.authenticate(user.login, user.login)
                self._start()
                response = self.url_open(
                    f"/report/html/customer_policy.test_card/{records.id}"
                )
                self.assertEqual(records.name in response.text, expected)
                told = "Ask for It" in response.text
                self.assertEqual(told, name == "cleared" and not expected)
                if told:
                    self.assertEqual(response.status_code, 403)
                    self.assertIn("export request", response.text)
                    self.assertIn("/odoo/action-", response.text)
                if expected and what == "secret":
                    line = self.assertLogged(records, "print")
                    self.assertEqual(line.channel, "report")
                else:
                    self.assertFalse(self._lines())

    @mute_logger("odoo.http")
    def test_a_card_to_take_along_is_an_export(self):
        self.authenticate(self.cleared.login, self.cleared.login)
        url = f"/web/partner/vcard?partner_ids={self.secret.id}"
        self.assertNotIn(MARK, self.url_open(url).text)
        self._approved()
        self._start()
        self.assertIn(MARK, self.url_open(url).text)
        self.assertLogged(self.secret, "export")
