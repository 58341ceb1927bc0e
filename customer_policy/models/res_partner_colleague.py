from odoo import models
from odoo.exceptions import ValidationError

from .customer_confidentiality import (
    OPEN,
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _check_is_no_classified_customer(self):
        """Those who become colleagues, employees or companies must be open to all."""
        for partner in self.filtered(lambda p: p.confidentiality_level > OPEN):
            raise ValidationError(
                self.env._(
                    "%(partner)s is a classified customer, and cannot be the contact "
                    "of a colleague, an employee or one of our own companies. Create "
                    "another contact, or ask a custodian to release this one.",
                    partner=partner.with_user(self.env.user).display_name,
                )
            )
