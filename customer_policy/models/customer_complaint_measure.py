from odoo import api, fields, models
from odoo.tools import SQL

# A measure counts only where this date says that there is something to measure.
MEASURED_BY = {"answer_hours": "date_answered", "close_hours": "date_closed"}


class CustomerComplaint(models.Model):
    """What can be counted and averaged of cases.

    Hours are those that the customer waited, nights and holidays among them: it is the
    customer's time, it stays the same when a calendar is corrected later, and teams
    with different working time can be compared. Working time is for deadlines.
    """

    _inherit = "customer.complaint"

    answer_hours = fields.Float(
        "Hours to Answer",
        compute="_compute_answer_hours",
        store=True,
        precompute=True,
        copy=False,
        policy_protected=True,
        aggregator="avg",
        help="From receipt to the last answer, nights and holidays included.",
    )
    close_hours = fields.Float(
        "Hours to Close",
        compute="_compute_close_hours",
        store=True,
        precompute=True,
        copy=False,
        policy_protected=True,
        aggregator="avg",
        help="From receipt until it was over, nights and holidays included.",
    )
    is_valid = fields.Boolean(
        "Valid Complaint",
        compute="_compute_is_valid",
        store=True,
        precompute=True,
        copy=False,
        policy_protected=True,
        help="A complaint that was neither found unfounded nor merged into another "
        "one. As long as nothing else is found, a complaint is valid.",
    )

    @api.depends("date_received", "date_answered")
    def _compute_answer_hours(self):
        for complaint in self:
            complaint.answer_hours = complaint._hours_until(complaint.date_answered)

    @api.depends("date_received", "date_closed")
    def _compute_close_hours(self):
        for complaint in self:
            complaint.close_hours = complaint._hours_until(complaint.date_closed)

    def _hours_until(self, moment):
        if not moment or not self.date_received:
            return 0
        return (moment - self.date_received).total_seconds() / 3600

    @api.depends("kind", "state")
    def _compute_is_valid(self):
        for complaint in self:
            complaint.is_valid = (
                complaint.kind == "complaint"
                and complaint.state not in ("unfounded", "cancelled")
            )

    def _read_group_select(self, aggregate_spec, query):
        """What was not answered yet is not part of the average."""
        name, _colon, function = aggregate_spec.partition(":")
        if name not in MEASURED_BY or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "AVG(%s) FILTER (WHERE %s IS NOT NULL)",
            self._field_to_sql(self._table, name, query),
            self._field_to_sql(self._table, MEASURED_BY[name], query),
        )
