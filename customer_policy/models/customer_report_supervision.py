from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.sheet_report import Column, Picture, Sheet
from .customer_complaint_statistic import KIND_COUNTS
from .customer_report_visit_compliance import SUMS

MONTHS = 12
COMPLAINTS = (
    "received_count",
    *KIND_COUNTS,
    "valid_count",
    "unfounded_count",
    "answered_count",
    "closed_count",
    "reopened_count",
    "open_count",
)
CELLS = (
    "received_count",
    "valid_count",
    "unfounded_count",
    "closed_count",
    "open_count",
)


class CustomerReportSupervision(models.AbstractModel):
    """The month-end report on service to the general manager, beside the month before.

    What the figures are is in ``…_figures``.
    """

    _name = "customer.report.supervision"
    _inherit = ["customer.report.sheet"]
    _description = "Service Supervision Report"

    _report_groups = (
        "customer_policy.group_manager",
        "customer_policy.group_violation_general_manager",
        "customer_policy.group_auditor",
    )
    _report_is_list = False

    @api.model
    def _report_name(self):
        return self.env._("Service Supervision Report")

    @api.model
    def _report_scope(self, wizard):
        return [
            (self.env._("Month"), f"{wizard.month:%Y-%m}"),
            *self._scope_of(wizard, "company_id"),
            (
                self.env._("Violations"),
                self.env._("Only those that the persons concerned know of"),
            ),
        ]

    @api.model
    def _report_sheets(self, wizard):
        company = wizard.company_id
        if company not in self.env.companies:
            raise AccessError(self.env._("Choose one of your companies."))
        month = fields.Date.start_of(wizard.month, "month")
        totals, cells = self._complaints(company, month)
        yield self._summary(company, month, totals)
        yield self._cells(cells, "category_id", self.env._("By Category"))
        yield self._cells(cells, "severity", self.env._("By Severity"))
        yield self._deadlines(cells)
        yield self._visits_sheet(company, month)
        yield self._coverage(company, month)._targets_sheet()
        yield self._satisfaction(company, month, totals)
        yield self._promises_sheet(company, month)
        yield self._cells(
            cells, "category_id", self.env._("Suggestions"), kind="suggestion"
        )
        yield self._violations_sheet(company, month)
        yield self._measures_sheet(company, month)
        yield self._trend(company, month)

    # ---------------------------------------------------------------------- the sheets

    @api.model
    def _summary(self, company, month, totals):
        before = fields.Date.subtract(month, months=1)
        now = dict(self._summary_rows(company, month, totals))
        then = dict(
            self._summary_rows(company, before, self._complaints(company, before)[0])
        )
        columns = [
            Column(self.env._("What"), width=40),
            Column(f"{month:%Y-%m}", width=14),
            Column(f"{before:%Y-%m}", width=14),
            Column(self.env._("Change"), width=14),
        ]
        rows = [
            [label, value, then[label], self._change(value, then[label])]
            for label, value in now.items()
        ]
        return Sheet(self.env._("Summary"), columns, rows)

    @api.model
    def _change(self, now, then):
        return None if now is None or then is None else now - then

    @api.model
    def _summary_rows(self, company, month, totals):
        statistics = self.env["customer.complaint.statistic"]
        label = self._labels(statistics)
        for name in COMPLAINTS:
            yield self._of(self.env._("Complaints"), label(name)), totals[name]
        for name in ("valid_rate", "deadline_rate", "answer_hours", "close_hours"):
            known = self._ratio(name, totals)
            yield self._of(self.env._("Complaints"), label(name)), known
        yield (
            self._of(self.env._("Complaints"), label("max_valid_rate")),
            totals["max_valid_rate"] or None,
        )
        yield (
            self._of(self.env._("Satisfaction"), label("rating_count")),
            totals["rating_count"],
        )
        yield (
            self._of(self.env._("Satisfaction"), label("rating_avg")),
            self._ratio("rating_avg", totals),
        )
        label = self._labels(self.env["customer.visit.compliance"])
        for name, value in self._visits(company, month).items():
            yield self._of(self.env._("Visits"), label(name)), value
        rows = self._coverage(company, month)._rows()
        due = [row for row in rows if row["due_count"]]
        met = [row for row in due if row["state"] == "met"]
        targets = self.env._("Targets of visits")
        yield self._of(targets, self.env._("with something due")), len(due)
        yield self._of(targets, self.env._("reached")), len(met)
        promises = self._promises(company, month).values()
        for words, values in zip(
            self._promise_words(), zip(*promises, strict=True), strict=True
        ):
            yield self._of(self.env._("Promises"), words), sum(values)
        violations = sum(count for *_by, count in self._violations(company, month, []))
        yield self.env._("Violations"), violations

    @api.model
    def _cells(self, cells, dimension, title, kind=None):
        lines = self.env["customer.complaint.statistic.line"]
        label = self._labels(lines)
        names = CELLS if not kind else ("received_count", "closed_count", "open_count")
        columns = [
            Column(label(dimension), width=28),
            *(Column(label(name), "integer", "sum") for name in names),
        ]
        rates = not kind
        if rates:
            columns.append(Column(self.env._("Valid (%)"), "number"))
        rows = []
        for value, sums in self._added_up(cells, dimension, kind).items():
            row = [self._value(lines, dimension, value)]
            row += [sums.get(name, 0) for name in names]
            received = sums.get("received_count")
            if rates:
                valid = sums.get("valid_count", 0)
                row.append(100 * valid / received if received else None)
            rows.append(row)
        rows.sort(key=lambda row: (-row[1], str(row[0])))
        return Sheet(title, columns, rows, picture=Picture(title, (1, 2), "column"))

    @api.model
    def _value(self, records, name, value):
        """A group as it is shown."""
        field = records._fields[name]
        if not value:
            return self.env._("Not given")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return self.env[field.comodel_name].sudo().browse(value).display_name

    @api.model
    def _deadlines(self, cells):
        lines = self.env["customer.complaint.statistic.line"]
        label = self._labels(lines)
        title = self.env._("Deadlines by Team")
        columns = [
            Column(label("team_id"), width=28),
            Column(label("deadline_count"), "integer", "sum"),
            Column(label("deadline_met_count"), "integer", "sum"),
            Column(label("deadline_rate"), "number"),
            Column(label("answer_hours"), "number"),
            Column(label("close_hours"), "number"),
        ]
        rows = [
            [
                self._value(lines, "team_id", team),
                sums.get("deadline_count", 0),
                sums.get("deadline_met_count", 0),
                *(
                    self._ratio(name, sums)
                    for name in ("deadline_rate", "answer_hours", "close_hours")
                ),
            ]
            for team, sums in self._added_up(cells, "team_id").items()
        ]
        rows.sort(key=lambda row: str(row[0]))
        return Sheet(title, columns, rows, picture=Picture(title, (3,), "bar"))

    @api.model
    def _visits_sheet(self, company, month):
        kept = self.env["customer.visit.compliance"]
        label = self._labels(kept)
        title = self.env._("Visits by Type")
        columns = [
            Column(label("visit_type_id"), width=28),
            *(Column(label(name), "integer", "sum") for name in SUMS),
            Column(label("done_rate"), "number"),
            Column(label("in_time_rate"), "number"),
        ]
        rows = [
            [group.display_name, *figures.values()]
            for group, figures in self._visits(company, month, "visit_type_id")
        ]
        return Sheet(title, columns, rows, picture=Picture(title, (2, 3, 4), "column"))

    @api.model
    def _satisfaction(self, company, month, totals):
        """What customers rated, and what visitors found."""
        visits = self.env["customer.visit"]
        results = self._visit_results(company, month)
        words = dict(visits._fields["result"]._description_selection(self.env))
        title = self.env._("Satisfaction")
        rows = [
            [self._of(self.env._("Visits"), word), results.get(key, 0)]
            for key, word in words.items()
        ]
        rows.append([self.env._("Ratings of complaints"), totals["rating_count"]])
        columns = [
            Column(self.env._("Told by"), width=36),
            Column(self.env._("Quantity"), "integer"),
        ]
        return Sheet(title, columns, rows, picture=Picture(title, (1,), "column"))

    @api.model
    def _promises_sheet(self, company, month):
        words = {"cases": self.env._("Complaints"), "visits": self.env._("Visits")}
        columns = [
            Column(self.env._("Promises"), width=28),
            *(Column(word, "integer", "sum") for word in self._promise_words()),
        ]
        rows = [
            [words[name], *values]
            for name, values in self._promises(company, month).items()
        ]
        title = self.env._("Promises")
        return Sheet(title, columns, rows, picture=Picture(title, (2, 3, 4), "column"))

    @api.model
    def _promise_words(self):
        return (
            self.env._("for a day of the month"),
            self.env._("kept in time"),
            self.env._("kept late"),
            self.env._("broken"),
        )

    @api.model
    def _violations_sheet(self, company, month):
        """Without a name, and without a department, which might be one."""
        violations = self.env["customer.violation"]
        label = self._labels(violations)
        severities = dict(
            violations._fields["severity"]._description_selection(self.env)
        )
        title = self.env._("Violations")
        columns = [
            Column(label("type_id"), width=36),
            *(Column(word, "integer", "sum") for word in severities.values()),
            Column(self.env._("Quantity"), "integer", "sum"),
        ]
        counts = {}
        for kind, severity, count in self._violations(
            company, month, ["type_id", "severity"]
        ):
            counts.setdefault(kind, {})[severity] = count
        rows = [
            [
                kind.display_name,
                *(found.get(severity, 0) for severity in severities),
                sum(found.values()),
            ]
            for kind, found in counts.items()
        ]
        last = len(columns) - 1
        return Sheet(title, columns, rows, picture=Picture(title, (last,), "bar"))

    @api.model
    def _measures_sheet(self, company, month):
        penalties = self.env["customer.penalty"]
        words = dict(penalties._fields["measure"]._description_selection(self.env))
        title = self.env._("Penalties")
        columns = [
            Column(self._labels(penalties)("measure"), width=36),
            Column(self.env._("Quantity"), "integer", "sum"),
        ]
        rows = [
            [words[measure], count] for measure, count in self._measures(company, month)
        ]
        return Sheet(title, columns, rows, picture=Picture(title, (1,), "bar"))

    @api.model
    def _trend(self, company, month):
        """The months that were counted, up to a year."""
        statistics = self.env["customer.complaint.statistic"].sudo()
        found = statistics.search(
            [
                ("company_id", "=", company.id),
                ("date_from", "<=", month),
                ("date_from", ">", fields.Date.subtract(month, months=MONTHS)),
            ],
            order="date_from",
        )
        label = self._labels(statistics)
        names = ("received_count", "valid_count", "closed_count", "open_count")
        columns = [
            Column(self.env._("Month"), width=14),
            *(Column(label(name), "integer") for name in names),
            Column(label("deadline_rate"), "number"),
            Column(label("rating_avg"), "number"),
        ]
        rows = [
            [
                f"{one.date_from:%Y-%m}",
                *(one[name] for name in (*names, "deadline_rate", "rating_avg")),
            ]
            for one in found
        ]
        title = self.env._("Month by Month")
        return Sheet(title, columns, rows, picture=Picture(title, (1, 2, 3), "line"))

    # ------------------------------------------------------------------------- helpers

    @api.model
    def _labels(self, records):
        return lambda name: records._fields[name]._description_string(self.env)

    @api.model
    def _of(self, what, figure):
        return self.env._("%(what)s: %(figure)s", what=what, figure=figure)
