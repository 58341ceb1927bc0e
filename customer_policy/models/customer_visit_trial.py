from odoo import api, models
from odoo.tools import SQL


class CustomerVisit(models.Model):
    """In trial mode, and of what was planned before the company went live, no visit is
    missed, no promise is broken and nobody is told."""

    _inherit = "customer.visit"

    @api.depends("company_id")
    def _compute_is_promise_open(self):
        result = super()._compute_is_promise_open()
        self.env["res.company"]._customer_policy_keep_promises(self)
        return result

    def _search_is_promise_broken(self, operator, value):
        found = super()._search_is_promise_broken(operator, value)
        return self.env["res.company"]._customer_policy_counting_promises(found, value)

    # ------------------------------------------------------------------------ business

    def _in_trial(self):
        return self.env["res.company"]._customer_policy_trial_of(self)

    @api.model
    def _overdue_domain(self, now):
        counting = self.env["res.company"]._customer_policy_counting("date_planned")
        return super()._overdue_domain(now) & counting

    @api.model
    def _missing_sql(self):
        return self.env["res.company"]._customer_policy_counting_sql(
            SQL("visit.company_id"), SQL("visit.date_planned")
        )

    @api.model
    def _telling_companies(self):
        """Whose superiors hear of what was missed."""
        return (
            super()
            ._telling_companies()
            .filtered(lambda company: not company._customer_policy_is_trial())
        )

    def _is_inviting(self, invites):
        """Customers get no invitation to what is tried out."""
        return super()._is_inviting(invites) and not self._in_trial()

    # ---------------------------------------------------------------------------- mail

    def _tell_person(self, user, subject):
        told = self - self._in_trial()
        if not told:
            return None
        return super(CustomerVisit, told)._tell_person(user, subject)
