from datetime import datetime, time
from typing import NamedTuple

import pytz

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

MANAGER = "customer_policy.group_manager"
SWITCHES = ("customer_policy_trial", "customer_policy_go_live")
MOMENTS = {"customer_policy_trial_since", "customer_policy_live_since"}
# What the answer that is kept depends on.
KEPT = {*SWITCHES, "customer_policy_live_since", "active", "resource_calendar_id"}
# What the next deadline of a case, and the next notice of it, depend on.
KEPT_BY_CLOCKS = {*SWITCHES, "customer_policy_live_since"}
# What guards secrets is no trial: it acts, and tells, from the first day.
GUARDS = ("customer.access.", "customer.confidentiality.", "customer.export.")


class Terms(NamedTuple):
    """Which companies try the policy out, and from when on it counts in others."""

    trial: frozenset[int]
    since: dict[int, datetime]
    days: dict[int, object]
    is_everybody: bool


class ResCompany(models.Model):
    """Starting with a past: a trial first, then a day from which things count.

    In trial mode everything is computed and shown, and nothing is overdue, sent or
    punished. What happened before the company went live never counts as breach, missed
    or violation, unless it was imported as the opening state.

    One short answer is kept for all companies, so that asking costs no query.
    """

    _inherit = "res.company"

    customer_policy_trial = fields.Boolean(
        "Trial Mode",
        copy=False,
        help="Everything is computed and shown; nothing is overdue, sent or punished.",
    )
    customer_policy_trial_since = fields.Datetime(
        "Trial Mode since", readonly=True, copy=False
    )
    customer_policy_go_live = fields.Date(
        "Goes Live on",
        copy=False,
        help="What happened before this day is no breach, is not missed and is no "
        "violation, unless it was imported as the opening state.",
    )
    customer_policy_live_since = fields.Datetime(
        "Live since", readonly=True, copy=False
    )

    # ---------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_may_switch(vals)
        companies = super().create(vals_list)
        self._forget_trial()
        return companies

    def write(self, vals):
        if KEPT.isdisjoint(vals):
            return super().write(vals)
        self._check_may_switch(vals)
        if vals.get("customer_policy_trial"):
            begun = self.sudo().filtered(lambda c: not c.customer_policy_trial)
            now = fields.Datetime.now()
            super(ResCompany, begun).write({"customer_policy_trial_since": now})
        res = super().write(vals)
        self._forget_trial()
        if not KEPT_BY_CLOCKS.isdisjoint(vals):
            self._recount_clocks()
        return res

    def _check_may_switch(self, vals):
        """Managers of the policy only; and nobody goes live in passing."""
        if self.env.su:
            return
        self._check_values([vals])
        wanted = self._switched(vals)
        if not wanted:
            return
        if not self.env.user.has_group(MANAGER) or not MOMENTS.isdisjoint(wanted):
            raise AccessError(
                self.env._(
                    "Only policy managers start a trial or say when the policy goes "
                    "live. Ask one of them."
                )
            )
        for company in self:
            company._check_switch(wanted)

    def _switched(self, vals):
        """What of the switches these values change."""
        wanted = {name: vals[name] for name in (*SWITCHES, *MOMENTS) if name in vals}
        if day := wanted.get("customer_policy_go_live"):
            wanted["customer_policy_go_live"] = fields.Date.to_date(day)
        return {
            name: value
            for name, value in wanted.items()
            if (value if not self else any(value != one[name] for one in self))
        }

    def _check_switch(self, wanted):
        is_trial = self.customer_policy_trial
        if is_trial and wanted.get("customer_policy_trial") is False:
            raise UserError(
                self.env._(
                    "%(company)s leaves trial mode by “Go Live”, which says what will "
                    "begin to count.",
                    company=self.name,
                )
            )
        if "customer_policy_go_live" not in wanted or is_trial:
            return
        if wanted.get("customer_policy_trial"):
            return
        day = wanted["customer_policy_go_live"]
        if self.customer_policy_go_live:
            raise UserError(
                self.env._(
                    "%(company)s went live on %(date)s. That day stays: what counts "
                    "hangs on it.",
                    company=self.name,
                    date=self.customer_policy_go_live,
                )
            )
        if day and day > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "A day to come is for a company in trial mode. Start the trial "
                    "first."
                )
            )

    # ------------------------------------------------------------------------ business

    @api.model
    def _forget_trial(self):
        # Views carry the banner, and the answer is kept for all.
        self.env.registry.clear_cache()
        self.env.registry.clear_cache("templates")

    @api.model
    @tools.ormcache()
    def _customer_policy_terms(self):
        companies = self.sudo().with_context(active_test=False, prefetch_fields=False)
        found = companies.search(
            [
                "|",
                ("customer_policy_trial", "=", True),
                ("customer_policy_go_live", "!=", False),
            ]
        )
        trial = found.filtered("customer_policy_trial")
        since, days = {}, {}
        for company in found - trial:
            days[company.id] = company.customer_policy_go_live
            since[company.id] = company._customer_policy_first_moment()
        live = bool(trial) and companies.search_count(
            [("id", "not in", trial.ids), ("active", "=", True)], limit=1
        )
        return Terms(frozenset(trial.ids), since, days, bool(trial) and not live)

    def _customer_policy_first_moment(self):
        """The beginning of the day, or when trial mode was left on it, in naive UTC."""
        zone = pytz.timezone(self.resource_calendar_id.tz or "UTC")
        day = datetime.combine(self.customer_policy_go_live, time.min)
        begin = zone.localize(day).astimezone(pytz.utc).replace(tzinfo=None)
        return max(begin, self.customer_policy_live_since or begin)

    def _customer_policy_is_trial(self):
        """Whether the company tries the policy out.

        What belongs to no company is in trial only while no company is live.
        """
        terms = self._customer_policy_terms()
        if not terms.trial:
            return False
        return terms.is_everybody if not self else terms.trial.issuperset(self.ids)

    def _customer_policy_since(self):
        """:return: (moment, day) from which on things count, or None: ever since"""
        terms = self._customer_policy_terms()
        if self.id not in terms.since:
            return None
        return terms.since[self.id], terms.days[self.id]

    def _customer_policy_before(self, when):
        """Whether a day or moment lies before the company went live."""
        since = self._customer_policy_since()
        if not since or not when:
            return False
        return when < since[0 if isinstance(when, datetime) else 1]

    def _customer_policy_counts(self, when):
        """Whether what is due on a day or at a moment can be late or missed."""
        return not self._customer_policy_is_trial() and not (
            self._customer_policy_before(when)
        )

    @api.model
    def _customer_policy_counting(self, name, company="company_id", is_day=False):
        """What of a model can be late or missed; all of it, where nobody tries.

        :param name: the column with the moment, or the day, on which it is due
        :param company: the path to its company
        """
        terms = self._customer_policy_terms()
        if terms.is_everybody:
            return Domain.FALSE
        domain = Domain.TRUE
        if terms.trial:
            domain &= Domain(company, "not in", sorted(terms.trial))
        for company_id, begin in (terms.days if is_day else terms.since).items():
            before = Domain(company, "=", company_id) & Domain(name, "<", begin)
            domain &= ~before
        return domain

    @api.model
    def _customer_policy_keep_promises(self, records):
        """Break none of the promises that do not count."""
        for record in records.filtered("is_promise_broken"):
            company = record.sudo().company_id
            if not company._customer_policy_counts(record.promise_date):
                record.is_promise_broken = False

    @api.model
    def _customer_policy_counting_promises(self, found, value):
        """:param found: the domain of what is, or is not, broken by its date alone"""
        counting = self._customer_policy_counting("promise_date", is_day=True)
        if found is NotImplemented or counting.is_true():
            return found
        return found & counting if True in value else found | ~counting

    @api.model
    def _customer_policy_counting_sql(self, company, when, is_day=False):
        """The same as a condition of a query.

        :param company: SQL of the company's id
        :param when: SQL of the moment, or the day
        """
        terms = self._customer_policy_terms()
        if terms.is_everybody:
            return SQL("FALSE")
        parts = [SQL("TRUE")]
        if terms.trial:
            trial = sorted(terms.trial)
            parts.append(SQL("COALESCE(%s, 0) != ALL(%s)", company, trial))
        for company_id, begin in (terms.days if is_day else terms.since).items():
            before = SQL("%s = %s AND %s < %s", company, company_id, when, begin)
            parts.append(SQL("(%s) IS NOT TRUE", before))
        return SQL(" AND ").join(parts)

    @api.model
    def _customer_policy_trial_of(self, records):
        """Those documents of the add-on whose company tries the policy out."""
        name = records._name
        terms = self._customer_policy_terms()
        if not terms.trial or not records or not name.startswith("customer."):
            return records.browse()
        if name.startswith(GUARDS):
            return records.browse()
        documents = records.sudo()
        path = self._customer_policy_company_path(documents)
        if not path:
            is_trial = self.env.company._customer_policy_is_trial()
            return records if is_trial else records.browse()
        return records.filtered(
            lambda record: record.sudo().mapped(path)._customer_policy_is_trial()
        )

    @api.model
    def _customer_policy_company_path(self, records):
        if "company_id" in records._fields:
            return "company_id"
        for name in (getattr(records, "_part_of", None), "scheme_id", "evaluation_id"):
            field = records._fields.get(name or "")
            if field and "company_id" in self.env[field.comodel_name]._fields:
                return f"{name}.company_id"
        return None
