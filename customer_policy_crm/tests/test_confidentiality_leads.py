from odoo.exceptions import MissingError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.customer_policy.tests.confidentiality_common import (
    MARK,
    ConfidentialityCase,
)


@tagged("post_install", "-at_install")
class TestConfidentialityLeads(ConfidentialityCase):
    """Leads that are a hidden customer's by their texts alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sales = cls.env.ref("sales_team.group_sale_manager")
        for user in (cls.employee, cls.cleared, cls.account_manager):
            user.group_ids += sales
        cls.secret.email = "info@zqx-holding.test"
        cls.secret_contact.email = "zqx@gmail.com"
        cls.texts = {
            "email": {"email_from": '"Z" <INFO@zqx-holding.test>'},
            "email of a contact": {"email_from": "zqx@gmail.com"},
            "domain": {"email_from": "someone@zqx-holding.test"},
            "phone": {"phone": "0032 22903490"},
            "company": {"partner_name": f"{MARK.lower()} holding "},
            "name": {"contact_name": f" {MARK} Subsidiary"},
            "title": {"name": f"{MARK} Holding"},
            "with a visible contact": {
                "partner_id": cls.open_contact.id,
                "email_from": "info@zqx-holding.test",
            },
        }
        cls.leads = cls.env["crm.lead"].create(
            [{"name": f"{MARK} lead", **texts} for texts in cls.texts.values()]
        )
        cls.other = cls.env["crm.lead"].create(
            {"name": "Other", "email_from": "somebody@gmail.com", "phone": "123"}
        )

    def _create(self, user=None, **values):
        lead = self.env["crm.lead"].with_user(user or self.employee)
        return lead.create({"name": "Typed", **values})

    def _twins(self, lead):
        twins = self.env["customer.confidentiality.twin"]
        return twins.search([("lead_id", "=", lead.id)])

    def test_they_are_open_until_the_customer_is_classified(self):
        self.assertSees(self.employee, self.leads | self.other)
        self._classify(self.secret)
        self._declassify(self.secret)
        self.assertSees(self.employee, self.leads | self.other)

    def test_each_text_hides_its_lead(self):
        self._classify(self.secret)
        for text, lead in zip(self.texts, self.leads, strict=True):
            with self.subTest(text=text):
                self.assertHidden(self.employee, lead)
        self.assertSees(self.employee, self.other)

    def test_who_knows_the_customer_sees_them(self):
        self._classify(self.secret)
        for user in (self.account_manager, self.cleared):
            self.assertSees(user, self.leads | self.other)

    def test_the_address_of_a_public_provider_hides_nobody_else(self):
        self.secret.email = "zqx@gmail.com"
        self._classify(self.secret)
        self.assertSees(self.employee, self.other)

    def test_they_are_neither_counted_nor_grouped_nor_named(self):
        self._classify(self.secret)
        Lead = self.env["crm.lead"].with_user(self.employee)
        every = self.leads | self.other
        domain = [("id", "in", every.ids)]
        self.assertEqual(Lead.search_count(domain), 1)
        groups = Lead.formatted_read_group(domain, ["partner_name"], ["__count"])
        self.assertEqual([group["__count"] for group in groups], [1])
        self.assertFalse(Lead.name_search(MARK))
        for lead in self.leads:
            self.assertNotIn(MARK, lead.with_user(self.employee).sudo().display_name)
        with self.assertRaises(MissingError):
            self.leads[0].with_user(self.employee).write({"priority": "1"})
        activities = self.env["crm.activity.report"].with_user(self.employee)
        self.leads[0].message_post(body="Said", subtype_xmlid="mail.mt_note")
        self.env.flush_all()
        self.assertFalse(activities.search([("lead_id", "in", self.leads.ids)]))

    def test_messages_of_a_hidden_lead_do_not_show(self):
        message = self.leads[0].message_post(body="Said")
        note = self.other.message_post(body="Said")
        self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": self.leads[0].id,
                "user_id": self.account_manager.id,
            }
        )
        self._classify(self.secret)
        seen = self.env["mail.message"].with_user(self.employee)
        self.assertEqual(seen.search([("id", "in", (message | note).ids)]), note)
        activities = self.env["mail.activity"].with_user(self.employee)
        self.assertFalse(activities.search([("res_model", "=", "crm.lead")]))

    def test_duplicates_are_neither_shown_nor_counted(self):
        mine = self._create(email_from="x@other.test", phone="0032 22903491")
        self.leads[3].phone = mine.phone
        self._classify(self.secret)
        self.leads[3].partner_name = f"{MARK} Holding"
        mine = mine.with_user(self.employee)
        self.env.invalidate_all()
        self.assertNotIn(self.leads[3], mine.duplicate_lead_ids)
        self.assertEqual(mine.duplicate_lead_count, 0)
        self.assertFalse(mine._get_lead_duplicates(email="info@zqx-holding.test"))

    def test_converting_a_lead_finds_no_hidden_customer(self):
        self.secret_subsidiary.email = "branch@zqx-holding.test"
        self._classify(self.secret)
        lead = self._create(email_from=self.secret_subsidiary.email, type="lead")
        wizard = self.env["crm.lead2opportunity.partner"].with_user(self.employee)
        wizard = wizard.with_context(
            active_model="crm.lead", active_id=lead.id, active_ids=lead.ids
        )
        with Form(wizard) as form:
            self.assertEqual(form.action, "create")
        self.assertEqual(form.record.duplicated_lead_ids, lead)
        form.record.action_apply()
        self.assertSees(self.employee, lead)
        self.assertNotIn(lead.partner_id, self.family)

    def test_a_guessed_lead_answers_in_a_wizard_like_none(self):
        """By a form, and where it is kept, also to who may use none of them."""
        self._classify(self.secret)
        hidden, void = self.leads[0].id, 99_999_999
        asked = {
            "form": lambda env, number: env["crm.lead2opportunity.partner"].onchange(
                {"lead_id": number}, ["lead_id"], {"name": {}}
            ),
            "list": lambda env, number: env["crm.lead.lost"].create(
                {"lead_ids": [Command.link(number)]}
            ),
        }
        for way, ask in asked.items():
            for user in (self.employee, self.colleague):
                with self.subTest(way=way, user=user.name):
                    answers = []
                    for number in (hidden, void):
                        self.env.invalidate_all()
                        with self.assertRaises(UserError) as refusal:
                            ask(self.env(user=user), number)
                        told = f"{type(refusal.exception).__name__} {refusal.exception}"
                        answers.append(told.replace(f"({number},", "(#,"))
                    self.assertEqual(*answers)
                    if user == self.employee:
                        self.assertIn("does not exist", answers[0])
            with self.subTest(way=way, user=self.cleared.name):
                ask(self.env(user=self.cleared), hidden)

    def test_what_somebody_types_in_stays_and_the_custodians_are_told(self):
        self._classify(self.secret)
        for text, values in self.texts.items():
            with self.subTest(text=text):
                lead = self._create(**values)
                self.assertSees(self.employee, lead)
                twins = self._twins(lead)
                self.assertTrue(twins.hidden_partner_id <= self.family)
                self.assertIn(self.custodian, twins.activity_ids.user_id)
        self.assertFalse(self._twins(self._create(email_from="x@nobody.test")))

    def test_a_change_does_not_make_a_lead_vanish(self):
        self._classify(self.secret)
        self.other.with_user(self.employee).email_from = self.secret.email
        self.assertSees(self.employee, self.other)
        self.assertTrue(self._twins(self.other))

    def test_a_custodian_files_it_with_the_customer_or_lets_it_be(self):
        self._classify(self.secret)
        lead = self._create(email_from=self.secret.email)
        lead.message_subscribe(self.employee.partner_id.ids)
        self._twins(lead).with_user(self.custodian).action_dismiss()
        self.assertSees(self.employee, lead)
        lead = self._create(email_from=self.secret.email)
        self._twins(lead).with_user(self.custodian).action_merge()
        self.assertEqual(lead.sudo().partner_id, self.secret)
        self.assertNotEqual(lead.sudo().user_id, self.employee)
        self.assertNotIn(self.employee.partner_id, lead.sudo().message_partner_ids)
        self.assertHidden(self.employee, lead)

    def test_what_was_typed_in_before_goes_with_the_customer(self):
        self._classify(self.open_customer)
        lead = self._create(email_from=self.secret.email)
        self.assertSees(self.employee, lead)
        self._classify(self.secret)
        self.assertHidden(self.employee, lead)

    def test_who_knows_the_customer_types_in_what_is_hidden_from_others(self):
        self._classify(self.secret)
        lead = self._create(self.account_manager, email_from=self.secret.email)
        self.assertHidden(self.employee, lead)
        self.assertSees(self.account_manager, lead)

    def test_a_mail_of_a_hidden_customer_makes_a_hidden_lead(self):
        self._classify(self.secret)
        mail = (
            "From: new.face@zqx-holding.test\nTo: sales@example.com\n"
            "Message-Id: <lead-mail@example.com>\nSubject: Offer\n\nHello\n"
        )
        thread = self.env["mail.thread"].with_user(self.administrator)
        lead_id = thread.message_process("crm.lead", mail)
        lead = self.env["crm.lead"].browse(lead_id)
        self.assertHidden(self.employee, lead)

    def test_people_are_cut_off_them(self):
        self.leads.message_subscribe(self.employee.partner_id.ids)
        self.leads.user_id = self.employee
        self._classify(self.secret)
        self.assertNotIn(self.employee.partner_id, self.leads.message_partner_ids)
        self.assertNotIn(self.employee, self.leads.user_id)

    def test_nothing_is_asked_where_nobody_is_classified(self):
        Lead = self.env["crm.lead"].with_user(self.employee)
        Lead.search([], limit=1).read(["name"])
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            Lead.search_count([("name", "=", "Other")])

    def test_many_leads_are_masked_by_one_query(self):
        self._classify(self.secret)
        Lead = self.env["crm.lead"].with_user(self.employee)
        counts = []
        for number in (2, 20):
            leads = self.env["crm.lead"].create(
                [{"name": f"L{n}"} for n in range(number)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            Lead.browse(leads.ids).with_context(active_test=False).read(["name"])
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Lead.browse(leads.ids).read(["name", "display_name"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
