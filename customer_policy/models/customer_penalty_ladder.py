from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import penalty_ladder


class CustomerPenaltyLadder(models.Model):
    """Which penalty follows how often, or how badly, somebody breaks a rule."""

    _name = "customer.penalty.ladder"
    _description = "Penalty Ladder"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        help="What the ladder is called, for example Slight Violations.",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )
    basis = fields.Selection(
        [("count", "How often"), ("severity", "How serious")],
        "Step Goes By",
        required=True,
        default="count",
        help="How often: the first occurrence leads to step 1, the second to step 2. "
        "How serious: the slightest leads to step 1. The last step stays.",
    )
    counts_over = fields.Selection(
        [("type", "Each type by itself"), ("ladder", "All types of the ladder")],
        "Counted over",
        required=True,
        default="ladder",
        help="Whether repeating means the same type again, or any type of the ladder.",
    )
    is_for_ever = fields.Boolean("Counts for Ever", help="An occurrence never lapses.")
    window_months = fields.Integer(
        "Lapses After (Months)",
        default=12,
        help="An occurrence lapses after so many months.",
    )
    statement_days = fields.Integer(
        "Days for a Statement",
        default=3,
        required=True,
        help="How long the person has to state the case.",
    )
    appeal_days = fields.Integer(
        "Days for an Appeal",
        default=10,
        required=True,
        help="How long the person may appeal after the notice.",
    )
    step_ids = fields.One2many("customer.penalty.step", "ladder_id", "Steps", copy=True)
    type_ids = fields.One2many("customer.violation.type", "ladder_id", "Types")

    _days_positive = models.Constraint(
        "CHECK (statement_days > 0 AND appeal_days > 0)",
        "People need at least one day to state their case and to appeal.",
    )

    @api.constrains("is_for_ever", "window_months")
    def _check_window(self):
        for ladder in self:
            try:
                penalty_ladder.check_window(ladder._window())
            except penalty_ladder.LadderError as error:
                raise ValidationError(
                    self.env._(
                        "Within a window of %(months)s months nothing would count. "
                        "Give one month or more, or let occurrences count for ever.",
                        months=ladder.window_months,
                    )
                ) from error

    @api.constrains("step_ids")
    def _check_steps(self):
        for ladder in self:
            ladder._check_numbers()

    def _check_numbers(self):
        self.ensure_one()
        try:
            penalty_ladder.check_steps(self.step_ids.mapped("sequence"))
        except penalty_ladder.LadderError as error:
            if error.args[0] == "empty":
                text = self.env._(
                    "The ladder “%(name)s” has no steps. Add step 1.", name=self.name
                )
            else:
                text = self.env._(
                    "The steps of the ladder “%(name)s” must be numbered 1, 2, 3, … "
                    "without a gap. Renumber them.",
                    name=self.name,
                )
            raise ValidationError(text) from error
        for number, steps in self.step_ids.grouped("sequence").items():
            if not steps.filtered(lambda step: step.target == "person"):
                raise ValidationError(
                    self.env._(
                        "Step %(number)s of “%(name)s” has no measure for the person. "
                        "Add one.",
                        number=number,
                        name=self.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        ladders = super().create(vals_list)
        # The constraint is not asked where no steps were given.
        for ladder in ladders:
            ladder._check_numbers()
        return ladders

    def _window(self):
        """:return: months, None for ever"""
        self.ensure_one()
        return None if self.is_for_ever else self.window_months

    def _steps_at(self, number):
        """All measures of the step that a number leads to, the person's first."""
        self.ensure_one()
        self._check_numbers()
        wanted = penalty_ladder.step(number, self.step_ids.mapped("sequence"))
        steps = self.step_ids.filtered(lambda step: step.sequence == wanted)
        return steps.sorted(lambda step: (step.target != "person", step.id))
