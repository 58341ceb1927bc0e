from odoo import fields, models


class CustomerGradeBracket(models.Model):
    """From which value on a figure earns how many points.

    A bracket reaches to the next one, and the first also covers what lies below
    it: a criterion's brackets can neither leave a gap nor overlap.
    """

    _name = "customer.grade.bracket"
    _description = "Grading Bracket"
    _order = "criterion_id, value_from, id"

    criterion_id = fields.Many2one(
        "customer.grade.criterion",
        required=True,
        index=True,
        ondelete="cascade",
        help="The criterion whose figure earns the points.",
    )
    value_from = fields.Float(
        "From",
        digits=(16, 4),
        help="In the criterion's own unit, as a multiple of the median, or as a "
        "percentile from 0 to 100 - as the criterion says.",
    )
    points = fields.Float("Points Given", digits=(5, 2), help="0 to 100.")

    _value_unique = models.UniqueIndex(
        "(criterion_id, value_from)",
        "Two brackets of a criterion begin at the same value; change or delete one.",
    )
    _check_points = models.Constraint(
        "CHECK (points >= 0 AND points <= 100)", "Points lie between 0 and 100."
    )
