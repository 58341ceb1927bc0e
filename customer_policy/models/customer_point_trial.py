from odoo import models


class CustomerPointPeriod(models.Model):
    """In trial mode the sheet of points is shown, and given to nobody."""

    _inherit = "customer.point.period"

    def action_export(self):
        self.env["customer.penalty"]._check_not_trial(self.sudo().company_id)
        return super().action_export()

    def _tell_sheet(self):
        trial = self.env["res.company"]._customer_policy_trial_of(self)
        if told := self - trial:
            return super(CustomerPointPeriod, told)._tell_sheet()
        return None
