from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from .confidentiality_common import MARK, ConfidentialityCase


@tagged("post_install", "-at_install")
class TestConfidentialityMail(ConfidentialityCase):
    """What is said about a hidden customer does not show, whoever said it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Written before anybody classified anything.
        cls.employee.notification_type = "inbox"
        cls.mine = cls.secret.with_user(cls.employee).message_post(
            body=f"{MARK} body", subject=f"{MARK} subject"
        )
        cls.told = cls.secret.with_user(cls.cleared).message_post(
            body=f"{MARK} body", partner_ids=cls.employee.partner_id.ids
        )
        cls.spoken = cls.open_customer.message_post(
            body=f"{MARK} speaks",
            author_id=cls.secret_contact.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        cls.plain = cls.open_customer.message_post(body="Plain words")
        cls.file = cls.env["ir.attachment"].create(
            {
                "name": f"{MARK}.txt",
                "raw": f"{MARK} text".encode(),
                "mimetype": "text/plain",
                "res_model": "res.partner",
                "res_id": cls.secret.id,
            }
        )
        cls.plain_file = cls.env["ir.attachment"].create(
            {
                "name": "plain.txt",
                "raw": b"plain text",
                "mimetype": "text/plain",
                "res_model": "res.partner",
                "res_id": cls.open_customer.id,
            }
        )
        cls.open_customer.message_subscribe(cls.secret_contact.ids)
        cls.open_customer.message_subscribe(cls.colleague.partner_id.ids)
        cls.env.flush_all()

    def _as(self, user, model):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[model].with_user(user)

    def _store(self, user, records, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        return Store().add(records.with_user(user), **kwargs).get_result()

    def assertNoMark(self, data):
        self.assertNotIn(MARK.lower(), repr(data).lower())

    # ---------------------------------------------------------------------- messages

    def test_notices_are_counted_where_somebody_is_hidden(self):
        for domain in ([], [("is_read", "=", False)]):
            notices = self._as(self.employee, "mail.notification")
            found = notices.web_search_read(domain, {"id": {}}, limit=1)
            self._as(self.employee, "mail.notification")
            self.assertEqual(found["length"], len(notices.search(domain)))

    def test_messages_on_a_hidden_customer_are_hidden_from_author_and_addressee(self):
        messages = self.mine | self.told | self.spoken
        self.assertSees(self.employee, messages | self.plain)
        self._classify(self.secret)
        self.assertSees(self.employee, self.plain)
        self.assertSees(self.cleared, messages | self.plain)
        Message = self._as(self.employee, "mail.message")
        for message in messages:
            with self.subTest(message=message.body):
                domain = [("id", "=", message.id)]
                self.assertFalse(Message.search(domain))
                self.assertEqual(Message.search_count(domain), 0)
                self.assertFalse(Message.search([*domain, ("body", "ilike", MARK)]))
                with self.assertRaises(UserError):
                    message.with_user(self.employee).read(["body"])
                self.assertFalse(
                    Message._get_with_access(message.id) & message,
                )

    def test_no_label_tells_the_subject_of_a_hidden_message(self):
        self._classify(self.secret)
        mine = self.mine.with_user(self.employee).sudo()
        self.assertFalse(mine.display_name)
        self.assertFalse(
            self._as(self.employee, "mail.notification").search(
                [("mail_message_id.subject", "ilike", MARK)]
            )
        )
        self.assertIn(MARK, self.mine.with_user(self.cleared).display_name)

    def test_a_letter_to_hidden_people_only_is_hidden(self):
        letter = self.open_customer.message_notify(
            body=f"Dear {MARK}", partner_ids=self.secret_contact.ids, subject="Letter"
        )
        both = self.open_customer.message_notify(
            body="Dear all",
            partner_ids=(self.secret_contact | self.open_contact).ids,
            author_id=self.employee.partner_id.id,
            subject="Letter",
        )
        letter.author_id = both.author_id = self.employee.partner_id
        self.assertSees(self.employee, letter | both)
        self._classify(self.secret)
        self.assertSees(self.employee, both)
        self.assertFalse(
            self._as(self.employee, "mail.message").search([("id", "=", letter.id)])
        )
        with self.assertRaises(UserError):
            letter.with_user(self.employee).read(["body"])

    def test_a_page_of_messages_is_full_although_some_are_hidden(self):
        """The web client takes a short page for the last one."""
        for number in range(4):
            self.open_customer.message_post(body=f"Number {number}")
            self.open_customer.message_post(
                body="From", author_id=self.secret_contact.id
            )
            self.open_customer.message_post(
                body="To", partner_ids=self.secret_contact.ids
            )
        self._classify(self.secret)
        for user in (self.employee, self.cleared):
            fetched = self._as(user, "mail.message")._message_fetch(
                None, thread=self.open_customer.with_user(user), limit=4
            )
            self.assertEqual(len(fetched["messages"]), 4, user.name)

    def test_messages_of_a_hidden_customer_are_no_oracle(self):
        Partner = self._as(self.employee, "res.partner")
        domain = [("message_ids.body", "ilike", f"{MARK} speaks")]
        self.assertIn(self.open_customer, Partner.search(domain))
        self._classify(self.secret)
        Partner = self._as(self.employee, "res.partner")
        self.assertFalse(Partner.search(domain))
        self.assertTrue(Partner.search([("message_ids.body", "ilike", "Plain words")]))

    def test_no_message_is_found_by_a_hidden_recipient(self):
        both = self.open_customer.message_post(
            body="Dear all", partner_ids=(self.secret_contact | self.open_contact).ids
        )
        self._classify(self.secret)
        for user, tells in ((self.employee, False), (self.cleared, True)):
            Message = self._as(user, "mail.message")
            for name in ("partner_ids", "notified_partner_ids"):
                with self.subTest(user=user.name, field=name):
                    one = [("id", "=", both.id)]
                    domain = [*one, (name, "in", self.secret_contact.ids)]
                    self.assertEqual(bool(Message.search(domain)), tells)
                    domain = [*one, (name, "=", self.secret_contact.id)]
                    self.assertEqual(bool(Message.search(domain)), tells)
                    domain = [*one, (name, "not in", self.secret_contact.ids)]
                    self.assertEqual(bool(Message.search(domain)), not tells)
                    domain = [*one, (name, "in", self.open_contact.ids)]
                    self.assertTrue(Message.search(domain))
                    domain = [*one, (f"{name}.name", "ilike", MARK)]
                    self.assertEqual(bool(Message.search(domain)), tells)

    def test_the_chatter_of_an_open_customer_works_without_the_hidden_people(self):
        self._classify(self.secret)
        fetched = self._as(self.employee, "mail.message")._message_fetch(
            None, thread=self.open_customer.with_user(self.employee)
        )
        self.assertIn(self.plain, fetched["messages"])
        self.assertNotIn(self.spoken, fetched["messages"])
        self.assertNoMark(self._store(self.employee, fetched["messages"]))
        data = self._store(
            self.employee,
            self.open_customer,
            as_thread=True,
            request_list=[
                "followers",
                "suggestedRecipients",
                "attachments",
                "activities",
            ],
        )
        self.assertNoMark(data)
        self.assertIn(self.colleague.name, repr(data))

    def test_a_message_sent_to_several_is_masked_by_who_gets_it(self):
        self._classify(self.secret)
        spoken = self.spoken.with_user(self.cleared)
        for user, tells in ((self.cleared, True), (self.employee, False)):
            data = Store(bus_channel=user).add(spoken).get_result()
            self.assertEqual(MARK in repr(data), tells, user.name)

    def test_addresses_of_hidden_people_are_left_out(self):
        address = f"{MARK}@holding.example.com".lower()
        self.plain.write(
            {
                "incoming_email_cc": f"Boss <{address}>, Other <other@example.com>",
                "incoming_email_to": address,
                "outgoing_email_to": f"{address}, other@example.com",
                "reply_to": f'"{MARK}" <{address}>',
            }
        )
        names = [
            "incoming_email_cc",
            "incoming_email_to",
            "outgoing_email_to",
            "reply_to",
        ]
        self._classify(self.secret)
        for user, tells in ((self.employee, False), (self.cleared, True)):
            with self.subTest(user=user.name):
                data = repr(self._store(user, self.plain)).lower()
                self.assertEqual(MARK.lower() in data, tells)
                self.assertIn("other@example.com", data)
                data = repr(self.plain.with_user(user).read(names)).lower()
                self.assertEqual(MARK.lower() in data, tells)
                self.assertIn("other@example.com", data)

    def test_a_change_of_contact_does_not_tell_the_former_one(self):
        self.open_contact.parent_id = self.secret
        self.env.flush_all()
        self.open_contact.message_post(body="x")
        field = self.env["ir.model.fields"]._get("res.partner", "parent_id")
        value = self.env["mail.tracking.value"].create(
            {
                "field_id": field.id,
                "mail_message_id": self.plain.id,
                "old_value_integer": self.secret.id,
                "old_value_char": self.secret.name,
                "new_value_integer": self.open_customer.id,
                "new_value_char": self.open_customer.name,
            }
        )
        self.open_contact.parent_id = self.open_customer
        self._classify(self.secret)
        env = self.env(user=self.employee, su=False)
        self.assertFalse(value.sudo()._filter_has_field_access(env))
        env = self.env(user=self.cleared, su=False)
        self.assertTrue(value.sudo()._filter_has_field_access(env))
        self.assertNoMark(self._store(self.employee, self.plain))
        fetched = self._as(self.employee, "mail.message")._message_fetch(
            None,
            thread=self.open_customer.with_user(self.employee),
            search_term=MARK,
        )
        self.assertFalse(fetched["messages"])

    # ------------------------------------------------------------------------- people

    def test_a_person_reads_as_code_in_the_data_of_clients(self):
        self._classify(self.secret)
        partner = self.secret_contact.with_user(self.employee).sudo()
        data = Store().add(partner).get_result()["res.partner"]
        self.assertEqual(data, [{"id": partner.id, "name": partner.confidential_code}])
        seen = Store().add(self.secret_contact.with_user(self.cleared)).get_result()
        self.assertIn(MARK, repr(seen))
        open_data = self._store(self.employee, self.open_contact.sudo())
        self.assertIn("avatar_128_access_token", open_data["res.partner"][0])

    def test_a_portal_user_reads_as_code_in_the_data_of_clients(self):
        self.portal.partner_id.parent_id = self.secret
        self._classify(self.secret)
        user = self.portal.with_user(self.employee).sudo()
        fields = user._get_store_avatar_card_fields(Store().target)
        self.assertNotIn(self.portal.name, repr(Store().add(user, fields).get_result()))
        user = self.portal.with_user(self.cleared).sudo()
        self.assertIn(self.portal.name, repr(Store().add(user, fields).get_result()))

    def test_hidden_people_are_suggested_to_nobody(self):
        self.assertTrue(self._suggested(self.employee))
        self._classify(self.secret)
        self.assertFalse(self._suggested(self.employee))
        self.assertTrue(self._suggested(self.cleared))

    def _suggested(self, user):
        Partner = self._as(user, "res.partner")
        data = Partner.get_mention_suggestions(MARK)
        return MARK in repr(data)

    # ---------------------------------------------------------------------- followers

    def test_nothing_is_found_by_a_hidden_follower(self):
        domains = [
            [("message_partner_ids", "in", self.secret_contact.ids)],
            [("message_partner_ids", "ilike", MARK)],
            [("message_partner_ids.name", "ilike", MARK)],
            [("message_follower_ids.partner_id.name", "ilike", MARK)],
            [("message_follower_ids.partner_id", "in", self.secret_contact.ids)],
        ]
        for domain in domains:
            found = self._as(self.employee, "res.partner").search(domain)
            self.assertIn(self.open_customer, found, domain)
        self._classify(self.secret)
        for domain in domains:
            found = self._as(self.employee, "res.partner").search(domain)
            self.assertFalse(found, domain)
        mine = [("message_partner_ids", "in", self.colleague.partner_id.ids)]
        found = self._as(self.employee, "res.partner").search(mine)
        self.assertIn(self.open_customer, found)

    def test_followers_of_a_hidden_customer_are_hidden(self):
        self.secret.message_subscribe(self.cleared.partner_id.ids)
        followers = self.secret.message_follower_ids
        self.assertSees(self.employee, followers)
        self._classify(self.secret)
        self.assertSees(self.cleared, followers)
        mine = self._as(self.employee, "mail.followers")
        self.assertFalse(mine.search([("id", "in", followers.ids)]))
        self.assertFalse(mine.browse(followers.ids)._filtered_access("read"))

    def test_followers_of_a_contact_on_the_screen_cost_one_query(self):
        """Hidden ones stay hidden, also when they are asked for beside others."""
        self._classify(self.secret)
        followers = self._as(self.employee, "mail.followers")
        both = (self.open_customer | self.secret).ids
        for ids in (self.secret.ids, both):
            domain = [("res_model", "=", "res.partner"), ("res_id", "in", ids)]
            found = followers.search(domain)
            self.assertLessEqual(set(found.mapped("res_id")), {self.open_customer.id})
        self.open_customer.with_user(self.employee).fetch(["name"])
        domain = [("res_model", "=", "res.partner"), ("res_id", "=", both[0])]
        with self.assertQueryCount(1):
            self.assertTrue(followers.search(domain))

    def test_the_uncleared_do_not_become_followers(self):
        self._classify(self.secret)
        people = self.employee.partner_id | self.insider.partner_id
        self.secret.with_user(self.cleared).message_subscribe(people.ids)
        followers = self.secret.message_partner_ids
        self.assertIn(self.insider.partner_id, followers)
        self.assertNotIn(self.employee.partner_id, followers)
        self.open_customer.message_subscribe(people.ids)
        self.assertLessEqual(people, self.open_customer.message_partner_ids)

    # ------------------------------------------------------------------ notifications

    def test_nobody_uncleared_is_notified(self):
        self._classify(self.secret)
        people = self.employee.partner_id | self.insider.partner_id
        message = self.secret.with_user(self.cleared).message_post(
            body="Secret", partner_ids=people.ids
        )
        self.assertEqual(message.sudo().notified_partner_ids, self.insider.partner_id)
        notice = self.secret.with_user(self.cleared).message_notify(
            body="Secret", partner_ids=people.ids, subject="Secret"
        )
        self.assertEqual(notice.sudo().notified_partner_ids, self.insider.partner_id)
        plain = self.open_customer.message_post(body="Open", partner_ids=people.ids)
        self.assertLessEqual(people, plain.notified_partner_ids)

    def test_what_a_hidden_person_says_reaches_the_cleared_only(self):
        self._classify(self.secret)
        people = self.employee.partner_id | self.insider.partner_id
        message = self.open_customer.message_post(
            body="Hello", author_id=self.secret_contact.id, partner_ids=people.ids
        )
        self.assertIn(self.insider.partner_id, message.notified_partner_ids)
        self.assertNotIn(self.employee.partner_id, message.notified_partner_ids)

    def test_mentioning_the_uncleared_is_refused_without_naming_the_customer(self):
        self._classify(self.secret)
        with self.assertRaises(UserError) as refusal:
            self.secret.with_user(self.cleared).message_post(
                body="Look",
                message_type="comment",
                partner_ids=self.employee.partner_id.ids,
            )
        self.assertIn(self.employee.name, str(refusal.exception))
        self.assertNoMark(str(refusal.exception))
        self.secret.with_user(self.cleared).message_post(
            body="Look",
            message_type="comment",
            partner_ids=self.insider.partner_id.ids,
        )

    def test_headers_list_no_recipient_whom_another_must_not_know(self):
        people = self.secret_contact | self.employee.partner_id | self.open_contact
        self.open_contact.email = "open.contact@example.com"
        self.employee.notification_type = "email"

        def headers():
            message = self.open_customer.with_context(
                mail_notify_force_send=False
            ).message_post(body="Hello", partner_ids=people.ids)
            return repr(message.mail_ids.mapped("headers"))

        self.assertIn(MARK.lower(), headers().lower())
        self._classify(self.secret)
        after = headers()
        self.assertNoMark(after)
        self.assertIn("open.contact@example.com", after)

    # --------------------------------------------------------------------- activities

    def test_activities_on_a_hidden_customer_are_hidden_even_if_ones_own(self):
        activity = self.secret.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.insider.id, summary=MARK
        )
        self._classify(self.secret)
        activity.sudo().user_id = self.employee
        self.assertSees(self.cleared, activity)
        Activity = self._as(self.employee, "mail.activity")
        self.assertFalse(Activity.search([("id", "=", activity.id)]))
        self.assertFalse(Activity.browse(activity.id)._filtered_access("read"))

    def test_work_is_not_given_to_the_uncleared(self):
        self._classify(self.secret)
        model_id = self.env["ir.model"]._get_id("res.partner")
        Activity = self.env["mail.activity"].with_user(self.cleared)
        values = {"res_model_id": model_id, "res_id": self.secret.id, "summary": "Call"}
        with self.assertRaises(UserError) as refusal:
            Activity.create({**values, "user_id": self.employee.id})
        self.assertIn(self.employee.name, str(refusal.exception))
        self.assertNoMark(str(refusal.exception))
        activity = Activity.create({**values, "user_id": self.insider.id})
        with self.assertRaises(UserError):
            activity.user_id = self.employee

    def test_a_form_in_the_making_does_not_tell_the_name_of_a_guessed_id(self):
        self._classify(self.secret)
        model_id = self.env["ir.model"]._get_id("res.partner")
        for model in ("mail.activity", "rating.rating"):
            for user, tells in ((self.employee, False), (self.cleared, True)):
                with self.subTest(model=model, user=user.name):
                    values = {"res_model_id": model_id, "res_id": self.secret.id}
                    new = self._as(user, model).new(values)
                    self.assertEqual(MARK in (new.res_name or ""), tells)

    def test_a_guessed_message_or_file_is_put_nowhere(self):
        """The refusal is that of an id of nothing, for administrators as well."""
        self._classify(self.secret)
        for record, name in ((self.mine, "message_ids"), (self.file, "attachment_ids")):
            for user in (self.employee, self.administrator):
                open_customer = self._as(user, "res.partner").browse(
                    self.open_customer.id
                )
                with self.subTest(name=name, user=user.name):
                    if name not in open_customer:
                        open_customer = open_customer.env["mail.compose.message"]
                    with self.assertRaises(MissingError):
                        (open_customer or open_customer.create({})).write(
                            {name: [Command.link(record.id)]}
                        )

    def test_no_activity_is_moved_to_a_hidden_customer(self):
        activity = self.open_customer.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.employee.id
        )
        self._classify(self.secret)
        activity = self._as(self.employee, "mail.activity").browse(activity.id)
        with self.assertRaises(MissingError):
            activity.res_id = self.secret.id
        self.assertEqual(activity.res_id, self.open_customer.id)

    def test_a_message_in_the_making_can_be_asked_for(self):
        self._classify(self.secret)
        values = {"model": "res.partner", "res_id": self.open_customer.id}
        new = self._as(self.employee, "mail.message").new(values)
        self.assertTrue(new.has_access("read"))

    # -------------------------------------------------------------------------- files

    def test_files_of_a_hidden_customer_are_hidden(self):
        files = self.file | self.plain_file
        self.assertSees(self.employee, files)
        self._classify(self.secret)
        self.assertSees(self.employee, self.plain_file)
        self.assertSees(self.cleared, files)
        Attachment = self._as(self.employee, "ir.attachment")
        self.assertEqual(Attachment.search([("id", "in", files.ids)]), self.plain_file)
        self.assertFalse(Attachment.search([("name", "ilike", MARK)]))

    def test_files_that_a_hidden_person_sent_are_hidden(self):
        self.spoken.attachment_ids = self.sent = self.env["ir.attachment"].create(
            {
                "name": f"{MARK} offer.txt",
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": self.open_customer.id,
            }
        )
        self.assertSees(self.employee, self.sent)
        self._classify(self.secret)
        self.assertSees(self.cleared, self.sent)
        Attachment = self._as(self.employee, "ir.attachment")
        self.assertFalse(Attachment.search([("id", "=", self.sent.id)]))
        self.assertFalse(self.sent.with_user(self.employee).has_access("read"))

    def test_the_indexed_text_is_for_administrators_only(self):
        domain = [("index_content", "ilike", "plain text")]
        Attachment = self._as(self.employee, "ir.attachment")
        self.assertTrue(Attachment.search([("id", "=", self.plain_file.id), *domain]))
        self._classify(self.secret)
        with self.assertRaises(AccessError):
            self._as(self.employee, "ir.attachment").search(domain)
        self.assertTrue(self._as(self.administrator, "ir.attachment").search(domain))

    def test_an_old_link_opens_no_picture_and_no_file_any_more(self):
        token = self.secret_contact._get_avatar_128_access_token()
        self.file.generate_access_token()
        self._classify(self.secret)

        def find(user, record, **kwargs):
            return self._as(user, "ir.binary")._find_record(
                res_model=record._name, res_id=record.id, **kwargs
            )

        picture = {"access_token": token, "field": "avatar_128"}
        link = {"access_token": self.file.access_token, "field": "raw"}
        for record, kwargs in ((self.secret_contact, picture), (self.file, link)):
            with self.subTest(record=record):
                self.assertEqual(find(self.cleared, record, **kwargs), record)
                with self.assertRaises(MissingError):
                    find(self.employee, record, **kwargs)

    # ------------------------------------------------------------------------ ratings

    def test_ratings_of_a_hidden_customer_are_hidden(self):
        model_id = self.env["ir.model"]._get_id("res.partner")
        ratings = self.env["rating.rating"].create(
            [
                {"res_model_id": model_id, "res_id": partner.id, "rating": 5}
                for partner in (self.secret, self.open_customer)
            ]
        )
        self._classify(self.secret)
        self.assertSees(self.cleared, ratings)
        Rating = self._as(self.employee, "rating.rating")
        domain = [("id", "in", ratings.ids)]
        self.assertEqual(Rating.search(domain), ratings[1])
        self.assertFalse(Rating.search([*domain, ("res_name", "ilike", MARK)]))
        self.assertFalse(ratings[0].with_user(self.employee).has_access("read"))

    # ----------------------------------------------------------------- administration

    def test_an_uncleared_administrator_sees_no_mail_either(self):
        mail = self.env["mail.mail"].create(
            {
                "mail_message_id": self.told.id,
                "body_html": f"{MARK} body",
                "email_to": "x@example.com",
            }
        )
        plain = self.env["mail.mail"].create({"subject": "Plain", "body_html": "x"})
        self._classify(self.secret)
        Mail = self._as(self.administrator, "mail.mail")
        self.assertEqual(Mail.search([("id", "in", (mail | plain).ids)]), plain)
        self.assertFalse(mail.with_user(self.administrator).has_access("read"))

    def test_programs_see_all(self):
        self._classify(self.secret, "3")
        root = self.env.ref("base.user_root")
        self.assertSees(root, self.mine | self.told | self.spoken)
        self.assertSees(root, self.file)
        data = Store().add(self.secret_contact.with_user(root)).get_result()
        self.assertIn(MARK, repr(data))

    def test_where_nothing_is_classified_it_costs_no_query(self):
        messages = self.mine | self.spoken | self.plain
        confidentiality = self.env["customer.confidentiality"].with_user(self.employee)
        self.assertFalse(confidentiality._is_active())
        messages = messages.with_user(self.employee)
        query = messages._as_query()
        with self.assertQueryCount(0):
            confidentiality._drop_secrets(messages, query)
            confidentiality._hidden_messages_from_target(messages, Store().target)
            confidentiality._hidden_from_target(self.secret, Store().target)
            confidentiality._blind_users(self.secret, self.employee)

    def test_a_star_or_a_reaction_needs_sight(self):
        self._classify(self.secret)
        with self.assertRaises(UserError):
            self.mine.with_user(self.employee).toggle_message_starred()
        self.plain.with_user(self.employee).toggle_message_starred()
        self.assertTrue(self.plain.with_user(self.employee).starred)
