"""Mails to the address of a team, as the gateway hands them over."""

from email.message import EmailMessage

from odoo.addons.mail.tests.common import MockEmail

from .complaint_common import ComplaintMixin

DOMAIN = "intake.test"
ADDRESS = f"service@{DOMAIN}"


class ComplaintMailMixin(ComplaintMixin, MockEmail):
    """For a ``PolicyCase``: ``self.team`` has an address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alias_domain = cls.env["mail.alias.domain"].create(
            {"name": DOMAIN, "bounce_alias": "bounce", "catchall_alias": "catchall"}
        )
        cls.env.company.alias_domain_id = cls.alias_domain
        cls.team.alias_name = "service"

    def _mail(
        self,
        subject="Delivered late",
        sender="Ann Stranger <ann@stranger.test>",
        body="It came three days late.",
        to=ADDRESS,
        message_id="<one@stranger.test>",
        html=None,
        files=(),
        **headers,
    ):
        mail = EmailMessage()
        mail["From"] = sender
        mail["To"] = to
        if subject is not None:
            mail["Subject"] = subject
        mail["Message-Id"] = message_id
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(body)
        if html:
            mail.add_alternative(html, subtype="html")
        for name, content in files:
            mail.add_attachment(
                content, maintype="application", subtype="octet-stream", filename=name
            )
        return mail.as_bytes()

    def _deliver(self, user=None, **values):
        """:return: the cases that a mail made"""
        complaints = self.env["customer.complaint"].sudo()
        before = complaints.search([])
        gateway = self.env["mail.thread"]
        if user:
            gateway = gateway.with_user(user)
        with self.mock_mail_gateway():
            gateway.sudo().message_process(None, self._mail(**values))
            self.env.flush_all()
        self.env.invalidate_all()
        return complaints.search([]) - before

    def _receipts(self, email="ann@stranger.test"):
        return self._new_mails.filtered(
            lambda mail: (
                email in (mail.email_to or "")
                or email in mail.recipient_ids.mapped("email")
            )
        )
