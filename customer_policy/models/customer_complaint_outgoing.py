from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.mail import email_normalize

# What a template gives for a mail; who gets it, and what hangs on it, is said here.
RENDERED = (
    "body_html",
    "email_cc",
    "email_from",
    "mail_server_id",
    "reply_to",
    "subject",
)


class CustomerComplaint(models.Model):
    """What leaves the house: mails to customers, each about the customer's own case.

    They are put into Odoo's mail queue together and stay with the case as messages that
    the customer sees on the portal, too. Nobody else hears of them.
    """

    _inherit = "customer.complaint"

    customer_lang = fields.Char(
        "Language of the Customer", compute="_compute_customer_lang"
    )
    told_message_ids = fields.Many2many(
        "mail.message",
        string="Told the Customer",
        compute="_compute_told_message_ids",
        help="What was written to the customer, newest first.",
    )

    @api.depends("lang", "partner_id", "company_id")
    def _compute_customer_lang(self):
        for complaint in self:
            complaint.customer_lang = complaint._customer_lang()

    @api.depends("message_ids")
    def _compute_told_message_ids(self):
        messages = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
                ("message_type", "=", "email_outgoing"),
                ("subtype_id", "=", self._comment_id()),
            ]
        )
        by_case = messages.grouped("res_id")
        for complaint in self:
            complaint.told_message_ids = by_case.get(complaint._origin.id, False)

    @api.model
    def _comment_id(self):
        """The subtype that the portal shows."""
        return self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")

    def _has_address(self):
        self.ensure_one()
        return bool(email_normalize(self.email or "", strict=False))

    def _mail_customers(self, template, attachments=None, **context):
        """Put one mail for each case into the queue, in each customer's language.

        A fixed number of queries, whatever the number of cases. What is in the queue
        leaves once this act is committed, and no mail leaves twice.

        :param template: a ``mail.template`` of cases
        :param attachments: {id of a case: ids of files of that case}
        :param context: for the template, as ``ctx``
        :return: {case: its message}
        """
        cases = self.filtered(lambda complaint: complaint._has_address())
        if not cases:
            return {}
        cases._check_not_mailed_to_recused()
        rendered = template.with_context(**context)._generate_template(
            cases.ids, RENDERED
        )
        # Asked once: Odoo would ask for each mail.
        replies = cases.sudo()._notify_get_reply_to(
            default=self.env.user.email_formatted, author_id=self.env.user.partner_id.id
        )
        mails = (
            self.env["mail.mail"]
            .sudo()
            .create(
                [
                    {
                        "reply_to": replies[case.id],
                        **case._customer_mail_values(
                            rendered[case.id], (attachments or {}).get(case.id)
                        ),
                    }
                    for case in cases
                ]
            )
        )
        cases._note_recipients(mails)
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return dict(zip(cases, mails.mail_message_id, strict=True))

    def _customer_mail_values(self, rendered, attachment_ids):
        body = rendered.pop("body_html")
        return {
            **{name: rendered[name] for name in RENDERED if rendered.get(name)},
            "body": body,
            "body_html": body,
            "email_to": self.email,
            "model": self._name,
            "res_id": self.id,
            "record_name": self.display_name,
            "author_id": self.env.user.partner_id.id,
            "message_type": "email_outgoing",
            "subtype_id": self._comment_id(),
            "attachment_ids": [Command.set(attachment_ids or [])],
            # The mail goes once it is sent; the message stays and tells how it went.
            "auto_delete": True,
            "is_notification": True,
        }

    def _note_recipients(self, mails):
        """Let each message show whether its mail has arrived."""
        self.env["mail.notification"].sudo().create(
            [
                {
                    "author_id": self.env.user.partner_id.id,
                    "mail_message_id": mail.mail_message_id.id,
                    "mail_mail_id": mail.id,
                    "notification_type": "email",
                    "notification_status": "ready",
                    "is_read": True,
                    **case._recipient_values(),
                }
                for case, mail in zip(self, mails, strict=True)
            ]
        )

    def _recipient_values(self):
        address = email_normalize(self.email, strict=False)
        partner = self.sudo().partner_id
        if partner.email_normalized == address:
            return {"res_partner_id": partner.id}
        return {"mail_email_address": address}

    def _check_not_mailed_to_recused(self):
        """The address of a customer may be that of the person complained of."""
        recused = self._recused_users()
        users = self.env["res.users"].sudo()
        for complaint in self:
            people = users.browse(recused[complaint.id])
            addresses = {
                email_normalize(email or "") for email in people.mapped("email")
            }
            if email_normalize(complaint.email) in addresses:
                raise UserError(
                    self.env._(
                        "The address of %(case)s belongs to somebody who stands aside "
                        "in it. Correct the address.",
                        case=complaint.display_name,
                    )
                )
