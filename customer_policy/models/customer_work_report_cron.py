from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import split_every

from ..tools import work_report
from .customer_work_report_process import TO_SEND

CHUNK = 200


class CustomerWorkReport(models.Model):
    """Asking for reports: begun, with what is known, when their time has come."""

    _inherit = "customer.work.report"

    @api.model
    def _cron_ask(self):
        """In pieces, each committed; who was asked is not asked again."""
        Cron = self.env["ir.cron"]
        settings = self.env["customer.work.report.setting"]
        for company in self.env["res.company"].sudo().search([("active", "=", True)]):
            setting = settings._for(company)
            for kind in setting._kinds():
                wanted = self._asked_now(setting, company, kind)
                for piece in split_every(CHUNK, wanted):
                    self._ask(company, kind, piece)
                    self.env.flush_all()
                    if not Cron._commit_progress(len(piece)):
                        return

    @api.model
    def _asked_now(self, setting, company, kind):
        """Pairs of a user and the first day of the report that is to be asked for.

        Who is away today is asked next time.
        """
        now = pytz.utc.localize(fields.Datetime.now())
        hours, weekday = setting._figures(kind)
        employees = setting._reporters(company)
        present = employees.user_id._who_are_present()
        company_calendar = company.resource_calendar_id
        wanted = {}
        for employee in employees:
            user = employee.user_id
            calendar = employee.resource_calendar_id or company_calendar
            zone = pytz.timezone(user.tz or calendar.tz or "UTC")
            local = now.astimezone(zone).replace(tzinfo=None)
            weekdays = {int(day) for day in calendar.attendance_ids.mapped("dayofweek")}
            if user in present and work_report.is_asked_for(
                kind, local, hours, weekday, weekdays
            ):
                wanted[user] = work_report.period(kind, local.date())[0]
        done = self._asked_already(company, kind, wanted)
        return [pair for pair in wanted.items() if pair not in done]

    @api.model
    def _asked_already(self, company, kind, wanted):
        if not wanted:
            return set()
        rows = self.sudo().search_fetch(
            [
                ("company_id", "=", company.id),
                ("kind", "=", kind),
                ("user_id", "in", [user.id for user in wanted]),
                ("date_from", ">=", min(wanted.values())),
                "|",
                ("state", "!=", "draft"),
                ("date_reminded", "!=", False),
            ],
            ["user_id", "date_from"],
        )
        return {(row.user_id, row.date_from) for row in rows}

    @api.model
    def _ask(self, company, kind, pairs):
        """Begin what is missing, and remind of it, once."""
        reports = self.sudo()
        days = [day for _user, day in pairs]
        there = reports.search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", kind),
                ("user_id", "in", [user.id for user, _day in pairs]),
                ("date_from", "in", days),
            ]
        )
        known = {(report.user_id, report.date_from) for report in there}
        quiet = reports.with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True
        )
        new = quiet.create(
            [
                {
                    "company_id": company.id,
                    "kind": kind,
                    "user_id": user.id,
                    "date_from": day,
                }
                for user, day in pairs
                if (user, day) not in known
            ]
        )
        new._gather()
        wanted = set(pairs)
        asked = new | there.filtered(lambda r: (r.user_id, r.date_from) in wanted)
        asked._remind()

    def _remind(self):
        self.date_reminded = fields.Datetime.now()
        model_id = self.env["ir.model"]._get_id(self._name)
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        quiet.sudo().create(
            [
                {
                    "activity_type_id": self.env.ref(TO_SEND).id,
                    "res_model_id": model_id,
                    "res_id": report.id,
                    "user_id": report.user_id.id,
                    "automated": True,
                    "date_deadline": report._today(),
                }
                for report in self
            ]
        )
        for kind, reports in self.grouped("kind").items():
            self.env["customer.access.mixin"]._tell(
                reports.user_id, getattr(self, f"_ask_text_{kind}")
            )

    @staticmethod
    def _ask_text_daily(reader):
        return (
            reader.env._("Your daily report is due"),
            reader.env._(
                "It is begun with what the system knows. Add your remarks and send it: "
                "you find it among your activities and under “Work Reports”."
            ),
        )

    @staticmethod
    def _ask_text_weekly(reader):
        return (
            reader.env._("Your weekly report is due"),
            reader.env._(
                "It sums up your days. Add sales, feedback and market, and send it: "
                "you find it among your activities and under “Work Reports”."
            ),
        )

    @api.autovacuum
    def _gc_empty_drafts(self):
        """What was begun by itself and never touched is of no use after a year."""
        old = fields.Datetime.now() - timedelta(days=365)
        self.sudo().search(
            [
                ("state", "=", "draft"),
                ("date_reminded", "!=", False),
                ("date_due", "<", old),
                ("remarks", "=", False),
                ("market", "=", False),
                ("plan", "=", False),
            ],
            limit=1000,
        ).unlink()
