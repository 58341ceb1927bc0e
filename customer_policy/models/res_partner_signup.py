from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def signup_get_auth_param(self):
        """Hand the key to a portal account only to those who may know its owner.

        Odoo gives it to every employee. What the user must not know is left out, like
        an id that does not exist: mails to the customer ask here, too.
        """
        confidentiality = self.env["customer.confidentiality"]
        if not confidentiality._is_active():
            return super().signup_get_auth_param()
        known = self.exists()._filtered_access("read")
        known -= confidentiality._hidden(known)
        return super(ResPartner, known).signup_get_auth_param()
