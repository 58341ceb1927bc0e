from odoo import api, fields, models


class CustomerPolicyAcknowledgement(models.Model):
    """In trial mode it is shown who would be asked to read; nobody is."""

    _inherit = "customer.policy.acknowledgement"

    def _give_to_do(self, deadline):
        asked = self - self.env["res.company"]._customer_policy_trial_of(self)
        return super(CustomerPolicyAcknowledgement, asked)._give_to_do(deadline)

    def _remind(self):
        asked = self - self.env["res.company"]._customer_policy_trial_of(self)
        if asked:
            return super(CustomerPolicyAcknowledgement, asked)._remind()
        return None

    @api.model
    def _ask_since_live(self, company):
        """Those whom the trial has spared are asked now, with the whole time."""
        rule = self.env["customer.policy.acknowledgement.rule"]._rules_by_company()
        days = rule(company).deadline_days
        waiting = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "asked"),
                ("policy_id.state", "=", "in_force"),
                ("activity_ids", "=", False),
            ]
        )
        waiting.date_asked = fields.Datetime.now()
        today = fields.Date.context_today(self)
        waiting._give_to_do(fields.Date.add(today, days=days))
