from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .confidentiality_common import MARK, ConfidentialityCase


@tagged("post_install", "-at_install")
class TestConfidentialityTwin(ConfidentialityCase):
    """Somebody types in a customer that exists but is hidden from him or her."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret.write(
            {
                "vat": "BE0477472701",
                "company_registry": f"{MARK}-REG",
                "barcode": f"{MARK}-BAR",
                "country_id": cls.env.ref("base.be").id,
            }
        )
        cls._classify(cls.secret)

    def _type_in(self, user=None, **values):
        Partner = self.env["res.partner"].with_user(user or self.employee)
        partner = Partner.create({"name": "Typed", **values})
        self._end()
        return partner

    def _end(self):
        """What happens when the transaction ends."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def _twins(self, partner):
        twins = self.env["customer.confidentiality.twin"]
        return twins.search([("partner_id", "=", partner.id)])

    def test_each_of_the_keys_finds_the_hidden_customer(self):
        company = {"is_company": True}
        for kind, values in {
            "email": {"email": '"Boss" <ZQX@Holding.example.com>'},
            "phone": {"phone": "0032 2 290 34 90"},
            "name": {"name": f" {MARK.lower()} holding", **company},
            "vat": {"vat": "0477472701", **company},
            "registry": {"company_registry": f"{MARK}-reg", **company},
            "barcode": {"barcode": f"{MARK}-BAR"},
        }.items():
            with self.subTest(kind=kind):
                if kind == "vat":
                    values["country_id"] = self.env.ref("base.be").id
                twin = self._twins(self._type_in(**values))
                self.assertEqual(twin.hidden_partner_id, self.secret)
                self.assertIn(kind, twin.matched_on)
                self.assertEqual(twin.typed_by_id, self.employee)

    def test_a_change_finds_it_as_well_and_reports_it_once(self):
        partner = self._type_in()
        self.assertFalse(self._twins(partner))
        for _turn in range(2):
            partner.email = self.secret.sudo().email
            self._end()
        self.assertEqual(len(self._twins(partner)), 1)

    def test_nothing_is_reported_of_who_knows_the_customer_or_says_too_little(self):
        email = self.secret.email
        self.assertFalse(self._twins(self._type_in(self.account_manager, email=email)))
        self.assertFalse(self._twins(self._type_in(name=f"{MARK} Contact")))
        self.assertFalse(self._twins(self._type_in(name=f"{MARK} Holding")))
        self.assertFalse(self._twins(self._type_in(vat="/", is_company=True)))

    def test_whoever_types_it_in_is_not_told_and_works_on(self):
        with Form(self.env["res.partner"].with_user(self.employee)) as form:
            form.name = f"{MARK} Holding"
            form.company_type = "company"
            form.country_id = self.env.ref("base.be")
            form.vat = "BE0477472701"
            form.company_registry = f"{MARK}-REG"
            form.email = self.secret.sudo().email
            self.assertFalse(form.same_vat_partner_id)
            self.assertFalse(form.same_company_registry_partner_id)
        partner = form.record
        partner.barcode = f"{MARK}-BAR"
        partner.flush_recordset()
        self._end()
        self.assertSees(self.employee, partner)
        self.assertTrue(self._twins(partner))
        self.assertFalse(
            partner.with_user(self.employee).message_ids.notified_partner_ids
        )
        with self.assertRaises(AccessError):
            self.env["customer.confidentiality.twin"].with_user(self.employee).search(
                []
            )

    def test_who_knows_both_is_warned_as_always(self):
        partner = self._type_in(
            vat="BE0477472701", is_company=True, country_id=self.env.ref("base.be").id
        )
        self.assertFalse(partner.with_user(self.employee).same_vat_partner_id)
        knowing = partner.with_user(self.account_manager)
        self.assertEqual(knowing.same_vat_partner_id, self.secret)

    def test_custodians_who_are_cleared_are_told_and_nobody_else(self):
        twin = self._twins(self._type_in(email=self.secret.email))
        told = twin.activity_ids.user_id
        self.assertIn(self.custodian, told)
        self.assertIn(self.second_custodian, told)
        self.assertNotIn(self.blind_custodian, told)
        self.assertNotIn(MARK, twin.display_name)
        self.assertEqual(twin.with_user(self.custodian).search([]), twin)
        self.assertFalse(twin.with_user(self.blind_custodian).search([]))

    def test_merging_makes_one_classified_customer_and_cuts_off_who_typed_it_in(self):
        partner = self._type_in(email=self.secret.email, comment="Met at the fair")
        activity = partner.with_user(self.employee).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.employee.id
        )
        self.assertIn(self.employee.partner_id, partner.message_partner_ids)
        twin = self._twins(partner)
        twin.with_user(self.custodian).action_merge()
        self._refresh()
        self.assertFalse(partner.exists())
        self.assertEqual(twin.state, "merged")
        self.assertFalse(twin.activity_ids)
        self.assertEqual(self.secret.confidentiality_level, "2")
        self.assertIn("fair", self.secret.comment)
        self.assertNotIn(self.employee.partner_id, self.secret.message_partner_ids)
        self.assertNotEqual(activity.with_user(SUPERUSER_ID).user_id, self.employee)
        self.assertHidden(self.employee, self.secret)

    def test_a_dismissed_one_stays_open_and_is_not_reported_again(self):
        partner = self._type_in(email=self.secret.email)
        twin = self._twins(partner)
        twin.with_user(self.custodian).action_dismiss()
        partner.phone = self.secret.phone
        self._end()
        self.assertEqual(self._twins(partner), twin)
        self.assertEqual(twin.state, "dismissed")
        self.assertSees(self.employee, partner)

    def test_only_a_cleared_custodian_decides_and_only_once(self):
        twin = self._twins(self._type_in(email=self.secret.email))
        for user in (self.blind_custodian, self.cleared, self.employee):
            with self.assertRaises(AccessError):
                twin.with_user(user).action_merge()
        twin.with_user(self.custodian).action_dismiss()
        with self.assertRaises(UserError):
            twin.with_user(self.custodian).action_merge()

    def test_nobody_but_the_superuser_makes_or_changes_one(self):
        twin = self._twins(self._type_in(email=self.secret.email))
        with self.assertRaises(AccessError):
            twin.with_user(self.custodian).state = "merged"
        with self.assertRaises(AccessError):
            twin.with_user(self.custodian).create(
                {"hidden_partner_id": self.secret.id, "state": "new"}
            )

    def test_an_import_of_any_length_asks_once(self):
        counts = []
        for length in (1, 30):
            rows = [[f"Row {n}", f"{n}.{length}@rows.test"] for n in range(length)]
            self.env["res.partner"].with_user(self.employee).load(
                ["name", "email"], rows
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env.cr.precommit.run()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_an_import_finds_the_hidden_customer_too(self):
        rows = [["Row", self.secret.email], ["Other", "other@rows.test"]]
        self.env["res.partner"].with_user(self.employee).load(["name", "email"], rows)
        self._end()
        partner = self.env["res.partner"].search([("name", "=", "Row")])
        self.assertTrue(self._twins(partner))

    def test_nothing_is_compared_where_nobody_is_classified(self):
        self._declassify(self.secret)
        self._type_in(email=self.secret.email)
        self.assertNotIn("customer_policy.watched_contacts", self.env.cr.precommit.data)
        self.assertFalse(self.env["customer.confidentiality.twin"].search([]))

    def test_callers_and_mails_are_matched_to_hidden_customers_silently(self):
        find = self.env["customer.confidentiality"].with_user(self.employee)
        self.assertEqual(
            find._find_silently(email=self.secret_contact.email), self.secret_contact
        )
        self.assertEqual(
            find._find_silently(phone=self.secret.phone_sanitized), self.secret
        )
        self.assertFalse(find._find_silently(email="nobody@nowhere.example.com"))

    def test_a_mail_is_filed_with_the_hidden_customer_whoever_runs_the_gateway(self):
        before = self.env["res.partner"].search_count([])
        mail = (
            f"From: {self.secret_contact.email}\nTo: somebody@example.com\n"
            "Message-Id: <secret-mail@example.com>\nSubject: Mail\n\nHello\n"
        )
        thread = self.env["mail.thread"].with_user(self.administrator)
        thread.message_process("res.partner", mail, thread_id=self.open_customer.id)
        message = self.env["mail.message"].search(
            [("message_id", "=", "<secret-mail@example.com>")]
        )
        self.assertEqual(message.author_id, self.secret_contact)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_what_looks_like_a_customer_is_reported_when_that_becomes_classified(self):
        """Whoever made it: a twin that stays open would tell what is to be hidden."""
        values = {
            "email": "known@twins.example.com",
            "phone": "+32 2 290 34 99",
            "vat": "BE0897223670",
            "ref": "TWIN-77",
            "is_company": True,
            "country_id": self.env.ref("base.be").id,
        }
        Partner = self.env["res.partner"]
        customer = Partner.create({"name": "To be hidden", **values})
        kinds = {"email": "email", "phone": "phone", "vat": "vat", "ref": "reference"}
        company = {key: values[key] for key in ("is_company", "country_id")}
        twins = {
            kind: Partner.create(
                {"name": f"Same {name}", name: values[name], **company}
            )
            for name, kind in kinds.items()
        }
        other = Partner.create({"name": "Other", "ref": "TWIN-78"})
        colleague = self.employee.partner_id
        colleague.email = values["email"]
        self.assertFalse(self._twins(customer))
        self._classify(customer)
        for kind, partner in twins.items():
            with self.subTest(kind=kind):
                twin = self._twins(partner)
                self.assertEqual(twin.hidden_partner_id, customer)
                self.assertEqual(twin.matched_on, kind)
                self.assertIn(self.custodian, twin.activity_ids.user_id)
                self.assertNotIn(self.blind_custodian, twin.activity_ids.user_id)
        self.assertFalse(self._twins(other))
        self.assertFalse(self._twins(colleague))
