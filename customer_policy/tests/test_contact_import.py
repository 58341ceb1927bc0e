import base64
import io
from datetime import datetime, timedelta
from unittest.mock import patch

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, tagged

from ..wizard.customer_contact_import import CustomerContactImport
from .contact_import_common import ContactImportMixin

ALL = {
    "name": "Harbour Ltd",
    "type": "company",
    "reference": "H1",
    "vat": "DE 136.695-976",
    "phone": 4930123456.0,
    "email": "info@harbour.example.com",
    "street": "Quay 1",
    "city": "Hamburg",
    "zip": "20095",
    "country": "Germany",
    "account_manager": "grade_staff",
    "grade": "Grade A",
    "latitude": 53.5511,
    "longitude": 9.9937,
}


@tagged("post_install", "-at_install")
class TestContactImport(ContactImportMixin, TransactionCase):
    """Customers from a sheet: every row that fails says why, and nobody comes twice."""

    # ------------------------------------------------------------------- what comes in

    def test_every_column_is_taken_over(self):
        self.assertEqual(self._import(ALL), (1, 0, 0))
        partner = self._named("Harbour Ltd")
        self.assertRecordValues(
            partner,
            [
                {
                    "is_company": True,
                    "ref": "H1",
                    "vat": "DE 136.695-976",
                    "phone": "4930123456",
                    "email": "info@harbour.example.com",
                    "street": "Quay 1",
                    "city": "Hamburg",
                    "zip": "20095",
                    "country_id": self.env.ref("base.de").id,
                    "user_id": self.users["staff"].id,
                    "customer_grade_id": self.key.id,
                    "partner_latitude": 53.5511,
                    "partner_longitude": 9.9937,
                    "company_id": False,
                }
            ],
        )
        self.assertIn("customers.xlsx", partner.grade_assignment_ids.reason)

    def test_the_headings_of_the_form_do_as_well(self):
        label = self.env["res.partner"]._fields["email"]._description_string(self.env)
        self._import(["Bo", "bo@example.com"], headings=["Name", label])
        self.assertEqual(self._named("Bo").email, "bo@example.com")

    def test_people_come_after_their_company_wherever_it_stands(self):
        self._import(
            {"name": "Ann", "parent": "H1", "street": "Elsewhere 3"},
            {"name": "Bo", "parent": "harbour ltd"},
            {"name": "Branch", "type": "company", "parent": "H1"},
            {"name": "Cy", "parent": "Branch"},
            {"name": "Bare Ltd", "type": "company"},
            {"name": "Di", "parent": "Bare Ltd", "street": "Elsewhere 4"},
            ALL,
        )
        company = self._named("Harbour Ltd")
        self.assertEqual(self._named("Ann", "Bo", "Branch").parent_id, company)
        self.assertEqual(self._named("Cy").parent_id, self._named("Branch"))
        self.assertFalse(self._named("Ann", "Bo", "Cy").filtered("is_company"))
        # The address of one of its people does not become that of the company.
        self.assertEqual(company.street, "Quay 1")
        self.assertEqual(self._named("Ann").street, "Elsewhere 3")
        self.assertEqual(self._named("Bo").street, "Quay 1")
        # Not even where the company has none.
        self.assertFalse(self._named("Bare Ltd").street)
        self.assertEqual(self._named("Di").street, "Elsewhere 4")

    def test_nothing_is_written_before_the_import(self):
        before = self.env["res.partner"].search_count([])
        sheet = self._looked_at(ALL, {"name": "Two"})
        self.assertEqual((sheet.new_count, sheet.error_count), (2, 0))
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_formulas_stay_text(self):
        rows = [["=HYPERLINK(1)", "K1"], ["+1", "K2"]]
        csv = "name,reference\n" + "\n".join(",".join(row) for row in rows)
        sheet = self._sheet({"name": "x"})
        sheet.file = base64.b64encode(csv.encode())
        sheet.action_preview()
        sheet.action_import()
        self.assertEqual(self._named("=HYPERLINK(1)").ref, "K1")

    def test_people_share_with_their_company_what_odoo_lets_them_share(self):
        company = self._create_customers(
            1,
            ref="K1",
            vat="DE136695976",
            street="Quay 1",
            country_id=self.env.ref("base.de").id,
            industry_id=self.env["res.partner.industry"].search([], limit=1).id,
            service_user_ids=[Command.set(self.users["staff"].ids)],
            executive_sponsor_id=self.manager.id,
        )
        second = self.env["res.company"].create({"name": "Second"})
        partner = self.env["res.partner"]
        dependent = partner._company_dependent_commercial_fields()
        terms = self._two_payment_terms()
        if "property_payment_term_id" in dependent:
            company.property_payment_term_id = terms[0]
            company.with_company(second).property_payment_term_id = terms[1]
        self._import(
            {"name": "Ann", "parent": "K1"},
            {"name": "Bo", "parent": "K1", "street": "Own 1"},
            {"name": "Branch", "type": "company", "parent": "K1"},
            {"name": "Cy", "parent": "Branch"},
        )
        by_hand = partner.with_user(self.manager).create(
            [
                {"name": "Ann 2", "parent_id": company.id},
                {
                    "name": "Bo 2",
                    "parent_id": company.id,
                    "street": "Own 1",
                    "type": "other",
                },
                {"name": "Branch 2", "parent_id": company.id, "is_company": True},
            ]
        )
        by_hand |= partner.with_user(self.manager).create(
            {"name": "Cy 2", "parent_id": by_hand[2].id}
        )
        self.env.invalidate_all()
        names = [
            *partner._commercial_fields(),
            *partner._address_fields(),
            "lang",
            "type",
        ]
        for hand in by_hand.sudo():
            imported = self._named(hand.name.removesuffix(" 2"))
            for name in names:
                with self.subTest(contact=imported.name, field=name):
                    self.assertEqual(imported[name], hand[name])
            for name in dependent:
                with self.subTest(contact=imported.name, field=name, second=True):
                    there = [p.with_company(second)[name] for p in (imported, hand)]
                    self.assertEqual(there[0], there[1])
        self.assertEqual(self._named("Ann").vat, "DE136695976")
        self.assertEqual(self._named("Ann").service_user_ids, self.users["staff"])

    def _two_payment_terms(self):
        if "account.payment.term" not in self.env:
            return None
        return self.env["account.payment.term"].create(
            [{"name": "At once"}, {"name": "At leisure"}]
        )

    # ------------------------------------------------------------------- never twice

    def test_the_same_sheet_twice_brings_in_nobody_twice(self):
        rows = (
            ALL,
            {"name": "Ann", "parent": "H1", "street": "Elsewhere 3"},
            {"name": "Only A Name"},
            {"name": "Bo", "email": "Bo@Example.com", "type": "person"},
        )
        for duplicates in ("skip", "update"):
            with self.subTest(duplicates):
                first = 4 if duplicates == "skip" else 0
                counts = self._import(*rows, duplicates=duplicates)
                self.assertEqual(counts, (first, 0, 4 - first))
                self.assertEqual(len(self._named("Harbour Ltd", "Ann")), 2)
                self.assertEqual(len(self._named("Only A Name", "Bo")), 2)
        grades = self._named("Harbour Ltd").grade_assignment_ids
        self.assertEqual(len(grades), 1)

    def test_who_is_here_is_known_by_reference_vat_and_email(self):
        here = self._create_customers(4)
        here[0].ref = "K1"
        here[1].vat = "DE136695976"
        here[2].email = "three@example.com"
        here[3].write({"ref": "K4", "email": "four@example.com"})
        sheet = self._looked_at(
            {"name": "A", "reference": "K1"},
            {"name": "B", "vat": "DE 136.695.976"},
            {"name": "C", "email": "Three@example.com"},
            # Another reference: another contact, whatever else they share.
            {"name": "D", "reference": "K5", "email": "four@example.com"},
        )
        found = {
            line.name: (line.partner_id, line.matched_on) for line in sheet.line_ids
        }
        self.assertEqual(found["A"], (here[0], "reference"))
        self.assertEqual(found["B"], (here[1], "vat"))
        self.assertEqual(found["C"], (here[2], "email"))
        self.assertEqual(found["D"], (self.env["res.partner"], False))

    def test_who_is_here_is_left_alone_or_updated_by_choice(self):
        here = self._create_customers(
            1, ref="K1", city="Bonn", phone="1", email="a@b.co"
        )
        row = {"name": "New Name", "reference": "K1", "city": "Bonn", "phone": "2"}
        self.assertEqual(self._import(row), (0, 0, 1))
        self.assertEqual((here.name, here.phone), ("Customer 1", "1"))
        sheet = self._looked_at(row, duplicates="update")
        self.assertEqual(sheet.line_ids.kind, "changed")
        self.assertIn("Phone", sheet.line_ids.changes)
        self.assertNotIn("City", sheet.line_ids.changes)
        sheet.action_import()
        self.assertEqual((here.name, here.phone), ("New Name", "2"))
        # An empty cell says nothing.
        self.assertEqual((here.email, here.is_company), ("a@b.co", True))

    def test_an_updated_address_stays_ones_own(self):
        company, other = self._create_customers(2, street="Quay 1")
        person = self.env["res.partner"].create(
            {"name": "Ann", "ref": "P1", "parent_id": company.id}
        )
        self._import(
            {"name": "Ann", "reference": "P1", "street": "Own 1"}, duplicates="update"
        )
        self.assertEqual((person.street, company.street), ("Own 1", "Quay 1"))
        self.assertEqual(other.street, "Quay 1")

    def test_a_grade_is_given_once(self):
        here = self._create_customers(1, ref="K1")
        row = {"name": "Customer 1", "reference": "K1", "grade": "B"}
        self.assertEqual(self._import(row, duplicates="update"), (0, 1, 0))
        self.assertEqual(here.customer_grade_id, self.core)
        self.assertEqual(self._import(row, duplicates="update"), (0, 0, 1))
        self.assertEqual(len(here.grade_assignment_ids), 1)

    # ---------------------------------------------------------------- what goes wrong

    def test_every_row_that_fails_says_why(self):
        good = {"name": "Good", "reference": "G"}
        for row, words in (
            ({"name": None, "city": "Bonn"}, "name is missing"),
            ({"name": "X", "type": "club"}, "neither company nor person"),
            ({"name": "X", "email": "no address"}, "no e-mail address"),
            ({"name": "X", "country": "Atlantis"}, "no country"),
            ({"name": "X", "account_manager": "nobody"}, "no colleague"),
            ({"name": "X", "account_manager": "policy portal"}, "no colleague"),
            ({"name": "X", "grade": "Best"}, "Grade A, Grade B, Grade C"),
            ({"name": "X", "parent": "G", "grade": "A"}, "company's row"),
            ({"name": "X", "parent": "Nowhere Inc"}, "no company with"),
            ({"name": "X", "parent": "G", "vat": "DE1"}, "that of the company"),
            ({"name": "X", "type": "company", "parent": "X"}, "row itself"),
            ({"name": "X", "latitude": 91, "longitude": 1}, "at most 90"),
            ({"name": "X", "latitude": "north"}, "no number"),
            ({"name": "X", "latitude": 1}, "both"),
            ({"name": "X", "reference": datetime(2026, 1, 2)}, "is a date"),
            ({"name": "X", "zip": "#REF!"}, "no result"),
            ({"name": True}, "true or false"),
            ({"name": "X", "reference": "G"}, "row 2"),
            ({"name": "good"}, "row 2"),
        ):
            with self.subTest(row=row):
                [(number, problem)] = self._problems(good, row).items()
                self.assertEqual(number, 3)
                self.assertIn(words, problem)

    def test_a_row_says_everything_that_is_wrong_with_it(self):
        [problem] = self._problems(
            {"name": "X", "email": "a@", "country": "Atlantis", "grade": "Best"}
        ).values()
        for words in ("e-mail", "Atlantis", "Best"):
            self.assertIn(words, problem)

    def test_people_of_a_company_that_fails_fail_with_it(self):
        problems = self._problems(
            {"name": "Harbour", "type": "company", "country": "Atlantis"},
            {"name": "Ann", "parent": "Harbour"},
        )
        self.assertIn("row 2", problems[3])

    def test_all_rows_that_fail_are_shown_however_many(self):
        rows = [{"name": f"X{place}", "country": "Atlantis"} for place in range(600)]
        sheet = self._looked_at({"name": "Good"}, *rows)
        self.assertEqual(sheet.error_count, 600)
        errors = sheet.line_ids.filtered(lambda line: line.kind == "error")
        self.assertEqual(errors.mapped("row"), list(range(3, 603)))

    def test_errors_stop_the_import_unless_left_out(self):
        sheet = self._looked_at({"name": "Good"}, {"name": "X", "email": "a@"})
        with self.assertRefused("row 3"):
            sheet.action_import()
        self.assertFalse(self._named("Good"))
        sheet.skip_errors = True
        sheet.action_import()
        self.assertEqual((sheet.created_count, sheet.error_count), (1, 1))
        self.assertTrue(self._named("Good"))

    def test_the_rows_with_errors_come_back_with_the_reason(self):
        sheet = self._looked_at(
            {"name": "Good", "email": "g@example.com"},
            {"name": "=1+1", "email": "a@"},
        )
        # As a text, as it is in a CSV file.
        sheet.file = base64.b64encode(b"name,email\nGood,g@example.com\n=1+1,a@\n")
        sheet.action_preview()
        action = sheet.action_errors()
        self.assertIn(f"/customer.contact.import/{sheet.id}/download/", action["url"])
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(sheet.download)))
        rows = list(book.active.iter_rows())
        self.assertEqual([cell.value for cell in rows[0]][:2], ["name", "email"])
        self.assertEqual(len(rows), 2)
        self.assertEqual((rows[1][0].value, rows[1][0].data_type), ("=1+1", "s"))
        self.assertIn("no e-mail", rows[1][2].value)

    def test_what_no_preview_foresees_leaves_out_that_row_alone(self):
        create = type(self.env["res.partner"]).create
        reason = "Not in this country"

        def refuse(partners, vals_list):
            if any(vals.get("name") == "Refused" for vals in vals_list):
                raise ValidationError(reason)
            return create(partners, vals_list)

        sheet = self._looked_at(
            *({"name": f"Good {place}"} for place in range(5)),
            {"name": "Refused", "type": "company"},
            {"name": "Ann", "parent": "Refused"},
        )
        with patch.object(type(self.env["res.partner"]), "create", refuse):
            sheet.action_import()
        self.assertEqual((sheet.created_count, sheet.error_count), (5, 2))
        problems = {line.name: line.problem for line in sheet.line_ids if line.problem}
        self.assertIn("Not in this country", problems["Refused"])
        self.assertIn("row 7", problems["Ann"])
        self.assertEqual(len(self._named(*(f"Good {n}" for n in range(5)))), 5)

    def test_colleagues_are_no_customers(self):
        colleague = self.users["staff"].partner_id
        colleague.email = "staff@example.com"
        row = {"name": "X", "type": "person", "email": "staff@example.com"}
        [problem] = self._problems(row, duplicates="update").values()
        self.assertIn("colleague", problem)

    # -------------------------------------------------------------------------- files

    def test_other_files_are_refused(self):
        book = openpyxl.Workbook()
        buffer = io.BytesIO()
        book.save(buffer)
        empty = buffer.getvalue()
        book.active.append(["name", "city"])
        book.active.append(["X", "Bonn"])
        book.active.merge_cells("A2:A3")
        buffer = io.BytesIO()
        book.save(buffer)
        sheet = self._sheet({"name": "x"})
        for content, words in (
            (b"PK\x03\x04 broken", "no XLSX"),
            (b"\x00\x01\x02\x00", "neither"),
            (empty, "empty"),
            (buffer.getvalue(), "A2:A3"),
        ):
            with self.subTest(words):
                sheet.file = base64.b64encode(content)
                with self.assertRefused(words):
                    sheet.action_preview()
        sheet.file = False
        with self.assertRefused("Choose a sheet"):
            sheet.action_preview()

    def test_other_sheets_are_refused(self):
        for headings, row, words in (
            (["title", "amount"], ["x", 1], "not the right sheet"),
            (["name", "amount"], ["x", 1], "amount"),
            (["name", "name"], ["x", "y"], "twice"),
        ):
            with self.subTest(words), self.assertRefused(words):
                self._sheet(row, headings=headings).action_preview()
        with self.assertRefused("no row"):
            self._sheet(headings=["name"]).action_preview()

    def test_a_sheet_that_is_too_long_is_refused(self):
        self.assertLess(CustomerContactImport._max_rows, 60_000)
        with (
            patch.object(type(self.env["customer.contact.import"]), "_max_rows", 3),
            self.assertRefused("more than 3 rows", "parts"),
        ):
            self._sheet(*({"name": f"X{n}"} for n in range(4))).action_preview()

    def test_the_template_can_be_imported(self):
        sheet = self.env["customer.contact.import"].with_user(self.manager).create({})
        sheet.action_template()
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(sheet.download)))
        headings = [cell.value for cell in book.worksheets[0][1]]
        self.assertEqual(set(headings), {*ALL, "parent"})
        book.worksheets[0].append(["Filled In"])
        buffer = io.BytesIO()
        book.save(buffer)
        sheet.file = base64.b64encode(buffer.getvalue())
        sheet.action_preview()
        self.assertEqual((sheet.new_count, sheet.error_count), (1, 0))

    def test_another_sheet_is_looked_at_anew(self):
        sheet = self._looked_at({"name": "One"})
        sheet.file = self._file([{"name": "Two"}])
        self.assertEqual((sheet.state, len(sheet.line_ids)), ("choose", 0))
        sheet.action_preview()
        sheet.action_import()
        with self.assertRefused("begin a new one"):
            sheet.file = self._file([{"name": "Three"}])
        with self.assertRefused("not at this point"):
            sheet.action_import()

    def test_old_imports_go(self):
        old, young = self._looked_at({"name": "One"}), self._looked_at({"name": "Two"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_contact_import SET write_date = %s WHERE id = %s",
            (datetime.now() - timedelta(days=31), old.id),
        )
        self.env.invalidate_all()
        self.env["customer.contact.import"]._gc_imports()
        self.assertFalse(old.exists())
        self.assertTrue(young.exists())

    # ------------------------------------------------------------------ many of them

    def _queries(self, count):
        rows = [
            {
                **ALL,
                "name": f"N{n}",
                "reference": f"R{n}",
                "vat": "",
                "email": f"{n}@x.co",
            }
            for n in range(count)
        ]
        sheet = self._sheet(*rows)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        sheet.action_preview()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_the_preview_asks_no_more_for_more_rows(self):
        self._queries(5)
        few, many = self._queries(5), self._queries(205)
        self.assertLessEqual(many, few + 5)

    def test_the_import_asks_little_more_for_more_rows(self):
        def queries(start, count):
            companies = [
                {**ALL, "name": f"N{n}", "reference": f"R{n}", "vat": "", "email": ""}
                for n in range(start, start + count)
            ]
            people = [
                {"name": f"Ann {n}", "parent": f"R{n}", "email": f"{n}@x.co"}
                for n in range(start, start + count)
            ]
            sheet = self._looked_at(*companies, *people)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sheet.action_import()
            self.env.flush_all()
            self.assertEqual(sheet.created_count, 2 * count)
            return self.env.cr.sql_log_count - before

        queries(0, 2)
        few, many = queries(10, 3), queries(100, 83)
        # Less than one query for two rows: rows are written some hundred at a time.
        self.assertLessEqual(many, few + 40)

    def test_a_large_sheet_goes_on_in_the_background_and_after_a_stop(self):
        self.env["ir.config_parameter"].set_param(
            "customer_policy.contact_import_sync_limit", 2
        )
        rows = [{"name": f"Large {place}", "grade": "C"} for place in range(7)]
        sheet = self._looked_at(*rows)
        sheet.action_import()
        self.assertEqual((sheet.state, sheet.created_count), ("running", 0))
        with self.assertRefused("under way"):
            sheet.duplicates = "update"
        cron = self.env.ref("customer_policy.ir_cron_contact_import")
        path = "odoo.addons.customer_policy.wizard.customer_contact_import_write.CHUNK"
        with self.enter_registry_test_mode(), patch(path, 3):
            # As if it was stopped after the first chunk.
            worker = sheet.with_user(self.manager)
            self.assertFalse(worker._proceed(lambda _done, _left: False))
            self.assertEqual(sheet.created_count, 3)
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((sheet.state, sheet.created_count), ("done", 7))
        partners = self.env["res.partner"].search([("name", "=like", "Large %")])
        self.assertEqual(len(partners), 7)
        self.assertEqual(partners.customer_grade_id, self.ordinary)
        self.assertEqual(partners.create_uid, self.manager)

    def test_who_has_lost_the_right_goes_on_with_nothing(self):
        sheet = self._looked_at({"name": "One"})
        sheet.sudo().state = "running"
        self.manager.group_ids = [
            Command.unlink(self.env.ref("customer_policy.group_manager").id)
        ]
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "customer_policy.ir_cron_contact_import"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(sheet.sudo().state, "preview")
        self.assertTrue(sheet.sudo().problem)
        self.assertFalse(self._named("One"))

    # ------------------------------------------------------------------------ secrecy

    def _classified(self):
        secret = self._create_customers(
            1, ref="SEC-1", vat="DE136695976", email="secret@example.com"
        )
        custodian = self.users["other_manager"]
        custodian.group_ids = [
            Command.link(self.env.ref(f"customer_policy.group_{name}").id)
            for name in ("custodian", "clearance_top_secret")
        ]
        secret.with_user(custodian).action_classify(
            "3", "Merger", self._today() + timedelta(days=30)
        )
        self.env.invalidate_all()
        return secret

    def test_a_hidden_customer_is_answered_like_one_that_does_not_exist(self):
        secret = self._classified()
        keys = (
            {"reference": "SEC-1"},
            {"vat": "DE 136695976"},
            {"email": "secret@example.com"},
            {"name": "Customer 1"},
        )
        for duplicates in ("skip", "update"):
            for key in keys:
                with self.subTest(key=key, duplicates=duplicates):
                    row = {"name": "Twin", "city": "Bonn", **key}
                    sheet = self._looked_at(row, duplicates=duplicates)
                    self.assertEqual(sheet.line_ids.kind, "new")
                    self.assertFalse(sheet.line_ids.partner_id)
                    self.env.invalidate_all()
        [problem] = self._problems({"name": "Ann", "parent": "SEC-1"}).values()
        [unknown] = self._problems({"name": "Ann", "parent": "SEC-2"}).values()
        self.assertEqual(problem.replace("SEC-1", "SEC-2"), unknown)
        self.env.invalidate_all()
        known = self._looked_at(
            {"name": "Twin", "reference": "SEC-1"}, user=self.users["other_manager"]
        )
        self.assertEqual(
            (known.line_ids.kind, known.line_ids.partner_id), ("known", secret)
        )

    def test_a_twin_comes_in_and_those_who_decide_are_told(self):
        secret = self._classified()
        self._import({"name": "Twin", "reference": "SEC-1"})
        self.env["customer.confidentiality.twin"].sudo()._report_watched()
        twin = self.env["customer.confidentiality.twin"].search(
            [("hidden_partner_id", "=", secret.id)]
        )
        self.assertEqual(twin.partner_id, self._named("Twin"))
        self.assertEqual(twin.typed_by_id, self.manager)

    # -------------------------------------------------------------------------- rights

    def test_nobody_reads_the_sheets_of_others(self):
        sheet = self._looked_at({"name": "One"})
        other = sheet.with_user(self.users["other_manager"])
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            other.read(["file_name"])
        with self.assertRaises(AccessError):
            sheet.line_ids.with_user(self.users["other_manager"]).read(["name"])

    def test_who_may_not_create_contacts_imports_none(self):
        self.manager.group_ids = [
            Command.unlink(self.env.ref("base.group_partner_manager").id)
        ]
        sheet = self._sheet({"name": "One"})
        with self.assertRaises(AccessError):
            sheet.action_preview()

    def test_the_state_is_changed_by_nobody(self):
        sheet = self._looked_at({"name": "One"})
        for vals in ({"state": "done"}, {"created_count": 9}, {"download": b"eA=="}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                sheet.write(vals)
