from odoo import fields, models


class CustomerPointResult(models.Model):
    """A line of the sheet of a period. Made by closing it, never changed."""

    _name = "customer.point.result"
    _description = "Result of a Period of Points"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "period_id desc, points, id"
    _rec_name = "employee_id"
    # Thousands of lines at once: who closed the period is on the period.
    _log_access = False

    period_id = fields.Many2one(
        "customer.point.period",
        "Point Period",
        required=True,
        ondelete="cascade",
        policy_protected=True,
        copy=False,
    )
    company_id = fields.Many2one(related="period_id.company_id")
    currency_id = fields.Many2one(related="period_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        ondelete="restrict",
        policy_protected=True,
        copy=False,
    )
    department_id = fields.Many2one("hr.department", policy_protected=True, copy=False)
    points = fields.Float(digits=(16, 1), policy_protected=True, copy=False)
    lost = fields.Float(digits=(16, 1), policy_protected=True, copy=False)
    amount = fields.Monetary("To Deduct", policy_protected=True, copy=False)
    bonus = fields.Monetary(policy_protected=True, copy=False)
    supervisor_fine = fields.Monetary(
        "For People below",
        policy_protected=True,
        copy=False,
        help="Deducted from whoever heads somebody with too few points.",
    )
    supervisor_bonus = fields.Monetary(
        "For the Team",
        policy_protected=True,
        copy=False,
        help="Earned by whoever heads a team of which enough kept their points.",
    )
    is_below = fields.Boolean(
        "For HR",
        policy_protected=True,
        copy=False,
        help="Fewer points than the last band reaches.",
    )

    _one_each = models.UniqueIndex(
        "(period_id, employee_id)", "Everybody has one line in a period."
    )
