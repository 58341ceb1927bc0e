from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    policy_home_mail = fields.Boolean(
        related="company_id.policy_home_mail", readonly=False
    )
    policy_home_mail_day = fields.Selection(
        related="company_id.policy_home_mail_day", readonly=False
    )
