from odoo import models


class CustomerComplaintAction(models.Model):
    """Actions of cases in trial mode are to do for their owners, without a notice."""

    _inherit = "customer.complaint.action"

    def _tell_owners(self):
        trial = self.env["res.company"]._customer_policy_trial_of(self)
        return super(CustomerComplaintAction, self - trial)._tell_owners()
