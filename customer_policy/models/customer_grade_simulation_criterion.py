from odoo import fields, models


class CustomerGradeSimulationCriterion(models.Model):
    """A criterion as a what-if supposes it, beside the scheme's own.

    It has whatever a criterion has, and the figures of every bridge; the scheme
    stays as it is until the what-if is adopted.
    """

    _name = "customer.grade.simulation.criterion"
    _description = "Criterion of a What-If"
    _inherit = ["customer.grade.simulation.mixin", "customer.grade.criterion"]
    _order = "review_id, sequence, id"
    _carries_out_clauses = False

    review_id = fields.Many2one(
        "customer.grade.review", required=True, index=True, ondelete="cascade"
    )
    scheme_id = fields.Many2one(
        related="review_id.scheme_id", required=False, index=False
    )
    origin_id = fields.Many2one(
        "customer.grade.criterion",
        "Criterion of the Scheme",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        domain="[('scheme_id', '=', scheme_id)]",
        help="Empty: the scheme has no such criterion; adopting adds it.",
    )
    bracket_ids = fields.One2many("customer.grade.simulation.bracket", "criterion_id")

    def _own_criterion(self):
        return self.origin_id

    def _settings(self, review, statistic):
        return {**super()._settings(review, statistic), "id": self._frozen_id()}

    def _frozen_id(self):
        """What a review line calls it: by the scheme's criterion where there is one."""
        self.ensure_one()
        return self.origin_id.id or -self.id
