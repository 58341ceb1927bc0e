from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL, date_utils

from ..tools import sheet_report
from ..tools.sheet_report import Column, Picture, Sheet

READERS = ("customer_policy.group_visit_manager", "customer_policy.group_auditor")
MONTHS = {"month": 1, "quarter": 3, "year": 12}


class CustomerVisitCoverage(models.TransientModel):
    """What was due in a period, how much of it was done, and whether that is enough."""

    _name = "customer.visit.coverage"
    _description = "Coverage of Visits"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date("From", required=True, default=lambda s: s._first_day())
    date_to = fields.Date("To", required=True, default=lambda s: s._last_day())
    line_ids = fields.One2many(
        "customer.visit.coverage.line",
        "coverage_id",
        "Targets",
        compute="_compute_line_ids",
        store=True,
    )

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        if any(coverage.date_from > coverage.date_to for coverage in self):
            raise ValidationError(self.env._("The period begins after its end."))

    @api.depends("company_id", "date_from", "date_to")
    def _compute_line_ids(self):
        for coverage in self:
            rows = coverage._rows() if coverage._is_complete() else []
            coverage.line_ids = [Command.clear(), *map(Command.create, rows)]

    def _compute_display_name(self):
        for coverage in self:
            coverage.display_name = self.env._("Coverage")

    # ------------------------------------------------------------------------- actions

    def action_previous(self):
        return self._move(-1)

    def action_next(self):
        return self._move(1)

    def action_month(self):
        return self._choose("month")

    def action_quarter(self):
        return self._choose("quarter")

    def action_year(self):
        return self._choose("year")

    def action_export(self):
        """:return: an action that downloads the list as a workbook"""
        self.ensure_one()
        self._check_reader()
        return self.env["customer.penalty"]._download(
            f"coverage-{self.date_from}-{self.date_to}.xlsx", self._sheet()
        )

    # ------------------------------------------------------------------------ business

    @api.model
    def _first_day(self):
        return date_utils.start_of(fields.Date.context_today(self), "month")

    @api.model
    def _last_day(self):
        return date_utils.end_of(fields.Date.context_today(self), "month")

    def _is_complete(self):
        first, last = self.date_from, self.date_to
        return bool(self.company_id and first and last and first <= last)

    def _choose(self, unit):
        """The whole month, quarter or year that the period ends in."""
        self.ensure_one()
        self.date_from = date_utils.start_of(self.date_to, unit)
        self.date_to = date_utils.end_of(self.date_to, unit)
        return self._reopen()

    def _move(self, step):
        """The period before or after this one, of the same length."""
        self.ensure_one()
        for unit, months in MONTHS.items():
            first = date_utils.start_of(self.date_from, unit)
            if (first, date_utils.end_of(first, unit)) == (
                self.date_from,
                self.date_to,
            ):
                first = fields.Date.add(first, months=step * months)
                self.write(
                    {"date_from": first, "date_to": date_utils.end_of(first, unit)}
                )
                return self._reopen()
        days = timedelta(days=((self.date_to - self.date_from).days + 1) * step)
        self.write({"date_from": self.date_from + days, "date_to": self.date_to + days})
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Coverage"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "main",
        }

    @api.model
    def _check_reader(self):
        if not self.env.su and not any(map(self.env.user.has_group, READERS)):
            raise AccessError(
                self.env._("Coverage is for visit managers and auditors.")
            )

    def _period(self):
        """The period in days, and as the clock of the company tells it, in UTC."""
        zone = pytz.timezone(
            self.company_id.sudo().resource_calendar_id.tz or self.env.user.tz or "UTC"
        )

        def begin(day):
            local = zone.localize(datetime.combine(day, time.min))
            return local.astimezone(pytz.utc).replace(tzinfo=None)

        return {
            "company": self.company_id.id,
            "first": self.date_from,
            "last": self.date_to,
            "start": begin(self.date_from),
            "stop": begin(self.date_to + timedelta(days=1)),
        }

    def _rows(self):
        """One query for each target, whatever the number of customers.

        The figures are of all customers, whoever may know them: only numbers leave
        here, and only for whoever answers for them.
        """
        self._check_reader()
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Choose one of your companies."))
        targets = self.env["customer.visit.target"].search(
            [("company_id", "in", (self.company_id.id, False))]
        )
        period = self._period()
        rows = []
        for target in targets:
            [(due, done)] = self.env.execute_query(
                SQL(
                    "SELECT count(*), count(*) FILTER (WHERE is_done) FROM (%s) due",
                    target.sudo()._due_sql(period),
                )
            )
            rows.append(
                {
                    "target_id": target.id,
                    "due_count": due,
                    "done_count": done,
                    "rate": done / due if due else 0.0,
                    "target_rate": target.rate,
                    "state": _state(due, done, target.rate),
                }
            )
        return rows

    def _sheet(self):
        """:return: bytes of an xlsx file"""
        style = self.env["customer.report.sheet"]._report_style()
        return sheet_report.build([self._targets_sheet()], style)

    def _targets_sheet(self):
        """The targets as a sheet of a workbook."""
        lines = self.env["customer.visit.coverage.line"]
        label = {
            name: lines._fields[name]._description_string(self.env)
            for name in ("target_id", "due_count", "done_count", "state", "clause_id")
        }
        states = dict(lines._fields["state"]._description_selection(self.env))
        targets = self.env["customer.visit.target"]
        rows = [
            (
                target.name,
                row["due_count"],
                row["done_count"],
                round(row["rate"] * 100, 2) if row["due_count"] else None,
                round(row["target_rate"] * 100, 2),
                states[row["state"]],
                target.clause_id.display_name,
                self.date_from,
                self.date_to,
            )
            for row in self._rows()
            for target in targets.browse(row["target_id"])
        ]
        columns = [
            Column(label["target_id"], width=36),
            Column(label["due_count"], "integer"),
            Column(label["done_count"], "integer"),
            Column(self.env._("Rate (%)"), "number"),
            Column(self.env._("Target (%)"), "number"),
            Column(label["state"], width=16),
            Column(label["clause_id"]),
            Column(self.env._("From"), "date"),
            Column(self.env._("To"), "date"),
        ]
        title = self.env._("Coverage")
        return Sheet(title, columns, rows, picture=Picture(title, (3, 4), "column"))


def _state(due, done, rate):
    if not due:
        return "none"
    # Shares are decimal fractions: 0.3 of 10 is 3, not a little more.
    return "met" if done + 1e-9 * due >= rate * due else "missed"
