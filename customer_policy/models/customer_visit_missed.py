from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_visit import AHEAD

CHUNK = 1000
# So far back the last working day is looked for: a longer leave lets visits wait.
LOOK_BACK = 30


class CustomerVisit(models.Model):
    """What did not take place: marked on the person's next working day, and reported.

    Who is away misses nothing meanwhile.
    """

    _inherit = "customer.visit"

    date_head_told = fields.Datetime(
        "Superior Told On", copy=False, policy_protected=True
    )

    _untold_idx = models.Index(
        "(date_missed) WHERE state = 'missed' AND date_head_told IS NULL"
    )

    # ---------------------------------------------------------------------------- cron

    @api.model
    def _cron_missed(self):
        """In pieces: each is committed with the mark, and told of once."""
        Cron = self.env["ir.cron"]
        for find, act in (
            (self._lock_overdue, "_miss"),
            (self._lock_untold, "_tell_heads"),
        ):
            while visits := find(CHUNK):
                getattr(visits, act)()
                self.env.flush_all()
                more = len(visits) == CHUNK
                left = Cron._commit_progress(len(visits), remaining=int(more))
                if not left:
                    return
                if not more:
                    break

    @api.model
    def _lock_overdue(self, limit):
        """Visits whose person has begun another working day since."""
        self.env.flush_all()
        cutoffs = self._cutoffs()
        if not cutoffs:
            return self.browse()
        values = SQL(", ").join(
            SQL("(%s::int, %s::timestamp)", user_id or 0, moment)
            for user_id, moment in cutoffs.items()
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT visit.id
                  FROM customer_visit visit
                  JOIN (VALUES %s) AS cutoff (user_id, moment)
                    ON cutoff.user_id = COALESCE(visit.user_id, 0)
                   AND visit.date_planned < cutoff.moment
                 WHERE visit.state IN ('planned', 'confirmed') AND %s
                 ORDER BY visit.date_planned, visit.id LIMIT %s
                   FOR NO KEY UPDATE OF visit SKIP LOCKED
                """,
                values,
                self._missing_sql(),
                limit,
            )
        )
        self.env.invalidate_all()
        return self.sudo().browse(id_ for (id_,) in rows)

    @api.model
    def _lock_untold(self, limit):
        self.env.flush_all()
        settings = self.env["customer.visit.setting"]
        now = fields.Datetime.now()
        companies = self._telling_companies()
        if not companies:
            return self.browse()
        conditions = SQL(" OR ").join(
            SQL(
                "(company_id = %s AND date_missed <= %s)",
                company.id,
                now - timedelta(days=settings._for(company).missed_report_days),
            )
            for company in companies
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM customer_visit
                 WHERE state = 'missed' AND date_head_told IS NULL AND (%s)
                 ORDER BY date_missed, id LIMIT %s
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                conditions,
                limit,
            )
        )
        self.env.invalidate_all()
        return self.sudo().browse(id_ for (id_,) in rows)

    # ------------------------------------------------------------------------ business

    def _miss(self):
        self.write({"state": "missed", "date_missed": fields.Datetime.now()})
        for user, visits in self.filtered("user_id").grouped("user_id").items():
            visits._tell_person(
                user, lambda env, count: env._("Visits missed: %(count)s", count=count)
            )

    def _tell_heads(self):
        self.write({"date_head_told": fields.Datetime.now()})
        for head, visits in self._by_head(self).items():
            visits._tell_person(
                head,
                lambda env, count: env._(
                    "Visits missed and not made up for: %(count)s", count=count
                ),
            )

    @api.model
    def _cutoffs(self):
        """Before which moment the visits of each person are missed.

        :return: {id of a user, or False for visits that nobody has: moment in UTC}
        """
        now = fields.Datetime.now()
        overdue = self._overdue_domain(now)
        rows = self.sudo()._read_group(overdue, ["user_id", "company_id"])
        people = {}
        for user, company in rows:
            people.setdefault(user, company)
        cutoffs = {}
        for (calendar, zone), users in self._by_calendar(people).items():
            resources = {user: self._resource_of(user) for user in users}
            days = self._last_working_days(calendar, zone, resources.values(), now)
            for user, resource in resources.items():
                if day := days.get(resource.id):
                    local = zone.localize(datetime.combine(day, time.min))
                    cutoffs[user.id] = local.astimezone(pytz.utc).replace(tzinfo=None)
        return cutoffs

    @api.model
    def _overdue_domain(self, now):
        return Domain("state", "in", AHEAD) & Domain("date_planned", "<", now)

    @api.model
    def _missing_sql(self):
        """A condition on the visits that can be missed."""
        return SQL("TRUE")

    @api.model
    def _telling_companies(self):
        return self.env["res.company"].sudo().search([("active", "=", True)])

    @api.model
    def _by_calendar(self, people):
        """:param people: {user, perhaps none: company}"""
        groups = {}
        for user, company in people.items():
            resource = self._resource_of(user)
            calendar = resource.calendar_id or company.resource_calendar_id
            zone = pytz.timezone(user.tz or calendar.tz or "UTC")
            groups.setdefault((calendar.sudo(), zone), []).append(user)
        return groups

    @api.model
    def _resource_of(self, user):
        return user.sudo().employee_ids[:1].resource_id

    @api.model
    def _last_working_days(self, calendar, zone, resources, now):
        """:return: {id of a resource, or False: the last working day until today}"""
        today = pytz.utc.localize(now).astimezone(zone).date()
        begin = zone.localize(datetime.combine(today - timedelta(LOOK_BACK), time.min))
        end = zone.localize(datetime.combine(today + timedelta(1), time.min))
        everybody = self.env["resource.resource"].sudo().union(*resources)
        if not calendar:
            return dict.fromkeys([*everybody.ids, False], today)
        found = calendar._work_intervals_batch(begin, end, resources=everybody)
        days = {}
        for resource_id, intervals in found.items():
            working = [
                start.astimezone(zone).date() for start, _end, _meta in intervals
            ]
            if working:
                days[resource_id] = max(working)
        return days
