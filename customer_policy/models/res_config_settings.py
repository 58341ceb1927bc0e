from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_policy_review_sync_limit = fields.Integer(
        "Reviews at Once up to",
        config_parameter="customer_policy.review_sync_limit",
        default=50_000,
        help="A grade review that looks at more contacts than this is carried out "
        "in the background.",
    )
