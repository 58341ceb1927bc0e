from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from .confidentiality_common import MARK, ConfidentialityCase


@tagged("post_install", "-at_install")
class TestConfidentialityDiscuss(ConfidentialityCase):
    """Conversations with hidden people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls._channel("group", f"{MARK} group", cls.employee, cls.cleared)
        cls.chat = cls._channel("chat", f"{MARK} Contact, Employee", cls.employee)
        cls.public = cls._channel("channel", "Everybody", cls.employee, cls.cleared)
        cls.spoken = cls.public.message_post(
            body=f"{MARK} speaks",
            author_id=cls.secret_contact.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        cls.plain = cls.public.message_post(
            body="Plain", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        cls.env.flush_all()

    @classmethod
    def _channel(cls, kind, name, *users):
        partners = cls.secret_contact.union(*(user.partner_id for user in users))
        members = [Command.create({"partner_id": partner.id}) for partner in partners]
        channel = (
            cls.env["discuss.channel"]
            .with_user(users[0])
            .create({"name": name, "channel_type": kind, "channel_member_ids": members})
        )
        return channel.with_env(cls.env)

    def _as(self, user, records):
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user)

    def test_a_private_conversation_with_hidden_people_is_hidden(self):
        private = self.group | self.chat
        self.assertSees(self.employee, private | self.public)
        self._classify(self.secret)
        self.assertSees(self.cleared, self.group | self.public)
        self.assertSees(self.employee, self.public)
        mine = self._as(self.employee, self.env["discuss.channel"])
        self.assertFalse(mine.search([("id", "in", private.ids)]))
        self.assertFalse(mine.search([("name", "ilike", MARK)]))
        self.assertFalse(private.with_user(self.employee)._filtered_access("read"))
        self.assertEqual(private.with_user(self.employee).read(["name"]), [])

    def test_its_name_is_a_code(self):
        self._classify(self.secret)
        for channel in self.group | self.chat:
            mine = self._as(self.employee, channel).sudo()
            self.assertEqual(mine.display_name, self.secret_contact.confidential_code)
        seen = self._as(self.cleared, self.group)
        self.assertEqual(seen.display_name, f"{MARK} group")

    def test_its_members_are_hidden(self):
        self._classify(self.secret)
        members = self.public.channel_member_ids
        mine = self._as(self.employee, self.env["discuss.channel.member"])
        found = mine.search([("id", "in", members.ids)])
        self.assertEqual(found.partner_id, (self.employee | self.cleared).partner_id)
        seen = self._as(self.cleared, members)
        self.assertEqual(seen.search([("id", "in", members.ids)]), members)

    def test_an_open_channel_works_and_shows_codes(self):
        self._classify(self.secret)
        for user, tells in ((self.employee, False), (self.cleared, True)):
            with self.subTest(user=user.name):
                channel = self._as(user, self.public)
                store = Store().add(channel).add(channel.sudo().channel_member_ids)
                messages = channel.env["mail.message"]._message_fetch(
                    None, thread=channel
                )["messages"]
                store.add(messages).add(self.spoken.with_user(user).sudo())
                data = store.get_result()
                self.assertEqual(MARK in repr(data), tells)
                self.assertIn("Plain", repr(data))

    def test_what_goes_to_a_channel_is_masked_when_one_of_its_people_must_not_know(
        self,
    ):
        self._classify(self.secret)
        for channel, tells in ((self.public, False), (self.group, False)):
            data = Store(bus_channel=channel).add(self.secret_contact).get_result()
            self.assertEqual(MARK in repr(data), tells)
        self.group.channel_member_ids.filtered(
            lambda member: member.partner_id == self.employee.partner_id
        ).unlink()
        sender = self._as(self.cleared, self.secret_contact)
        data = Store(bus_channel=self.group).add(sender).get_result()
        self.assertIn(MARK, repr(data))

    def test_a_link_to_a_hidden_document_does_not_tell_its_name_to_the_channel(self):
        self._classify(self.secret)
        sender = self._as(self.cleared, self.secret)
        store = Store(bus_channel=self.public)
        store.add(sender, ["display_name"], as_thread=True)
        self.assertNotIn(MARK, repr(store.get_result()))
        store = Store().add(sender, ["display_name"], as_thread=True)
        self.assertIn(MARK, repr(store.get_result()))

    def test_hidden_people_cannot_be_addressed_by_a_guessed_id(self):
        self._classify(self.secret)
        Channel = self._as(self.employee, self.env["discuss.channel"])
        chat = Channel._get_or_create_chat(self.secret_contact.ids)
        self.assertNotIn(self.secret_contact, chat.sudo().channel_partner_ids)
        for attempt in (
            lambda: self.public.with_user(self.employee).add_members(
                self.secret_subsidiary.ids
            ),
            lambda: Channel._create_group(self.secret_contact.ids, name="New"),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_hidden_people_are_not_found_for_an_invitation(self):
        self.portal.partner_id.write({"parent_id": self.secret.id, "name": MARK})
        self._classify(self.secret)
        Partner = self._as(self.employee, self.env["res.partner"])
        self.assertNotIn(MARK, repr(Partner.search_for_channel_invite(MARK)))
        self.assertNotIn(
            MARK,
            repr(Partner.get_mention_suggestions_from_channel(self.public.id, MARK)),
        )
        mine = self._as(self.cleared, self.env["res.partner"])
        self.assertIn(
            MARK, repr(mine.get_mention_suggestions_from_channel(self.public.id, MARK))
        )

    def test_a_hidden_person_speaks_to_no_uncleared_device(self):
        self._classify(self.secret)
        recipients = self.public._notify_get_recipients(
            self.spoken,
            {
                "author_id": self.secret_contact.id,
                "message_type": "comment",
                "partner_ids": (self.employee | self.cleared).partner_id.ids,
            },
        )
        ids = {recipient["id"] for recipient in recipients}
        self.assertIn(self.cleared.partner_id.id, ids)
        self.assertNotIn(self.employee.partner_id.id, ids)

    def test_nobody_listens_to_a_hidden_conversation(self):
        """What the websocket subscribes a person to."""
        self._classify(self.secret)
        domain = ["|", ("is_member", "=", True), ("id", "in", self.group.ids)]
        for user, listens in ((self.employee, False), (self.cleared, True)):
            Channel = self._as(user, self.env["discuss.channel"])
            self.assertEqual(self.group in Channel.search(domain), listens)
            self.assertIn(self.public, Channel.search(domain))

    def test_ones_own_part_in_a_hidden_conversation_does_not_show(self):
        """It is named after the conversation."""
        mine = self.group.channel_member_ids.filtered(
            lambda member: member.partner_id == self.employee.partner_id
        )
        people = self.employee.partner_id.with_user(self.employee)
        domain = [("id", "=", people.id), ("channel_member_ids", "ilike", MARK)]
        self.assertSees(self.employee, mine)
        self.assertTrue(people.search(domain))
        self._classify(self.secret)
        self.assertHidden(self.employee, mine)
        self.assertFalse(people.search(domain))
        member = self._as(self.employee, self.env["discuss.channel.member"])
        self.assertEqual(member.name_search(MARK), [])
        self.assertFalse(member.search([("channel_id.name", "ilike", MARK)]))
        self.assertSees(self.cleared, mine)
        seen = self.public.channel_member_ids.filtered("is_self")
        self.assertSees(self.employee, seen)
