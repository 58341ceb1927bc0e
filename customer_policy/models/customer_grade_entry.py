from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerGradeEntry(models.Model):
    """Points given by hand, for what no document shows."""

    _name = "customer.grade.entry"
    _description = "Manual Grading Points"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    criterion_id = fields.Many2one(
        "customer.grade.criterion",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('metric', '=', 'manual')]",
    )
    scheme_id = fields.Many2one(related="criterion_id.scheme_id", store=True)
    company_id = fields.Many2one(related="criterion_id.scheme_id.company_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="A review counts the latest entry up to its own date.",
    )
    points = fields.Float("Points Given", required=True, digits=(5, 2))
    note = fields.Char("Reason", required=True)

    _partner_date_idx = models.Index("(criterion_id, partner_id, date)")
    _check_points = models.Constraint(
        "CHECK (points >= 0 AND points <= 100)", "Points lie between 0 and 100."
    )

    @api.constrains("criterion_id")
    def _check_criterion(self):
        if any(entry.criterion_id.metric != "manual" for entry in self):
            raise ValidationError(
                self.env._(
                    "Points by hand belong to a criterion whose figure is “points "
                    "given by hand”; choose such a criterion."
                )
            )
