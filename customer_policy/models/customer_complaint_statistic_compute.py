from collections import defaultdict
from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from .customer_complaint_statistic import KIND_COUNTS

# A figure: what is added up, and over which rows. Of a case merged into another one
# nothing counts: the other one does.
CASES = """
    SELECT {value}, complaint.* FROM customer_complaint complaint
     WHERE complaint.company_id = %(company)s AND complaint.state != 'cancelled'
       AND {condition}
"""
WITHIN = "complaint.{date} >= %(start)s AND complaint.{date} < %(stop)s"
RECEIVED = WITHIN.format(date="date_received")
ANSWERED = WITHIN.format(date="date_answered")
CLOSED = WITHIN.format(date="date_closed")
CLOCKS = """
    SELECT {value}, complaint.*
      FROM customer_complaint_deadline clock
      JOIN customer_complaint complaint ON complaint.id = clock.complaint_id
     WHERE complaint.company_id = %(company)s AND complaint.state != 'cancelled'
       AND {condition}
"""
# A clock counts in the month of its deadline: when it was stopped, or never was. One
# that stands still in time, or was dropped before, was neither met nor missed.
DUE = """
    clock.date_deadline >= %(start)s AND clock.date_deadline < %(stop)s
    AND (clock.date_met IS NOT NULL
         OR clock.active AND (clock.date_paused IS NULL
                              OR clock.date_paused > clock.date_deadline))
    AND (%(counting)s OR clock.date_met <= clock.date_deadline)
"""
# Whoever reopens a case starts its clocks anew.
REOPENED = """
    clock.round > 0 AND clock.id = (
        SELECT min(first.id) FROM customer_complaint_deadline first
         WHERE first.complaint_id = clock.complaint_id AND first.round = clock.round
    ) AND clock.date_start >= %(start)s AND clock.date_start < %(stop)s
"""
RATINGS = """
    SELECT {value}, complaint.*
      FROM rating_rating rating
      JOIN customer_complaint complaint ON complaint.id = rating.res_id
     WHERE rating.res_model = 'customer.complaint' AND rating.consumed
       AND rating.rated_on >= %(start)s AND rating.rated_on < %(stop)s
       AND complaint.company_id = %(company)s AND complaint.state != 'cancelled'
"""
FIGURES = {
    "received_count": CASES.format(value="1 AS value", condition=RECEIVED),
    "valid_count": CASES.format(
        value="1 AS value", condition=f"complaint.is_valid AND {RECEIVED}"
    ),
    "unfounded_count": CASES.format(
        value="1 AS value", condition=f"complaint.state = 'unfounded' AND {RECEIVED}"
    ),
    "answered_count": CASES.format(value="1 AS value", condition=ANSWERED),
    "answer_hours_sum": CASES.format(
        value="complaint.answer_hours AS value", condition=ANSWERED
    ),
    "closed_count": CASES.format(value="1 AS value", condition=CLOSED),
    "close_hours_sum": CASES.format(
        value="complaint.close_hours AS value", condition=CLOSED
    ),
    "open_count": CASES.format(
        value="1 AS value",
        condition="complaint.date_received < %(stop)s AND (complaint.date_closed "
        "IS NULL OR complaint.date_closed >= %(stop)s)",
    ),
    "deadline_count": CLOCKS.format(value="1 AS value", condition=DUE),
    "deadline_met_count": CLOCKS.format(
        value="1 AS value",
        condition=f"{DUE} AND clock.date_met <= clock.date_deadline",
    ),
    "reopened_count": CLOCKS.format(value="1 AS value", condition=REOPENED),
    "rating_count": RATINGS.format(value="1 AS value"),
    "rating_sum": RATINGS.format(value="rating.rating AS value"),
}
DIMENSIONS = ("team_id", "category_id", "grade_id", "kind", "severity")


class CustomerComplaintStatistic(models.Model):
    """How a month is counted: by one query for each figure, whatever its size."""

    _inherit = "customer.complaint.statistic"

    def _bounds(self):
        """The month as the clock of the company tells it.

        :return: first moment, first moment after it, both in UTC
        """
        self.ensure_one()
        zone = self._zone(self.company_id)
        return tuple(
            zone.localize(datetime.combine(day, time()))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in (self.date_from, self.date_to)
        )

    @api.model
    def _zone(self, company):
        return pytz.timezone(company.sudo().resource_calendar_id.tz or "UTC")

    @api.model
    def _today(self, company):
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(self._zone(company)).date()

    def _count(self):
        """Count anew: what was there of the month is replaced, never added to."""
        self.env["customer.complaint"].flush_model()
        self.env["customer.complaint.deadline"].flush_model()
        self.env["rating.rating"].flush_model()
        for statistic in self:
            cells = statistic._count_cells()
            statistic.line_ids.unlink()
            self.env["customer.complaint.statistic.line"].create(
                [
                    {
                        "statistic_id": statistic.id,
                        **dict(zip(DIMENSIONS, cell, strict=True)),
                        **figures,
                    }
                    for cell, figures in cells.items()
                ]
            )
            statistic.write(statistic._totals(cells))
        self._count_customers()

    def _count_cells(self):
        """:return: {(team, category, grade, kind, severity): {figure: number}}"""
        start, stop = self._bounds()
        parameters = {
            "company": self.company_id.id,
            "start": start,
            "stop": stop,
            # What was due before the company went live was not missed.
            "counting": self.env["res.company"]._customer_policy_counting_sql(
                SQL("complaint.company_id"), SQL("clock.date_deadline")
            ),
        }
        cells = defaultdict(dict)
        columns = ", ".join(DIMENSIONS)
        for name, rows in FIGURES.items():
            found = self.env.execute_query(
                SQL(
                    f"SELECT {columns}, sum(value) FROM ({rows}) facts "
                    f"GROUP BY {columns}",
                    **parameters,
                )
            )
            for *cell, value in found:
                cells[tuple(cell)][name] = value
        return cells

    @api.model
    def _totals(self, cells):
        kind = DIMENSIONS.index("kind")
        totals = {
            name: sum(figures.get(name, 0) for figures in cells.values())
            for name in FIGURES
        }
        for name, wanted in KIND_COUNTS.items():
            totals[name] = sum(
                figures.get("received_count", 0)
                for cell, figures in cells.items()
                if cell[kind] == wanted
            )
        return {**totals, "date_computed": fields.Datetime.now()}

    def _count_customers(self):
        """What the rate is measured by; without it the month is not ready."""
        for statistic in self:
            target = self.env["customer.complaint.target"]._of_company(
                statistic.company_id
            )
            base = target._count_base(
                statistic.company_id, statistic.date_from, statistic.date_to
            )
            missing = base is None and not statistic.manual_base_count
            statistic.write(
                {
                    "target_id": target.id,
                    "max_valid_rate": target.max_valid_rate,
                    "base_count": base
                    if base is not None
                    else statistic.manual_base_count,
                    "state": "draft" if missing else "ready",
                    "problem": missing and self._why_no_base(target),
                }
            )

    @api.model
    def _why_no_base(self, target):
        if not target:
            return self.env._(
                "There is no target for complaints. Set one under Settings, then have "
                "the month counted again."
            )
        return self.env._("Enter the number of customers served in this month.")

    @api.model
    def _months_of(self, company, number):
        """The rows of the last months that are over, made where there are none.

        Months before the first case are left out, but never the last month.
        """
        this_month = self._today(company).replace(day=1)
        first = self.env["customer.complaint"].search(
            [("company_id", "=", company.id)], order="date_received", limit=1
        )
        begin = first.date_received.date().replace(day=1) if first else this_month
        months = [fields.Date.subtract(this_month, months=n + 1) for n in range(number)]
        wanted = [month for month in months if month >= begin] or months[:1]
        known = self.search(
            [("company_id", "=", company.id), ("date_from", "in", wanted)]
        )
        new = set(wanted) - set(known.mapped("date_from"))
        return known | self.create(
            [{"company_id": company.id, "date_from": month} for month in sorted(new)]
        )
