from odoo import fields, models


class CustomerPenaltyDeduction(models.Model):
    """What of a penalty is deducted from the pay of a month; HR's alone.

    What exceeds the cap of a month goes to the months that follow. A penalty that came
    to nothing after payroll had it is given back: a negative amount.
    """

    _name = "customer.penalty.deduction"
    _description = "Deduction from Pay"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "month desc, employee_id, id"
    _rec_name = "penalty_id"

    penalty_id = fields.Many2one(
        "customer.penalty",
        required=True,
        index=True,
        ondelete="restrict",
        policy_protected=True,
        copy=False,
    )
    company_id = fields.Many2one(related="penalty_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        related="penalty_id.employee_id", store=True, index=True
    )
    measure = fields.Selection(related="penalty_id.measure")
    month = fields.Date(
        required=True,
        policy_protected=True,
        copy=False,
        help="The first day of the month of the pay.",
    )
    amount = fields.Monetary(
        required=True,
        policy_protected=True,
        copy=False,
        help="Negative ones are given back.",
    )
    date_exported = fields.Datetime(
        "Given to Payroll", policy_protected=True, copy=False
    )

    _month_idx = models.Index("(company_id, month)")
