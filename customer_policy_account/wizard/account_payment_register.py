from odoo import models

COMPUTED = (
    "available_partner_bank_ids",
    "untrusted_bank_ids",
    "missing_account_partners",
)


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def onchange(self, values, field_names, fields_spec):
        """Work out again what the client hands back and could not read.

        Bank accounts of a hidden customer cannot be taken from the client, like those
        that do not exist.
        """
        if self.env["customer.confidentiality"]._is_active():
            values = {
                name: value
                for name, value in values.items()
                if name not in COMPUTED or name in field_names
            }
        return super().onchange(values, field_names, fields_spec)
