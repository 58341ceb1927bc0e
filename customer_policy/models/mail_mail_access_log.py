from odoo import SUPERUSER_ID, models
from odoo.tools.mail import email_normalize_all


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _send(self, *args, **kwargs):
        if self.env["customer.confidentiality"]._is_active():
            self._note_messages()
        return super()._send(*args, **kwargs)

    def _note_messages(self):
        """Note mails to or about classified customers, before anything leaves."""
        log = self.env["customer.access.log"].sudo()
        for mail in self.sudo().filtered(lambda mail: mail.state == "outgoing"):
            customers = mail._classified_recipients()
            if mail.model in self.env and mail.res_id:
                document = self.env[mail.model].browse(mail.res_id)
                customers |= log._customers_of(document)
            if customers:
                log._note(customers, "message", "mail", user=mail._sender())
        log._write_notes()

    def _classified_recipients(self):
        partners = self.env["customer.access.log"]._customers_of(self.recipient_ids)
        addresses = email_normalize_all(f"{self.email_to or ''},{self.email_cc or ''}")
        if addresses:
            confidentiality = self.env["customer.confidentiality"]
            partners |= self.env["res.partner"].search(
                confidentiality._classified("email_normalized", addresses)
            )
        return partners

    def _sender(self):
        """A queue sends as the superuser what a person wrote."""
        if self.env.uid != SUPERUSER_ID:
            return self.env.user
        return self.create_uid or self.env.user
