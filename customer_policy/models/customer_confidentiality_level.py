from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerConfidentialityLevel(models.Model):
    _name = "customer.confidentiality.level"
    _inherit = ["customer.policy.rule.mixin"]
    _description = "Confidentiality Level"
    _order = "level"

    # An archived level would be one that nobody knows by role.
    active = fields.Boolean(
        default=True,
        readonly=True,
        help="Levels are always in use: without one, nobody would know its customers.",
    )
    level = fields.Selection(
        [("1", "Confidential"), ("2", "Secret"), ("3", "Top Secret")],
        required=True,
        readonly=True,
        help="How far up it stands; whoever is cleared for a higher level is "
        "cleared for this one.",
    )
    name = fields.Char(
        required=True, translate=True, help="What the level is called in your policy."
    )
    know_account_manager = fields.Boolean(
        "Account Manager Knows",
        help="The account manager of the customer needs neither clearance nor grant.",
    )
    know_service_team = fields.Boolean(
        "Service Team Knows",
        help="The service team of the customer needs neither clearance nor grant.",
    )
    max_days = fields.Integer(
        "Longest Term (days)",
        help="A customer is classified for at most this long, and then released by "
        "itself unless prolonged. 0: without limit.",
    )
    notice_days = fields.Integer(
        "Notice (days)", help="The keeper is told this long before the term ends."
    )
    grant_max_days = fields.Integer(
        "Longest Grant (days)", help="Access is granted for at most this long."
    )
    emergency_hours = fields.Integer(
        "Emergency Access (hours)", help="Break-glass access ends after this time."
    )
    log_retention_days = fields.Integer(
        "Keep Log (days)",
        help="Lines of the access log are kept this long; their seal is kept for good. "
        "0: without limit.",
    )

    _level_unique = models.UniqueIndex("(level)", "There is such a level already.")
    _terms_not_negative = models.Constraint(
        "CHECK (max_days >= 0 AND notice_days >= 0 AND log_retention_days >= 0)",
        "Terms cannot be negative. 0 means without limit.",
    )
    _terms_positive = models.Constraint(
        "CHECK (grant_max_days > 0 AND emergency_hours > 0)",
        "Access needs a term of at least one day, emergency access of one hour.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        self.env["customer.confidentiality"]._invalidate()
        return levels

    def write(self, vals):
        res = super().write(vals)
        self.env["customer.confidentiality"]._invalidate()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("The levels cannot be deleted. Classify no customer in it.")
        )

    @api.model
    def _of(self, level):
        """The settings of level '1' to '3'."""
        return self.sudo().search([("level", "=", level)])
