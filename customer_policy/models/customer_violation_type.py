from odoo import fields, models

SEVERITIES = [
    ("1", "Slight"),
    ("2", "General"),
    ("3", "Serious"),
    ("4", "Severe"),
]


class CustomerViolationType(models.Model):
    _name = "customer.violation.type"
    _description = "Type of Violation"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        help="What somebody did, in the words of your policy.",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )
    severity = fields.Selection(
        SEVERITIES,
        required=True,
        default="2",
        help="How serious it is; on a ladder that goes by it, this decides the step.",
    )
    ladder_id = fields.Many2one(
        "customer.penalty.ladder",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Which penalties follow, step by step.",
    )
    is_leak = fields.Boolean(
        "Leak",
        help="The officer may hold the person's access from the report on, and it is "
        "investigated without the person's knowing until he or she is heard.",
    )
    has_loss = fields.Boolean(
        "Loss is Compensated", help="The person also compensates the loss."
    )
    evidence_days = fields.Integer(
        "Days of Evidence",
        default=90,
        required=True,
        help="Of a leak: what the person read and took out is gathered from so many "
        "days before it happened.",
    )
    description = fields.Text(
        translate=True,
        help="What counts as such a violation, for whoever reports or decides one.",
    )

    _evidence_days_positive = models.Constraint(
        "CHECK (evidence_days >= 0)", "Days cannot be negative."
    )
