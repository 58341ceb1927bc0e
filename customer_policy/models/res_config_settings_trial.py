from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_policy_trial = fields.Boolean(
        related="company_id.customer_policy_trial", readonly=False
    )
    customer_policy_go_live = fields.Date(
        related="company_id.customer_policy_go_live", readonly=False
    )
    customer_policy_is_trial = fields.Boolean(
        compute="_compute_customer_policy_is_live",
        help="Not what is being ticked, but what is.",
    )
    customer_policy_is_live = fields.Boolean(
        compute="_compute_customer_policy_is_live",
        help="The day is set, and the company is not in trial mode.",
    )

    @api.depends("company_id")
    def _compute_customer_policy_is_live(self):
        for settings in self:
            company = settings.company_id
            settings.customer_policy_is_trial = company.customer_policy_trial
            settings.customer_policy_is_live = (
                bool(company.customer_policy_go_live)
                and not company.customer_policy_trial
            )
