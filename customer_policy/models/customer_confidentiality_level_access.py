from odoo import api, fields, models

from .customer_access_mixin import CUSTODIAN

# Below it nobody is left to decide on the request of the other.
ENOUGH = 2
SHORTAGE_ACTIVITY = "customer_policy.mail_activity_type_clearance_shortage"


class CustomerConfidentialityLevel(models.Model):
    _inherit = "customer.confidentiality.level"

    grant_notice_days = fields.Integer(
        "Notice before Grant Ends (days)",
        default=1,
        help="A person is told this long before the access ends. 0: only at the end.",
    )
    holder_count = fields.Integer(
        "Cleared People",
        compute="_compute_holder_count",
        help="Active people with this clearance whose access is not on hold.",
    )
    holder_warning = fields.Char(compute="_compute_holder_count")

    _grant_notice_not_negative = models.Constraint(
        "CHECK (grant_notice_days >= 0)", "A notice cannot be negative."
    )

    @api.depends("level")
    @api.depends_context("lang")
    def _compute_holder_count(self):
        holders = self.env["customer.clearance.change"]._active_holders()
        for setting in self:
            count = len(holders.get(setting.level, ()))
            setting.holder_count = count
            setting.holder_warning = count < ENOUGH and self.env._(
                "%(count)s of the %(enough)s people needed at least hold the clearance "
                "%(level)s: one who is ill or leaves takes the customers along, and "
                "nobody can decide on another's request.",
                count=count,
                enough=ENOUGH,
                level=setting.name,
            )

    def _warn_custodians(self):
        """Give each custodian the finding of a successor to do, once."""
        custodians = self.env["customer.access.mixin"]._holders_of(CUSTODIAN)
        activity_type = self.env.ref(SHORTAGE_ACTIVITY)
        values_list = [
            {
                "activity_type_id": activity_type.id,
                "user_id": user.id,
                "summary": setting.with_context(lang=user.lang).env._(
                    "Find more people for the clearance %(level)s",
                    level=setting.with_context(lang=user.lang).name,
                ),
                "note": setting.with_context(lang=user.lang).holder_warning,
                "date_deadline": fields.Date.context_today(self),
            }
            for setting in self
            for user in custodians
        ]
        env = self.env(context={}, su=True)
        env["mail.activity"].create(values_list)
