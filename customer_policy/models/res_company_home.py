from odoo import fields, models

from ..tools.working_time import WEEKDAYS


class ResCompany(models.Model):
    """Whether, and when, the page of the general manager is mailed."""

    _inherit = "res.company"

    policy_home_mail = fields.Boolean(
        "Weekly Mail",
        help="The page of the general manager is mailed once a week to who asked for "
        "it there.",
    )
    policy_home_mail_day = fields.Selection(
        WEEKDAYS, "Mailed On", required=True, default="0"
    )
