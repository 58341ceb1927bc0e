from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_policy_contact_import_sync_limit = fields.Integer(
        "Imports at Once up to",
        config_parameter="customer_policy.contact_import_sync_limit",
        default=2000,
        help="A sheet with more customers to add or change than this is imported in "
        "the background.",
    )
    customer_policy_contact_import_keep_days = fields.Integer(
        "Keep Imported Sheets (days)",
        config_parameter="customer_policy.contact_import_keep_days",
        default=30,
        help="A sheet and what was wrong with it are deleted after this time.",
    )
