from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import grade_moves


class CustomerGradeOverride(models.TransientModel):
    """Decide several lines of a review at once."""

    _name = "customer.grade.override"
    _description = "Decide Review Lines"

    line_ids = fields.Many2many("customer.grade.review.line", required=True)
    line_count = fields.Integer(compute="_compute_line_count")
    scheme_id = fields.Many2one("customer.grade.scheme", compute="_compute_scheme_id")
    decision = fields.Selection(
        [
            ("accept", "Accept what is proposed"),
            ("keep", "Keep the current grade"),
            ("override", "Give another grade"),
        ],
        default="override",
        required=True,
    )
    grade_id = fields.Many2one(
        "customer.grade", domain="[('scheme_id', '=', scheme_id)]"
    )
    reason = fields.Char(help="Kept in the customers' history.")
    locked_until = fields.Date(
        help="Until this day no review changes the grade. Empty: the next review may."
    )

    up_count = fields.Integer(compute="_compute_movements")
    down_count = fields.Integer(compute="_compute_movements")
    same_count = fields.Integer(compute="_compute_movements")
    new_count = fields.Integer(compute="_compute_movements")

    @api.depends("line_ids", "decision", "grade_id")
    def _compute_movements(self):
        """What the decision comes to for the customers, before it is made."""
        for wizard in self:
            numbers = grade_moves.Movement(0, 0, 0, 0)
            for target, held in wizard._targets():
                found = grade_moves.count(
                    held,
                    wizard.scheme_id.grade_ids.sorted(lambda g: (g.sequence, g.id)).ids,
                    target,
                )
                numbers = grade_moves.Movement(
                    *map(sum, zip(numbers, found, strict=True))
                )
            wizard.new_count, wizard.up_count = numbers.new, numbers.up
            wizard.down_count, wizard.same_count = numbers.down, numbers.same

    def _targets(self):
        """:return: pairs of a grade to give and (grade held, number of lines)"""
        lines = self.line_ids._origin
        if self.decision == "keep":
            lines = lines.filtered("current_grade_id")
        field = {"accept": "proposed_grade_id", "keep": "current_grade_id"}
        known = self.scheme_id.grade_ids
        for (current, target), group in lines.grouped(
            lambda line: (
                line.current_grade_id,
                line[field[self.decision]] if self.decision in field else self.grade_id,
            )
        ).items():
            if target in known:
                yield target.id, [(current.id or None, len(group))]

    @api.depends("line_ids")
    def _compute_line_count(self):
        for wizard in self:
            wizard.line_count = len(wizard.line_ids)

    @api.depends("line_ids")
    def _compute_scheme_id(self):
        for wizard in self:
            schemes = wizard.line_ids.scheme_id
            if len(schemes) > 1:
                raise UserError(
                    self.env._("Choose lines of one scheme: each has its own grades.")
                )
            wizard.scheme_id = schemes

    def action_decide(self):
        self.ensure_one()
        if self.decision == "accept":
            self.line_ids.action_accept()
        elif self.decision == "keep":
            self.line_ids.action_keep(self.reason)
        else:
            self._override()
        if self.locked_until:
            self.line_ids.write({"locked_until": self.locked_until})
        return {"type": "ir.actions.act_window_close"}

    def _override(self):
        if not self.grade_id:
            raise UserError(self.env._("Choose the grade to give."))
        self.line_ids.write({"final_grade_id": self.grade_id.id, "reason": self.reason})
