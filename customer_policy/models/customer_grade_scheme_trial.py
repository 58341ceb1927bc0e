from odoo import models


class CustomerGradeScheme(models.Model):
    """In trial mode account managers find what falls, and get no mail."""

    _inherit = "customer.grade.scheme"

    def _mail_account_managers(self, counts, deadline):
        if not self.env["res.company"]._customer_policy_trial_of(self):
            return super()._mail_account_managers(counts, deadline)
        return None
