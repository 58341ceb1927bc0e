from odoo import api, models


class MailNotification(models.Model):
    """Notices of messages on secret documents."""

    _inherit = "mail.notification"

    @api.model
    def _search(self, *args, **kwargs):
        query = super()._search(*args, **kwargs)
        return self.env["customer.confidentiality"]._drop_secrets(self, query)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        confidentiality = self.env["customer.confidentiality"]
        return confidentiality._forbid_secrets(self, operation, result)

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
