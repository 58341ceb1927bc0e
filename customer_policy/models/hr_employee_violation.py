from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    violation_decision_count = fields.Integer(
        copy=False,
        groups=fields.NO_ACCESS,
        help="How often something was decided against the person: two decisions at the "
        "same moment collide here, and the second one is made anew.",
    )
    violation_ids = fields.One2many(
        "customer.violation",
        "employee_id",
        groups="customer_policy.group_violation_officer,"
        "customer_policy.group_violation_general_manager,"
        "customer_policy.group_auditor",
    )

    def write(self, vals):
        res = super().write(vals)
        if not {"user_id", "tz"}.isdisjoint(vals):
            self.env["customer.penalty"]._forget_suspensions_of(self)
        return res
