from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_complaint_figures_mixin import RATIOS
from .customer_complaint_statistic import KIND_COUNTS
from .customer_complaint_statistic_compute import DIMENSIONS, FIGURES
from .customer_report_visit_compliance import RATES, SUMS

# What was promised for a day of the month, and what became of it by today.
PROMISES = """
    SELECT count(*),
           count(*) FILTER (WHERE kept <= promised),
           count(*) FILTER (WHERE kept > promised),
           count(*) FILTER (WHERE kept IS NULL AND is_waiting AND promised < %(today)s)
      FROM ({promises}) promise
     WHERE promised >= %(first)s AND promised < %(after)s
"""
OF_CASES = """
    SELECT promise_date AS promised, is_open AS is_waiting,
           (date_answered AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS kept
      FROM customer_complaint
     WHERE company_id = %(company)s AND state != 'cancelled'
"""
OF_VISITS = """
    SELECT promise_date AS promised, TRUE AS is_waiting, date_promise_kept AS kept
      FROM customer_visit
     WHERE company_id = %(company)s AND state = 'done'
"""


class CustomerReportSupervision(models.AbstractModel):
    """What the report of a month is made of: numbers, and nobody's name.

    All customers and all cases count, whoever may know them, as in the statistics of
    complaints; of violations those that the persons concerned know of.
    """

    _inherit = "customer.report.supervision"

    # ---------------------------------------------------------------------- complaints

    @api.model
    def _complaints(self, company, month):
        """As the month was counted; what was not counted yet is counted now.

        :return: (sums by name, {cell: sums}), a cell as in ``DIMENSIONS``
        """
        statistics = self.env["customer.complaint.statistic"].sudo()
        found = statistics.search(
            [("company_id", "=", company.id), ("date_from", "=", month)]
        )
        if found:
            cells = {
                tuple(self._plain(line[name]) for name in DIMENSIONS): {
                    name: line[name] for name in FIGURES
                }
                for line in found.line_ids
            }
            names = [*FIGURES, *KIND_COUNTS, "base_count", "max_valid_rate"]
            return {name: found[name] for name in names}, cells
        self.env.flush_all()
        new = statistics.new({"company_id": company.id, "date_from": month})
        cells = {
            tuple(value or False for value in cell): figures
            for cell, figures in new._count_cells().items()
        }
        target = self.env["customer.complaint.target"].sudo()._of_company(company)
        base = target._count_base(company, new.date_from, new.date_to)
        totals = new._totals(cells)
        return {
            **totals,
            "base_count": base or 0,
            "max_valid_rate": target.max_valid_rate,
        }, cells

    @api.model
    def _plain(self, value):
        return value.id if isinstance(value, models.BaseModel) else value

    @api.model
    def _ratio(self, name, figures):
        """:return: None where there is nothing to divide by"""
        ratios = {**RATIOS, "valid_rate": ("valid_count", "base_count", 100)}
        upper, lower, factor = ratios[name]
        if not figures.get(lower):
            return None
        return factor * figures.get(upper, 0) / figures[lower]

    @api.model
    def _added_up(self, cells, dimension, kind=None):
        """Cells by one of their dimensions.

        :return: {value: sums}
        """
        place, of_kind = DIMENSIONS.index(dimension), DIMENSIONS.index("kind")
        found = {}
        for cell, figures in cells.items():
            if kind and cell[of_kind] != kind:
                continue
            sums = found.setdefault(cell[place], {})
            for name, value in figures.items():
                sums[name] = sums.get(name, 0) + (value or 0)
        return found

    # -------------------------------------------------------------------------- visits

    @api.model
    def _visits(self, company, month, by=None):
        """As under “Visits Kept”: by the day for which they were planned.

        :return: sums by name; or, with ``by``, list of (group, sums by name)
        """
        kept = self.env["customer.visit.compliance"].sudo()
        start, stop = self._bounds(company, month)
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("date_planned", ">=", start)
            & Domain("date_planned", "<", stop)
        )
        names = [*SUMS, *RATES]
        aggregates = [f"{name}:sum" for name in SUMS]
        aggregates += [f"{name}:avg" for name in RATES]
        rows = kept._read_group(domain, [by] if by else [], aggregates)
        if by:
            return [
                (group, dict(zip(names, values, strict=True)))
                for group, *values in rows
            ]
        figures = dict(zip(names, rows[0], strict=True))
        return {name: figures[name] or 0 for name in SUMS} | {
            name: figures[name] for name in RATES
        }

    @api.model
    def _visit_results(self, company, month):
        start, stop = self._bounds(company, month)
        found = (
            self.env["customer.visit"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "done"),
                    ("date_done", ">=", start),
                    ("date_done", "<", stop),
                    ("result", "!=", False),
                ],
                ["result"],
                ["__count"],
            )
        )
        return dict(found)

    @api.model
    def _coverage(self, company, month):
        coverage = self.env["customer.visit.coverage"].sudo()
        return coverage.new(
            {
                "company_id": company.id,
                "date_from": month,
                "date_to": fields.Date.end_of(month, "month"),
            }
        )

    # ------------------------------------------------------------------------ promises

    @api.model
    def _promises(self, company, month):
        """:return: {cases or visits: (given, kept, kept late, broken)}"""
        self.env["customer.complaint"].flush_model()
        self.env["customer.visit"].flush_model()
        statistics = self.env["customer.complaint.statistic"]
        parameters = {
            "company": company.id,
            "first": month,
            "after": fields.Date.add(month, months=1),
            "today": statistics._today(company),
            "zone": statistics._zone(company).zone,
        }
        return {
            name: self.env.execute_query(
                SQL(PROMISES.format(promises=promises), **parameters)
            )[0]
            for name, promises in (("cases", OF_CASES), ("visits", OF_VISITS))
        }

    # ---------------------------------------------------------------------- violations

    @api.model
    def _violation_domain(self, company, month):
        """Without those of which the persons concerned must not learn yet."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("is_sealed", "=", False)
            & Domain("date", ">=", month)
            & Domain("date", "<=", fields.Date.end_of(month, "month"))
        )

    @api.model
    def _violations(self, company, month, by):
        """:return: list of (value of each field, number)"""
        violations = self.env["customer.violation"].sudo()
        domain = self._violation_domain(company, month)
        return violations._read_group(domain, by, ["__count"])

    @api.model
    def _measures(self, company, month):
        """:return: list of (measure, number of penalties)"""
        cases = self._violation_domain(company, month)
        return (
            self.env["customer.penalty"]
            .sudo()
            ._read_group(
                Domain("violation_id", "any", cases)
                & Domain("state", "!=", "cancelled"),
                ["measure"],
                ["__count"],
            )
        )

    # ------------------------------------------------------------------------- helpers

    @api.model
    def _bounds(self, company, month):
        after = fields.Date.end_of(month, "month") + timedelta(days=1)
        return self._moment(company, month), self._moment(company, after)
