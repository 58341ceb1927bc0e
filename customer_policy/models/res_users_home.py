from odoo import fields, models


class ResUsers(models.Model):
    """Nobody gets a weekly mail who did not ask for it."""

    _inherit = "res.users"

    policy_home_mail = fields.Boolean(
        "Weekly Mail of the Customer Policy",
        help="As general manager, get the start page by mail once a week.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "policy_home_mail"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "policy_home_mail"]
