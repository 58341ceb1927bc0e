from odoo import api, fields, models
from odoo.tools import SQL

# What a ratio is made of: numerator, denominator, factor. Sums are divided, so that it
# is right however rows are grouped.
RATIOS = {
    "deadline_rate": ("deadline_met_count", "deadline_count", 100),
    "answer_hours": ("answer_hours_sum", "answered_count", 1),
    "close_hours": ("close_hours_sum", "closed_count", 1),
    "rating_avg": ("rating_sum", "rating_count", 1),
}


class CustomerComplaintFiguresMixin(models.AbstractModel):
    """Figures of cases over a period: numbers, no customer, no employee, no case."""

    _name = "customer.complaint.figures.mixin"
    _description = "Figures of Complaints"
    _inherit = ["customer.policy.protected.mixin"]

    received_count = fields.Integer("Received", policy_protected=True, copy=False)
    valid_count = fields.Integer("Valid Complaints", policy_protected=True, copy=False)
    unfounded_count = fields.Integer("Unfounded", policy_protected=True, copy=False)
    reopened_count = fields.Integer("Reopened", policy_protected=True, copy=False)
    open_count = fields.Integer("Open at the End", policy_protected=True, copy=False)
    answered_count = fields.Integer("Answered", policy_protected=True, copy=False)
    closed_count = fields.Integer("Closed", policy_protected=True, copy=False)
    deadline_count = fields.Integer("Deadlines", policy_protected=True, copy=False)
    deadline_met_count = fields.Integer(
        "Deadlines Met", policy_protected=True, copy=False
    )
    answer_hours_sum = fields.Float(policy_protected=True, copy=False)
    close_hours_sum = fields.Float(policy_protected=True, copy=False)
    rating_count = fields.Integer(
        "Number of Ratings", policy_protected=True, copy=False
    )
    rating_sum = fields.Float(policy_protected=True, copy=False)

    deadline_rate = fields.Float(
        "Deadlines Met (%)",
        compute="_compute_ratios",
        store=True,
        aggregator="avg",
        policy_protected=True,
        help="Of the deadlines that fell into the month, those met in time.",
    )
    answer_hours = fields.Float(
        "Hours to Answer",
        compute="_compute_ratios",
        store=True,
        aggregator="avg",
        policy_protected=True,
    )
    close_hours = fields.Float(
        "Hours to Close",
        compute="_compute_ratios",
        store=True,
        aggregator="avg",
        policy_protected=True,
    )
    rating_avg = fields.Float(
        "Satisfaction",
        compute="_compute_ratios",
        store=True,
        aggregator="avg",
        policy_protected=True,
    )

    @api.model
    def _ratios(self):
        return RATIOS

    @api.depends(
        "deadline_count",
        "deadline_met_count",
        "answered_count",
        "answer_hours_sum",
        "closed_count",
        "close_hours_sum",
        "rating_count",
        "rating_sum",
    )
    def _compute_ratios(self):
        for figures in self:
            for name in RATIOS:
                figures[name] = figures._ratio(name)

    def _ratio(self, name):
        upper, lower, factor = self._ratios()[name]
        return factor * self[upper] / self[lower] if self[lower] else 0

    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        if name not in self._ratios() or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        upper, lower, factor = self._ratios()[name]
        return SQL(
            "%s * SUM(%s)::float / NULLIF(SUM(%s), 0)",
            factor,
            self._field_to_sql(self._table, upper, query),
            self._field_to_sql(self._table, lower, query),
        )
