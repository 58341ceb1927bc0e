from odoo import fields, models


class CustomerGradeSimulationGrade(models.Model):
    """From which score on a grade begins, as a what-if supposes it."""

    _name = "customer.grade.simulation.grade"
    _description = "Grade Threshold of a What-If"
    _inherit = ["customer.grade.simulation.mixin"]
    _order = "review_id, sequence, id"
    _rec_name = "grade_id"

    review_id = fields.Many2one(
        "customer.grade.review", required=True, index=True, ondelete="cascade"
    )
    grade_id = fields.Many2one("customer.grade", required=True, ondelete="cascade")
    sequence = fields.Integer(related="grade_id.sequence", store=True)
    color = fields.Integer(related="grade_id.color")
    scheme_score = fields.Float("In the Scheme", related="grade_id.min_score")
    min_score = fields.Float("Minimum Score", digits=(5, 2))

    _grade_unique = models.UniqueIndex(
        "(review_id, grade_id)", "A grade has one threshold in a what-if."
    )
    _check_min_score = models.Constraint(
        "CHECK (min_score >= 0 AND min_score <= 100)",
        "A minimum score lies between 0 and 100.",
    )
