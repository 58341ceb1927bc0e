from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_policy_arguments import an_id, takes, text

QUEUE_ORDER = "queue_date, grade_sequence, next_deadline, id"
# What is counted, in the order in which it is shown.
COUNTERS = (
    "open",
    "overdue",
    "today",
    "promised",
    "unassigned",
    "new",
    "decide",
    "reopened",
    "waiting",
)
NEXT = {
    "number": {},
    "name": {},
    "kind": {},
    "severity": {},
    "state": {},
    "is_waiting": {},
    "next_deadline": {},
    "next_step": {},
    "working_hours_left": {},
    "is_in_trial": {},
    "partner_id": {"fields": {"display_name": {}}},
    "grade_id": {"fields": {"display_name": {}, "color": {}}},
    "user_id": {"fields": {"display_name": {}}},
}


class CustomerComplaint(models.Model):
    """The first screen of a working day: what is there to do, and what comes next.

    Everything is counted by one query that goes by the rules of the person, so that
    whoever stands aside in a case is not even told that there is one. A counter and the
    list that it opens have the same domain.
    """

    _inherit = "customer.complaint"

    @api.model
    @takes(scope=text)
    def get_today(self, scope="all"):
        """What the screen "Today" shows.

        :param scope: ``mine`` or ``all``: whose cases
        :return: {"teams": [{"id", "name", "counts": {counter: number}}], the id False
            for cases without a team; "next": rows of the queue; "actions": number of
            own actions that are due}
        """
        return {
            "teams": self._today_counts(scope),
            "next": self._today_next(scope),
            "actions": self._today_actions(),
        }

    @api.model
    @takes(counter=text, scope=text, team_id=an_id)
    def action_open_today(self, counter, scope="all", team_id=None):
        """The cases that a counter counts.

        :param team_id: of one team only; False: of those without a team
        """
        labels = self._today_labels()
        if counter not in labels:
            raise UserError(self.env._("There is no such number on the screen."))
        domain = self._today_scope(scope) & self._today_domain(counter)
        if team_id is not None:
            domain &= Domain("team_id", "=", team_id)
        return {
            **self._list_of_cases(labels.get(counter, counter), domain),
            "context": {"default_team_id": team_id} if team_id else {},
        }

    @api.model
    def _today_labels(self):
        return {
            "open": self.env._("Open Cases"),
            "overdue": self.env._("Overdue"),
            "today": self.env._("Due Today"),
            "promised": self.env._("Promises Due"),
            "unassigned": self.env._("Not Assigned"),
            "new": self.env._("To Accept"),
            "decide": self.env._("To Be Decided"),
            "reopened": self.env._("Reopened"),
            "waiting": self.env._("Waiting for the Customer"),
        }

    @api.model
    def _today_domain(self, counter):
        return {
            "open": Domain.TRUE,
            "overdue": Domain("due_state", "=", "overdue"),
            "today": Domain("due_state", "=", "today"),
            "promised": Domain("promise_date", "<=", fields.Date.context_today(self))
            & Domain("state", "!=", "answered"),
            "unassigned": Domain("user_id", "=", False),
            "new": Domain("state", "=", "new"),
            "decide": Domain("state", "=", "proposed"),
            "reopened": Domain("reopen_count", ">", 0),
            "waiting": Domain("is_waiting", "=", True),
        }[counter]

    @api.model
    def _today_scope(self, scope):
        domain = Domain("is_open", "=", True)
        if scope == "mine":
            uid = self.env.uid
            domain &= Domain("user_id", "=", uid) | Domain("responsible_id", "=", uid)
        return domain

    @api.model
    def _today_counts(self, scope):
        query = self._search(self._today_scope(scope))
        team = self._field_to_sql(query.table, "team_id", query)
        counts = []
        for counter in COUNTERS:
            condition = self._today_domain(counter).optimize_full(self)
            condition = condition._to_sql(self, query.table, query)
            counts.append(SQL("count(*) FILTER (WHERE %s)", condition))
        query.groupby = team
        rows = (
            []
            if query.is_empty()
            else self.env.execute_query(query.select(team, *counts))
        )
        found = {
            row[0] or False: dict(zip(COUNTERS, row[1:], strict=True)) for row in rows
        }
        # A team that was archived has its open cases still.
        teams = self.env["customer.complaint.team"].with_context(active_test=False)
        teams = teams.search([("id", "in", list(found))])
        names = [(team.id, team.name) for team in teams]
        names.append((False, self.env._("No Team")))
        return [
            {"id": team_id, "name": name, "counts": found[team_id]}
            for team_id, name in names
            if team_id in found
        ]

    @api.model
    def _today_next(self, scope):
        """What comes next: of mine, or of what anybody may take up."""
        domain = self._today_scope(scope) & Domain("is_waiting", "=", False)
        domain &= Domain("next_deadline", "!=", False)
        return self.search(domain, order=QUEUE_ORDER, limit=10).web_read(NEXT)

    @api.model
    def _today_actions(self):
        return self.env["customer.complaint.action"].search_count(
            [
                ("user_id", "=", self.env.uid),
                ("state", "=", "open"),
                ("date_deadline", "<=", fields.Date.context_today(self)),
            ]
        )
