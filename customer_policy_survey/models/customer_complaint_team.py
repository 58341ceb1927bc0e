from odoo import fields, models


class CustomerComplaintTeam(models.Model):
    """How fast a department learns from what customers answered."""

    _inherit = "customer.complaint.team"

    summary_days = fields.Integer(
        "Opinions Summarised Within",
        default=2,
        help="Days from the end of a survey until the department has its summary.",
    )
    correction_days = fields.Integer(
        "Correction Written Within",
        default=3,
        help="Days from the summary until the department says what it puts right.",
    )
    revisit_days = fields.Integer(
        "Customers Revisited Within",
        default=14,
        help="Days from the correction until dissatisfied customers are revisited.",
    )

    _check_survey_days = models.Constraint(
        "CHECK (summary_days >= 0 AND correction_days >= 0 AND revisit_days >= 0)",
        "The number of days cannot be negative.",
    )
