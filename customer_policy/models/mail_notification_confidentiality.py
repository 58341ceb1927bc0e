from odoo import models


class MailNotification(models.Model):
    """Notices of messages on secret documents."""

    _name = "mail.notification"
    _inherit = ["customer.confidentiality.mixin", "mail.notification"]

    def _read_format(self, fnames, load="_classic_read"):
        """The address a notice went to is kept as text: not for everybody to read."""
        values_list = super()._read_format(fnames, load)
        confidentiality = self.env["customer.confidentiality"]
        if "mail_email_address" not in fnames or not confidentiality._is_active():
            return values_list
        people = self.sudo().author_id
        people |= self.sudo().res_partner_id
        hidden = confidentiality._hidden(people.with_env(self.env))
        addresses = set(hidden.sudo().mapped("email"))
        by_id = {notice.id: notice.sudo() for notice in self}
        for values in values_list:
            notice = by_id[values["id"]]
            about = (notice.author_id | notice.res_partner_id) & hidden.sudo()
            if about or values.get("mail_email_address") in addresses - {False}:
                values["mail_email_address"] = False
        return values_list
