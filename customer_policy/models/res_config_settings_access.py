from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_policy_export_warn_count = fields.Integer(
        "Exports Warn from",
        config_parameter="customer_policy.export_warn_count",
        help="Whoever exports more open customers than this on a day is told, and so "
        "are the custodians. 0: never.",
    )
    customer_policy_export_block_count = fields.Integer(
        "Exports Stop at",
        config_parameter="customer_policy.export_block_count",
        help="Nobody exports more open customers than this on a day. 0: no limit.",
    )
    customer_policy_access_unusual_least = fields.Integer(
        "Unusual from",
        config_parameter="customer_policy.access_unusual_least",
        help="Fewer classified customers a day are never unusual.",
    )
    customer_policy_access_unusual_factor = fields.Float(
        "Times the Usual",
        config_parameter="customer_policy.access_unusual_factor",
        help="A day is unusual when somebody looks at more classified customers than "
        "this many times his or her usual number.",
    )
