from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import home_figures

COMPLAINT = "customer.complaint"
CASES = "customer_complaint_action"
COUNTED = Domain("state", "!=", "cancelled")
OPEN = Domain("is_open", "=", True)


class CustomerPolicyHomeFigure(models.Model):
    """What is said of cases."""

    _inherit = "customer.policy.home.figure"

    @api.model
    def _labels(self):
        return {
            **super()._labels(),
            "valid_rate": self.env._("Valid Complaints per 100 Customers"),
            "deadlines_met": self.env._("Deadlines Met"),
            "overdue_cases": self.env._("Overdue Cases"),
            "open_cases": self.env._("Open Cases"),
            "case_promises_broken": self.env._("Answers Promised and Not Given"),
            "due_today": self.env._("Due Today"),
            "to_accept": self.env._("To Accept"),
            "unassigned": self.env._("Not Assigned"),
            "to_decide": self.env._("To Be Decided"),
            "waiting_cases": self.env._("Waiting for the Customer"),
            "my_cases_due": self.env._("My Deadlines"),
            "my_actions": self.env._("My Actions Due"),
            "satisfaction": self.env._("Satisfaction after Complaints"),
        }

    @api.model
    def _models(self):
        codes = (
            "valid_rate",
            "overdue_cases",
            "open_cases",
            "case_promises_broken",
            "due_today",
            "to_accept",
            "unassigned",
            "to_decide",
            "waiting_cases",
            "my_cases_due",
        )
        return {
            **super()._models(),
            **dict.fromkeys(codes, COMPLAINT),
            "deadlines_met": "customer.complaint.deadline",
            "my_actions": "customer.complaint.action",
            "satisfaction": "rating.rating",
        }

    # ----------------------------------------------------------------------- of a month

    @api.model
    def _figure_valid_rate(self, now, before):
        """Both counted as the reader: what is hidden is in neither."""
        target = self.env["customer.complaint.target"]._of_company(self.env.company)
        valid = Domain("is_valid", "=", True) & COUNTED
        domain = valid & self._within("date_received", now)
        count = self._search_count("valid_rate", domain) or 0
        old = valid & self._within("date_received", before)
        old_count = self._search_count("valid_rate", old) or 0
        base = self._customers_served(target, now)
        return self._built(
            "valid_rate",
            domain,
            value=home_figures.share(count, base),
            before=home_figures.share(
                old_count, self._customers_served(target, before)
            ),
            count=count,
            better="below",
            unit="rate",
            target=target.max_valid_rate if target else None,
            text=self.env._(
                "%(count)s valid complaints, %(base)s customers", count=count, base=base
            ),
            action=CASES,
        )

    @api.model
    def _customers_served(self, target, period):
        """Customers with a grade on that day; by hand: what was last entered."""
        if self.env.context.get("home_only_list"):
            return 0
        if target and target.base != "graded_customers":
            months = self.env["customer.complaint.statistic"]
            if not months.has_access("read"):
                return 0
            last = months.search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("date_from", "<=", period.today),
                    ("base_count", ">", 0),
                ],
                order="date_from desc",
                limit=1,
            )
            return last.base_count
        held = Domain("date_from", "<=", period.today) & (
            Domain("date_to", "=", False) | Domain("date_to", ">", period.today)
        )
        company = self.env.company.id
        held &= Domain("scheme_id.company_id", "in", [company, False])
        [(count,)] = self.env["customer.grade.assignment"]._read_group(
            held, aggregates=["partner_id:count_distinct"]
        )
        return count

    @api.model
    def _figure_deadlines_met(self, now, before):
        """Also of clocks that a reopened case has dropped: they were met or not."""
        over = Domain("date_met", "!=", False)
        late = Domain("state", "=", "breached")
        due = over | (Domain("active", "=", True) & late)
        due &= Domain("complaint_id.state", "!=", "cancelled")

        def of(period):
            month = due & self._within("date_deadline", period)
            return month, month & late

        return self._share(
            "deadlines_met", *of(now), of(before), context={"active_test": False}
        )

    @api.model
    def _figure_satisfaction(self, now, before):
        told = Domain("res_model", "=", COMPLAINT) & Domain("consumed", "=", True)
        domain = told & self._within("rated_on", now)
        value, count = self._average_rating(domain)
        old, _count = self._average_rating(told & self._within("rated_on", before))
        return self._built(
            "satisfaction",
            domain,
            value=value,
            before=old,
            count=count,
            better="more",
            unit="rating",
            text=self.env._("%(count)s ratings from 1 to 5", count=count),
        )

    @api.model
    def _average_rating(self, domain):
        if self.env.context.get("home_only_list"):
            return None, 0
        [(average, count)] = self.env["rating.rating"]._read_group(
            domain, aggregates=["rating:avg", "__count"]
        )
        return (average if count else None), count

    # ------------------------------------------------------------------------------ now

    @api.model
    def _was_open(self, period):
        """What had come in by then and was not over."""
        moment = period.stop
        return (
            COUNTED
            & Domain("date_received", "<", moment)
            & (Domain("date_closed", "=", False) | Domain("date_closed", ">=", moment))
        )

    @api.model
    def _figure_open_cases(self, _now, before):
        was = self._was_open(before)
        return self._counted("open_cases", OPEN, was, "less", action=CASES)

    @api.model
    def _figure_overdue_cases(self, _now, before):
        """A month ago: with a clock that had run out and was not stopped."""
        run_out = Domain("date_deadline", "<", before.stop) & (
            Domain("date_met", "=", False) | Domain("date_met", ">=", before.stop)
        )
        was = self._was_open(before) & Domain("deadline_ids", "any", run_out)
        return self._counted(
            "overdue_cases", OPEN & self._due("overdue"), was, "less", action=CASES
        )

    @api.model
    def _figure_case_promises_broken(self, _now, before):
        answered = Domain("date_answered", "=", False)
        answered |= Domain("date_answered", ">=", before.stop)
        was = self._was_open(before) & answered
        was &= Domain("promise_date", "<", before.today)
        broken = Domain("is_promise_broken", "=", True)
        return self._counted("case_promises_broken", broken, was, "less", action=CASES)

    @api.model
    def _figure_due_today(self, _now, _before):
        return self._counted("due_today", OPEN & self._due("today"), action=CASES)

    @api.model
    def _figure_to_accept(self, _now, _before):
        new = OPEN & Domain("state", "=", "new")
        return self._counted("to_accept", new, action=CASES)

    @api.model
    def _figure_unassigned(self, _now, _before):
        nobody = OPEN & Domain("user_id", "=", False)
        return self._counted("unassigned", nobody, action=CASES)

    @api.model
    def _figure_to_decide(self, _now, _before):
        proposed = OPEN & Domain("state", "=", "proposed")
        return self._counted("to_decide", proposed, action=CASES)

    @api.model
    def _figure_waiting_cases(self, _now, _before):
        waiting = OPEN & Domain("is_waiting", "=", True)
        return self._counted("waiting_cases", waiting, action=CASES)

    @api.model
    def _due(self, *states):
        return Domain("due_state", "in", states)

    # ------------------------------------------------------------------------- my own

    @api.model
    def _figure_my_cases_due(self, _now, _before):
        uid = self.env.uid
        mine = Domain("user_id", "=", uid) | Domain("responsible_id", "=", uid)
        due = OPEN & mine & self._due("overdue", "today")
        return self._counted(
            "my_cases_due",
            due,
            action=CASES,
            text=self.env._("overdue or due today"),
        )

    @api.model
    def _figure_my_actions(self, _now, _before):
        due = (
            Domain("user_id", "=", self.env.uid)
            & Domain("state", "=", "open")
            & Domain("date_deadline", "<=", fields.Date.context_today(self))
        )
        return self._counted(
            "my_actions", due, action="customer_complaint_action_record_action"
        )
