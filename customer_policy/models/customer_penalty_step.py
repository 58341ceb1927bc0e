from odoo import api, fields, models
from odoo.exceptions import ValidationError

MEASURES = [
    ("warning", "Warning"),
    ("criticism", "Criticism"),
    ("fine", "Fine"),
    ("points", "Loss of Points"),
    ("demerit", "Demerit"),
    ("suspension", "Suspension"),
    ("compensation", "Compensation"),
    ("training", "Mandatory Training"),
    ("removal", "Removal from Post"),
    ("demotion", "Demotion"),
    ("dismissal", "Dismissal"),
]
TARGETS = [
    ("person", "The person"),
    ("first_responsible", "First responsible on site"),
    ("supervisor", "Supervisor"),
]


class CustomerPenaltyStep(models.Model):
    """One measure of a step; several with the same number make up the step."""

    _name = "customer.penalty.step"
    _description = "Step of a Penalty Ladder"
    _order = "ladder_id, sequence, id"
    _rec_name = "measure"

    ladder_id = fields.Many2one(
        "customer.penalty.ladder",
        required=True,
        index=True,
        ondelete="cascade",
        help="The ladder that the step belongs to.",
    )
    sequence = fields.Integer(
        "Step",
        required=True,
        default=1,
        help="Which step of the ladder it is; several measures with the same "
        "number are taken together.",
    )
    measure = fields.Selection(
        MEASURES,
        required=True,
        default="warning",
        help="What is done: a warning, a fine, points, a suspension and so on.",
    )
    target = fields.Selection(
        TARGETS,
        "For",
        required=True,
        default="person",
        help="Who bears it: the person, or somebody who answers for the person.",
    )
    factor = fields.Float(
        default=1.0,
        required=True,
        help="Times the fine and the points, for example 2 for the supervisor.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="The currency of the fine.",
    )
    fine_min = fields.Monetary(
        "Fine from", help="The least that whoever decides may set."
    )
    fine_max = fields.Monetary("Fine to", help="The most that whoever decides may set.")
    points = fields.Float(
        "Points Lost",
        digits=(16, 1),
        help="How many points the person loses in the period.",
    )
    suspension_days = fields.Integer(
        "Days of Suspension",
        help="How many days the person cannot log in and does not work.",
    )
    training_days = fields.Integer(
        "Days until Trained", help="Within so many days the person has to be trained."
    )
    notify_head = fields.Boolean(
        "Tell the Head",
        default=True,
        help="The head of department is told that the notice was served.",
    )
    notify_hr = fields.Boolean(
        "Tell HR",
        help="The people of Human Resources are told that the notice was served.",
    )
    note = fields.Char(
        translate=True, help="What else whoever decides should know of this step."
    )

    _factor_positive = models.Constraint(
        "CHECK (factor > 0)", "The factor must be more than nothing."
    )
    _numbers_positive = models.Constraint(
        "CHECK (points >= 0 AND suspension_days >= 0 AND training_days >= 0)",
        "Points and days cannot be negative.",
    )

    @api.depends("sequence", "measure")
    def _compute_display_name(self):
        labels = dict(self._fields["measure"]._description_selection(self.env))
        for step in self:
            step.display_name = f"{step.sequence}. {labels.get(step.measure, '')}"

    @api.constrains("measure", "fine_min", "fine_max", "suspension_days", "points")
    def _check_measure(self):
        for step in self:
            if not 0 <= step.fine_min <= step.fine_max:
                raise ValidationError(
                    self.env._("A fine goes from a lower to a higher amount.")
                )
            wrong = {
                "fine": not step.fine_max,
                "points": not step.points,
                "suspension": not step.suspension_days,
            }
            if wrong.get(step.measure):
                raise ValidationError(
                    self.env._(
                        "A step with the measure “%(measure)s” says how much or how "
                        "long. Fill it in.",
                        measure=dict(
                            self._fields["measure"]._description_selection(self.env)
                        )[step.measure],
                    )
                )

    @api.constrains("sequence", "target", "ladder_id")
    def _check_ladder(self):
        for ladder in self.ladder_id:
            ladder._check_numbers()

    def unlink(self):
        ladders = self.ladder_id
        res = super().unlink()
        for ladder in ladders.exists():
            ladder._check_numbers()
        return res
