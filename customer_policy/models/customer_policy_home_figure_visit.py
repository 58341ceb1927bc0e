from odoo import api, fields, models
from odoo.fields import Domain

from .customer_visit_process import NOT_OVER

VISIT = "customer.visit"
VISITS = "customer_visit_action"
NEGLECT = "customer_neglect_action"
DONE = Domain("state", "=", "done")


class CustomerPolicyHomeFigure(models.Model):
    """What is said of visits, and of customers nobody is in touch with."""

    _inherit = "customer.policy.home.figure"

    @api.model
    def _labels(self):
        return {
            **super()._labels(),
            "visits_kept": self.env._("Visits Made When They Were Due"),
            "missed_visits": self.env._("Missed Visits"),
            "promises_broken": self.env._("Promises Broken"),
            "neglected": self.env._("Neglected Customers"),
            "visits_today": self.env._("My Visits Today"),
            "my_visits_late": self.env._("My Visits to Make Up For"),
            "my_promises": self.env._("My Promises Due"),
            "my_reports_returned": self.env._("Reports Sent Back to Me"),
            "my_neglected": self.env._("My Customers without a Word"),
        }

    @api.model
    def _models(self):
        codes = (
            "visits_kept",
            "missed_visits",
            "promises_broken",
            "visits_today",
            "my_visits_late",
            "my_promises",
            "my_reports_returned",
        )
        return {
            **super()._models(),
            **dict.fromkeys(codes, VISIT),
            **dict.fromkeys(("neglected", "my_neglected"), "customer.neglect"),
        }

    # ----------------------------------------------------------------------- of a month

    @api.model
    def _figure_visits_kept(self, now, before):
        kept = DONE & Domain("is_late", "!=", True)

        def of(period):
            due = self._visits_due(period)
            return due, due & ~kept

        return self._share(
            "visits_kept",
            *of(now),
            of(before),
            target=self._visit_target(),
            action=VISITS,
        )

    @api.model
    def _visits_due(self, period):
        """Those whose last day is over; what is due today can still be done."""
        last_day = Domain("date_due_until", ">=", period.first)
        last_day &= Domain("date_due_until", "<", period.today)
        planned = Domain("date_due_until", "=", False)
        planned &= Domain("date_planned", ">=", period.start)
        planned &= Domain("date_planned", "<", period.morning)
        counts = Domain("state", "!=", "cancelled") & Domain("is_unplanned", "!=", True)
        return counts & (last_day | planned)

    @api.model
    def _visit_target(self):
        """That of all visits that were due, in per cent."""
        target = self.env["customer.visit.target"].sudo()
        companies = [self.env.company.id, False]
        found = target.search(
            [
                ("company_id", "in", companies),
                ("basis", "=", "visits"),
                ("rule_id", "=", False),
                ("visit_type_id", "=", False),
                ("is_in_person", "=", False),
            ]
        )
        found = found.filtered("company_id")[:1] or found[:1]
        return 100 * found.rate if found else None

    @api.model
    def _figure_missed_visits(self, now, before):
        missed = Domain("state", "=", "missed")
        return self._counted(
            "missed_visits",
            missed & self._within("date_planned", now),
            missed & self._within("date_planned", before),
            "less",
            action=VISITS,
        )

    # ------------------------------------------------------------------------------ now

    @api.model
    def _figure_promises_broken(self, _now, before):
        moment = before.today
        was = (
            DONE
            & Domain("date_done", "<", before.stop)
            & Domain("promise_date", "<", moment)
            & (
                Domain("date_promise_kept", "=", False)
                | Domain("date_promise_kept", ">=", moment)
            )
        )
        broken = Domain("is_promise_broken", "=", True)
        return self._counted("promises_broken", broken, was, "less", action=VISITS)

    @api.model
    def _figure_neglected(self, _now, _before):
        """A row goes with the next word: of a month ago nothing is known."""
        neglected = Domain("state", "=", "neglected")
        return self._counted("neglected", neglected, better="less", action=NEGLECT)

    # ------------------------------------------------------------------------- my own

    @api.model
    def _mine(self):
        return Domain("user_id", "=", self.env.uid)

    @api.model
    def _figure_visits_today(self, _now, _before):
        _day, start, stop = self.env[VISIT]._today_bounds()
        today = Domain("date_planned", ">=", start) & Domain("date_planned", "<", stop)
        today &= self._mine() & Domain("state", "!=", "cancelled")
        return self._counted("visits_today", today, action="customer_visit_action_mine")

    @api.model
    def _figure_my_visits_late(self, _now, _before):
        _day, start, _stop = self.env[VISIT]._today_bounds()
        late = Domain("date_planned", "<", start) & Domain("state", "in", NOT_OVER)
        return self._counted(
            "my_visits_late",
            self._mine() & late,
            action="customer_visit_action_mine",
        )

    @api.model
    def _figure_my_promises(self, _now, _before):
        today = fields.Date.context_today(self)
        due = self._mine() & self.env[VISIT]._today_promises(today)
        return self._counted("my_promises", due, action="customer_visit_action_mine")

    @api.model
    def _figure_my_reports_returned(self, _now, _before):
        returned = self._mine() & Domain("is_returned", "=", True)
        return self._counted(
            "my_reports_returned", returned, action="customer_visit_action_mine"
        )

    @api.model
    def _figure_my_neglected(self, _now, _before):
        mine = Domain("partner_id.user_id", "=", self.env.uid)
        return self._counted("my_neglected", mine, action=NEGLECT)
