from collections import Counter, defaultdict

from odoo import fields, models
from odoo.fields import Domain

from ..tools import work_report
from .customer_visit import AHEAD

COUNTED = {
    "visit": "visit_count",
    "call": "call_count",
    "missed": "missed_count",
    "customer": "customer_count",
    "received": "received_count",
    "handled": "handled_count",
    "open": "open_count",
    "kept": "kept_count",
    "due": "due_count",
}
SUMMED = ("visitor_count", "new_visitor_count", "other_call_count")


class CustomerWorkReport(models.Model):
    """Gathering: the same queries for one report and for a thousand.

    Lines that are there stay with what was noted on them; gathering again changes only
    what has changed since.
    """

    _inherit = "customer.work.report"

    def action_gather(self):
        """Put in what was done; remarks and own lines are kept."""
        self._begin_act("draft")
        self._gather()

    # ------------------------------------------------------------------------ business

    def _gather(self):
        reports = self.sudo().filtered("date_from")
        if not reports:
            return
        spans = {report: report._span() for report in reports}
        rows = defaultdict(dict)
        for collect in (
            self._collect_visits,
            self._collect_missed,
            self._collect_customers,
            self._collect_complaints,
            self._collect_promises,
            self._collect_contacts,
        ):
            for report, kind, document, values in collect(reports, spans):
                rows[report].setdefault((kind, document._name, document.id), values)
        planned = self._count_planned(reports, spans)
        reports._store_lines(rows)
        for report in reports:
            counts = Counter(kind for kind, _model, _id in rows[report])
            report.write(
                {
                    "planned_count": planned[report],
                    "date_gathered": fields.Datetime.now(),
                    **{field: counts[kind] for kind, field in COUNTED.items()},
                }
            )
        reports._sum_up_days()

    def _span(self):
        """First moment of the report and of what comes after it, in UTC."""
        end = fields.Date.add(self.date_to, days=1)
        return self._begin_of(self.date_from), self._begin_of(end)

    def _within(self, model, who, when, spans, domain=Domain.TRUE):
        """Records of each report: one query, then each to its own.

        :param who: field of the person, or names of several
        :param spans: {report: first moment, and that after the last}; of a date field
            the days
        :return: pairs of a report and a record
        """
        if not spans:
            return
        users = self.browse().union(*spans).user_id
        records = (
            self.env[model]
            .sudo()
            .search(
                Domain(who, "in", users.ids)
                & Domain(when, ">=", min(start for start, _stop in spans.values()))
                & Domain(when, "<", max(stop for _start, stop in spans.values()))
                & domain,
                order=f"{when}, id",
            )
        )
        by_user = defaultdict(list)
        for report, span in spans.items():
            by_user[report.user_id].append((report, *span))
        for record in records:
            for report, start, stop in by_user[record[who]]:
                own = not record.company_id or record.company_id == report.company_id
                if own and start <= record[when] < stop:
                    yield report, record

    @staticmethod
    def _of_visit(visit, moment):
        return {
            "partner_id": visit.partner_id.id,
            "visit_id": visit.id,
            "number": visit.number,
            "moment": moment,
        }

    @staticmethod
    def _of_complaint(complaint, moment):
        """Who complained in confidence is named nowhere else."""
        secret = complaint.is_confidential or complaint.is_anonymous
        return {
            "partner_id": False if secret else complaint.partner_id.id,
            "complaint_id": complaint.id,
            "number": complaint.number,
            "moment": moment,
        }

    def _collect_visits(self, _reports, spans):
        done = Domain("state", "=", "done")
        found = self._within("customer.visit", "done_by_id", "date_done", spans, done)
        for report, visit in found:
            kind = "visit" if visit.visit_type_id.is_on_site else "call"
            yield report, kind, visit, self._of_visit(visit, visit.date_done)

    def _collect_missed(self, _reports, spans):
        now = fields.Datetime.now()
        missed = Domain("state", "=", "missed") | (
            Domain("state", "in", AHEAD) & Domain("date_planned", "<", now)
        )
        found = self._within("customer.visit", "user_id", "date_planned", spans, missed)
        for report, visit in found:
            yield report, "missed", visit, self._of_visit(visit, visit.date_planned)

    def _count_planned(self, reports, spans):
        counts = dict.fromkeys(reports, 0)
        planned = Domain("state", "!=", "cancelled") & Domain(
            "is_unplanned", "!=", True
        )
        for report, _visit in self._within(
            "customer.visit", "user_id", "date_planned", spans, planned
        ):
            counts[report] += 1
        return counts

    def _collect_customers(self, _reports, spans):
        """Companies, and persons who belong to none, that the person entered."""
        domain = Domain("parent_id", "=", False) & Domain("partner_share", "=", True)
        found = self._within("res.partner", "create_uid", "create_date", spans, domain)
        for report, partner in found:
            values = {"partner_id": partner.id, "moment": partner.create_date}
            yield report, "customer", partner, values

    def _collect_complaints(self, reports, spans):
        cases = "customer.complaint"
        for who, when, kind in (
            ("first_responsible_id", "date_received", "received"),
            ("user_id", "date_answered", "handled"),
            ("user_id", "date_closed", "handled"),
        ):
            for report, case in self._within(cases, who, when, spans):
                yield report, kind, case, self._of_complaint(case, case[when])
        still_open = (
            self.env[cases]
            .sudo()
            .search(
                [("is_open", "=", True), ("user_id", "in", reports.user_id.ids)],
                order="date_received, id",
            )
        )
        by_user = still_open.grouped("user_id")
        for report in reports:
            for case in by_user.get(report.user_id, ()):
                mine = case.company_id == report.company_id
                if mine and case.date_received < spans[report][1]:
                    values = self._of_complaint(case, case.date_received)
                    yield report, "open", case, values

    def _collect_promises(self, reports, _spans):
        days = {
            report: (report.date_from, fields.Date.add(report.date_to, days=1))
            for report in reports
        }
        kept = Domain("date_promise_kept", "!=", False)
        for report, visit in self._within(
            "customer.visit", "user_id", "date_promise_kept", days, kept
        ):
            yield report, "kept", visit, self._of_visit(visit, visit.date_done)
        for report, document, values in self._open_promises_until(
            {report: stop for report, (_start, stop) in days.items()}
        ):
            yield report, "due", document, values

    def _open_promises_until(self, stops):
        """What was promised for before a day and is not kept.

        :param stops: {report: day}
        """
        users = self.browse().union(*stops).user_id
        last = max(stops.values())
        before = Domain("user_id", "in", users.ids) & Domain("promise_date", "<", last)
        visits = self.env["customer.visit"].sudo()
        visits = visits.search(before & visits._open_promises(), order="promise_date")
        cases = self.env["customer.complaint"].sudo()
        given = Domain("is_open", "=", True) & Domain("date_answered", "=", False)
        cases = cases.search(before & given, order="promise_date")
        for report, stop in stops.items():
            for documents, values in (
                (visits, self._of_visit),
                (cases, self._of_complaint),
            ):
                for document in documents:
                    if (
                        document.user_id == report.user_id
                        and document.company_id == report.company_id
                        and document.promise_date < stop
                    ):
                        yield report, document, values(document, False)

    def _collect_contacts(self, reports, _spans):
        """Whom to contact next: visits planned, and what was promised by then."""
        weekdays = reports._weekdays()
        spans, stops = {}, {}
        for report in reports:
            first, last = work_report.next_days(
                report.kind, report.date_to, weekdays[report]
            )
            stops[report] = fields.Date.add(last, days=1)
            spans[report] = (report._begin_of(first), report._begin_of(stops[report]))
        ahead = Domain("state", "in", AHEAD)
        for report, visit in self._within(
            "customer.visit", "user_id", "date_planned", spans, ahead
        ):
            yield report, "contact", visit, self._of_visit(visit, visit.date_planned)
        for report, document, values in self._open_promises_until(stops):
            yield report, "contact", document, values

    def _weekdays(self):
        """:return: {report: on which days of the week its person works}"""
        employees = (
            self.env["hr.employee"].sudo().search([("user_id", "in", self.user_id.ids)])
        )
        calendars = {
            (employee.user_id, employee.company_id): employee.resource_calendar_id
            for employee in employees
        }
        days = {}
        for report in self:
            calendar = calendars.get((report.user_id, report.company_id))
            calendar = calendar or report.company_id.resource_calendar_id
            attendances = calendar.sudo().attendance_ids.mapped("dayofweek")
            days[report] = {int(day) for day in attendances}
        return days

    def _store_lines(self, rows):
        """Make the gathered lines what they are now, changing as little as can be."""
        lines = self.env["customer.work.report.line"].sudo()
        gathered = lines.search(
            [("report_id", "in", self.ids), ("is_gathered", "=", True)]
        )
        there, gone = {}, lines
        for line in gathered:
            document = line.complaint_id or line.visit_id or line.partner_id
            key = (line.kind, document._name, document.id)
            if key in rows[line.report_id] and (line.report_id, key) not in there:
                there[line.report_id, key] = line
            else:
                gone |= line
        gone.unlink()
        lines.create(
            [
                {"report_id": report.id, "kind": key[0], "is_gathered": True, **values}
                for report, found in rows.items()
                for key, values in found.items()
                if (report, key) not in there
            ]
        )

    def _sum_up_days(self):
        """What people counted by day is summed up by week, if they say no other."""
        weeks = self.filtered(lambda report: report.kind == "weekly")
        for week in weeks:
            for name in SUMMED:
                total = sum(week.day_ids.mapped(name))
                if total and not week[name]:
                    week[name] = total
