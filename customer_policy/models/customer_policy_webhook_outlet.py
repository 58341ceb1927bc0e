from odoo import api, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ..tools import notice_links, webhook_formats
from .customer_policy_webhook import RECEIVERS

# In the context of a notice that belongs to no document: what it is about all the same.
MARK = "customer_policy_notice"
REQUEST = notice_links.REQUEST
LISTED = 10
# Of these nothing is said outside but a number.
RESERVED = ("violation", "access")


class CustomerPolicyWebhook(models.Model):
    """The outlet: every notice of the add-on comes by here once.

    ``mail.thread`` hands over what it has just put into inboxes and mails, with the
    people that it went to. So no wing sends anything by itself, and whoever is not told
    in Odoo is not told here.
    """

    _inherit = "customer.policy.webhook"

    # ------------------------------------------------------------------- what comes by

    @api.model
    def _mark(self, text, record=None):
        """What a notice is about, for the context it is sent with.

        :param text: function that makes its text: a method of records, or one of a file
        """
        function = getattr(text, "func", text)
        origin = getattr(function, "__self__", None) if record is None else record
        pairs = []
        if isinstance(origin, models.BaseModel) and not origin._abstract:
            pairs = [(origin._name, id_) for id_ in origin._ids if id_]
        file = (getattr(function, "__module__", None) or "").rpartition(".")[2]
        names = [name for name, _id in pairs] or [file]
        return self._mark_topic(notice_links.topic(names[0]) or "policy", pairs)

    @api.model
    def _mark_topic(self, topic, documents=()):
        """For a notice that says by itself what it is about."""
        return {MARK: (topic, list(documents))}

    @api.model
    def _take_notice(self, message, recipients):
        """Let a notice go to the webhooks of those it went to.

        :param recipients: as ``_notify_get_recipients`` gives them
        """
        wing, documents = self._about(message)
        if not wing:
            return
        user_ids = {r["uid"] for r in recipients if r.get("uid") and not r.get("share")}
        users = self.env["res.users"].sudo().browse(sorted(user_ids))
        if not users:
            return
        told = self._told(users, wing, documents)
        if not told:
            return
        messages = self.env["customer.policy.webhook.message"].sudo()
        content = self._content(message, documents)
        records = self._records(documents)
        pages = self._pages_to_decide(records, self.browse().union(*told).user_id)
        messages.create(
            [
                {
                    "webhook_id": webhook.id,
                    "mail_message_id": message.id,
                    "wing": wing,
                    "content": {**content, "readers": readers.ids},
                    **webhook._shown(wing, records, pages),
                }
                for webhook, readers in told.items()
            ]
        )
        messages._wake()

    @api.model
    def _about(self, message):
        """:return: (topic or None, pairs of a model and an id)"""
        message = message.sudo()
        marked = self.env.context.get(MARK) if self.env.su else None
        if marked and marked[1]:
            documents = list(marked[1])
        elif message.model and message.res_id:
            documents = [(message.model, message.res_id)]
        else:
            documents = notice_links.documents(message.body)
        documents = self._real(documents)
        topics = [notice_links.topic(model) for model, _id in documents]
        if marked and not message.model:
            topics.append(marked[0])
        topics = [topic for topic in topics if topic]
        for reserved in RESERVED:
            if reserved in topics:
                return reserved, documents
        return (topics[0] if topics else None), documents

    @api.model
    def _real(self, documents):
        """A request is about its document: that one decides what may be said."""
        requests = self.env[REQUEST].sudo()
        rows = requests.browse(id_ for model, id_ in documents if model == REQUEST)
        rows = {row.id: row for row in rows.exists()}
        found = [
            (rows[id_].res_model, rows[id_].res_id)
            if model == REQUEST and id_ in rows
            else (model, id_)
            for model, id_ in documents
        ]
        return [pair for pair in dict.fromkeys(found) if pair[0] in self.env]

    @api.model
    def _records(self, documents):
        """:return: records that are there, as superuser, in their order"""
        by_model = {}
        for model, id_ in documents:
            by_model.setdefault(model, []).append(id_)
        there = {
            (model, record.id): record
            for model, ids in by_model.items()
            if model in self.env and not self.env[model]._abstract
            for record in self.env[model].sudo().browse(ids).exists()
        }
        return [there[pair] for pair in documents if pair in there]

    @api.model
    def _companies(self, documents):
        companies = self.env["res.company"]
        for record in self._records(documents):
            if "company_id" in record._fields:
                companies |= record.company_id
        return companies

    # --------------------------------------------------------------------- who is told

    @api.model
    def _told(self, users, wing, documents):
        """:return: {webhook: those of ``users`` on whose behalf it is told}"""
        domain = (
            Domain("is_confirmed", "=", True)
            & Domain(f"for_{wing}", "=", True)
            & Domain.OR(
                [
                    Domain("user_id", "in", users.ids),
                    *(Domain(name, "!=", False) for name in RECEIVERS[1:]),
                ]
            )
        )
        webhooks = self.sudo().search(domain)
        companies = self._companies(documents) if webhooks.company_id else None
        told = {}
        for webhook in webhooks:
            if companies and webhook.company_id - companies:
                continue
            if readers := webhook._members() & users:
                told[webhook] = readers
        return told

    def _members(self):
        self.ensure_one()
        team, role = self.team_id, self.role_id
        members = self.user_id | self.group_id.all_user_ids
        members |= team.member_ids | team.user_id | role.holder_id | role.deputy_id
        return members

    # -------------------------------------------------------------------- what is said

    @api.model
    def _content(self, message, documents):
        message = message.sudo()
        automatic = message.message_type == "user_notification"
        return {
            "documents": documents,
            "subject": message.subject or "" if automatic else "",
            "body": html2plaintext(message.body or "", include_references=False)
            if automatic
            else "",
        }

    def _shown(self, wing, records, pages):
        """What the list of messages shows: a number and a link."""
        self.ensure_one()
        webhook = self._in_language()
        links = webhook._links(records, pages)
        return {
            "name": webhook_formats.cut(
                ", ".join(label for label, _url in links) or webhook._topic_label(wing),
                250,
            ),
            "link": links[0][1] if links else webhook._inbox_url(),
        }

    def _text_of(self, message):
        """What leaves now: a customer may have been classified since it was written.

        :return: (text, facts for the generic format)
        """
        self.ensure_one()
        webhook = self._in_language()
        content = message.content or {}
        pairs = [tuple(pair) for pair in content.get("documents") or []]
        records = webhook._records(pairs)
        gone = len(records) < len(pairs)
        is_bare = gone or webhook._says_only_numbers(message.wing, records)
        pages = webhook._pages_to_decide(records, webhook.user_id)
        links = webhook._links(records, pages) or [("", webhook._inbox_url())]
        title, body = content.get("subject") or "", content.get("body") or ""
        if is_bare or not title:
            title, body = webhook._topic_label(message.wing), ""
        elif not records:
            body = ""
        if not webhook.user_id and message.wing not in RESERVED:
            title = webhook._addressed(title, content.get("readers"))
        limit = webhook_formats.MAX_BYTES[webhook.format]
        text = webhook_formats.compose(title, body, links, limit)
        facts = {
            "topic": message.wing,
            "title": title,
            "number": message.name,
            "link": links[0][1],
        }
        return text, facts

    def _says_only_numbers(self, wing, records):
        """Violations, access, classified customers, and what is told in confidence."""
        if wing in RESERVED:
            return True
        confidentiality = self.env["customer.confidentiality"]
        for record in records:
            customers = confidentiality._customers(record).sudo()
            if any((p.confidentiality_level or "0") > "0" for p in customers):
                return True
            if any(self._told_in_confidence(record)):
                return True
        return False

    @api.model
    def _told_in_confidence(self, record):
        names = ("is_confidential", "is_anonymous", "respondent_ids")
        if record._name == "customer.complaint":
            cases = record
        elif "complaint_id" in record._fields:
            cases = record.complaint_id
        else:
            return []
        return [bool(case[name]) for case in cases for name in names]

    def _in_language(self):
        lang = self.user_id.lang or self.lang or self.env.lang
        return self.sudo().with_context(lang=lang)

    def _topic_label(self, wing):
        message = self.env["customer.policy.webhook.message"]
        label = dict(message._fields["wing"]._description_selection(self.env))[wing]
        return self.env._("Notice: %(topic)s", topic=label)

    def _addressed(self, title, reader_ids):
        """In a room where many read along, for whom it is."""
        readers = self.env["res.users"].sudo().browse(reader_ids or ()).exists()
        if not readers:
            return title
        names = readers[:3].mapped("name") + (["…"] if len(readers) > 3 else [])
        return self.env._(
            "For %(people)s: %(title)s", people=", ".join(names), title=title
        )

    def _links(self, records, pages):
        """Pairs of a number and an address, which opens and decides on a phone."""
        links = []
        for record in records[:LISTED]:
            page = pages.get((self.user_id.id, record._name, record.id))
            path = page or f"/odoo/{record._name}/{record.id}"
            links.append((self._number(record), record.get_base_url() + path))
        return links

    @api.model
    def _pages_to_decide(self, records, users):
        """Where people decide: the page made for it instead of the whole form.

        :return: {(id of a user, model, id): path}
        """
        if not users or not records:
            return {}
        wanted = {(record._name, record.id) for record in records}
        rows = (
            self.env[REQUEST]
            .sudo()
            .search(
                [
                    ("state", "=", "pending"),
                    ("res_model", "in", sorted({model for model, _id in wanted})),
                    ("res_id", "in", sorted({id_ for _model, id_ in wanted})),
                    ("decider_ids", "in", users.ids),
                ]
            )
        )
        return {
            (user.id, row.res_model, row.res_id): f"/policy/request/{row.id}"
            for row in rows
            if (row.res_model, row.res_id) in wanted
            for user in row.decider_ids & users
        }

    @api.model
    def _number(self, record):
        """What kind of document, and its number: never a name."""
        kind = self.env["ir.model"]._get(record._name).sudo().name
        number = record["number"] if "number" in record._fields else False
        return f"{kind} {number or record.id}"

    @api.model
    def _inbox_url(self):
        return f"{self.get_base_url()}/odoo/action-mail.action_discuss"
