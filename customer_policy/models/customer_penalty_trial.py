from odoo import api, models
from odoo.exceptions import UserError

from .customer_policy_arguments import moment, records_of, takes


class CustomerPenalty(models.Model):
    """In trial mode penalties stay proposed: nobody is suspended, pays or loses."""

    _inherit = "customer.penalty"

    # ------------------------------------------------------------------------- actions

    def action_export_payroll(self):
        self._check_not_trial(self.sudo().company_id)
        return super().action_export_payroll()

    @api.model
    @takes(month=moment, company=records_of("res.company"))
    def action_export_month(self, month, company=None):
        self._check_not_trial(company or self.env.company)
        return super().action_export_month(month, company)

    # ------------------------------------------------------------------------ business

    @api.model
    def _check_not_trial(self, companies):
        for company in companies:
            if company._customer_policy_is_trial():
                raise UserError(
                    self.env._(
                        "%(company)s is in trial mode: nothing goes to payroll before "
                        "it goes live.",
                        company=company.name,
                    )
                )

    def _take_effect(self):
        """Nothing, in trial; and nothing for what happened before things count."""
        trial = self.env["res.company"]._customer_policy_trial_of(self)
        before = (self - trial).filtered(
            lambda penalty: (
                penalty.state == "pending" and penalty.violation_id._is_before_live()
            )
        )
        if before:
            before._cancel()
        if counting := self - trial - before:
            return super(CustomerPenalty, counting)._take_effect()
        return None
