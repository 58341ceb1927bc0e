from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerComplaintDeadline(models.Model):
    """In trial mode, and for what was due before the company went live, no clock is
    breached and nobody is told of one."""

    _inherit = "customer.complaint.deadline"

    @api.depends("complaint_id")
    def _compute_state(self):
        result = super()._compute_state()
        late = self.filtered(lambda clock: clock.state == "breached")
        for clock in late - late._counting():
            if clock.date_met:
                clock.state = "met"
            else:
                clock.state = "paused" if clock.date_paused else "running"
        return result

    @api.model
    def _state_domain(self, state):
        found = super()._state_domain(state)
        counting = self.env["res.company"]._customer_policy_counting(
            "date_deadline", "complaint_id.company_id"
        )
        if counting.is_true():
            return found
        if state == "breached":
            return found & counting
        open_ = Domain("date_met", "=", False)
        shapes = {
            "running": open_ & Domain("date_paused", "=", False),
            "paused": open_ & Domain("date_paused", "!=", False),
            "met": ~open_,
        }
        if state not in shapes:
            return found
        late = super()._state_domain("breached") & ~counting
        return found | (shapes[state] & late)

    @api.depends("complaint_id")
    def _compute_date_escalation(self):
        """What was due before is told to nobody, today or later."""
        before = self.filtered(lambda clock: clock._is_before_live())
        before.date_escalation = False
        rest = self - before
        return super(CustomerComplaintDeadline, rest)._compute_date_escalation()

    # ------------------------------------------------------------------------ business

    def _counting(self):
        """Those whose deadline can be missed."""
        terms = self.env["res.company"]._customer_policy_terms()
        if not terms.trial and not terms.since:
            return self
        return self.filtered(
            lambda clock: clock.sudo().complaint_id.company_id._customer_policy_counts(
                clock.date_deadline
            )
        )

    def _is_before_live(self):
        self.ensure_one()
        if not self.env["res.company"]._customer_policy_terms().since:
            return False
        company = self.sudo().complaint_id.company_id
        return company._customer_policy_before(self.date_deadline)

    @api.model
    def _telling_sql(self):
        trial = sorted(self.env["res.company"]._customer_policy_terms().trial)
        if not trial:
            return super()._telling_sql()
        return SQL(
            """NOT EXISTS (
                SELECT FROM customer_complaint complaint
                 WHERE complaint.id = complaint_id AND complaint.company_id = ANY(%s))
            """,
            trial,
        )

    def _restart(self):
        """Begin anew with the whole time; what a person has set goes by its day."""
        now = fields.Datetime.now()
        anew = self.filtered(
            lambda clock: not clock.is_manual or clock.date_deadline < now
        )
        anew.write(
            {
                "date_start": now,
                "is_manual": False,
                "paused_minutes": 0,
                "escalated": False,
            }
        )
        anew.filtered("date_paused").write({"date_paused": now})
        anew.complaint_id._refresh_clocks()
