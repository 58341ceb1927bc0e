import json
from datetime import datetime, time

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..tools import home_figures

MONTHS = 6


class CustomerPolicyHome(models.Model):
    """Two graphs on each page, said in words below, and opened as views of their own.

    A graph of a page is one of the two that ``_graphs_<page>`` returns.
    """

    _inherit = "customer.policy.home"

    graph_name = fields.Char(compute="_compute_graphs")
    graph = fields.Text(compute="_compute_graphs")
    graph_text = fields.Char(compute="_compute_graphs")
    second_graph_name = fields.Char(compute="_compute_graphs")
    second_graph = fields.Text(compute="_compute_graphs")
    second_graph_text = fields.Char(compute="_compute_graphs")

    @api.depends("page")
    @api.depends_context("uid", "lang", "allowed_company_ids", "tz")
    def _compute_graphs(self):
        for home in self:
            for prefix, graph in zip(
                ("graph", "second_graph"), home._graphs(), strict=True
            ):
                points = home._points(graph)
                home[prefix] = json.dumps(
                    [{"key": graph["name"], "values": points, "is_sample_data": False}]
                )
                home[f"{prefix}_name"] = graph["name"]
                home[f"{prefix}_text"] = ", ".join(
                    f"{point['label']}: {point['value']}" for point in points
                )

    # ------------------------------------------------------------------------- actions

    def action_open_graph(self):
        """The graph as a view of its own, to be grouped and filtered at will."""
        self.ensure_one()
        self.check_access("read")
        graph = self._graphs()[1 if self.env.context.get("second_graph") else 0]
        return {
            "type": "ir.actions.act_window",
            "name": graph["name"],
            "res_model": graph["model"],
            "views": [(False, "graph"), (False, "list"), (False, "form")],
            "domain": list(graph["domain"]),
            "context": {
                "graph_mode": "bar",
                "graph_measure": "__count",
                "graph_groupbys": [graph["group"]],
                "group_by": [graph["group"]],
            },
        }

    # -------------------------------------------------------------------------- graphs

    def _graphs(self):
        """:return: two graphs, each {"name", "model", "domain", "group"}"""
        self.ensure_one()
        today = fields.Date.context_today(self)
        since = home_figures.months_before(today, MONTHS)[0]
        return getattr(self, f"_graphs_{self.page}")(since)

    def _graphs_staff(self, since):
        own = Domain("user_id", "=", self.env.uid)
        return [
            self._graph_visits(since, self.env._("My Visits"), own),
            {
                "name": self.env._("My Customers by Grade"),
                "model": "res.partner",
                "domain": own & Domain("parent_id", "=", False),
                "group": "customer_grade_id",
            },
        ]

    def _graphs_general_manager(self, since):
        return [self._graph_complaints(since), self._graph_moves(since)]

    def _graphs_manager(self, since):
        return [
            self._graph_visits(since, self.env._("Missed Visits"), missed=True),
            self._graph_moves(since),
        ]

    def _graphs_officer(self, since):
        return [self._graph_complaints(since), self._graph_severity()]

    def _graphs_violation(self, since):
        """Who carries penalties out does not read the cases."""
        if not self.env["customer.violation"].has_access("read"):
            penalties = {
                "model": "customer.penalty",
                "domain": Domain("state", "!=", "cancelled"),
            }
            return [
                {**penalties, "name": self.env._("Penalties"), "group": "measure"},
                {**penalties, "name": self.env._("By State"), "group": "state"},
            ]
        violations = {
            "model": "customer.violation",
            "domain": Domain("date", ">=", since) & Domain("state", "!=", "revoked"),
        }
        return [
            {**violations, "name": self.env._("Violations"), "group": "date:month"},
            {**violations, "name": self.env._("By Severity"), "group": "severity"},
        ]

    def _graphs_custodian(self, since):
        grants = {
            "model": "customer.access.grant",
            "domain": Domain("create_date", ">=", datetime.combine(since, time.min)),
        }
        return [
            {
                **grants,
                "name": self.env._("Requests for Access"),
                "group": "create_date:month",
            },
            {**grants, "name": self.env._("Requests by State"), "group": "state"},
        ]

    def _graphs_auditor(self, since):
        lines = {
            "model": "customer.access.log",
            "domain": Domain("date", ">=", datetime.combine(since, time.min)),
        }
        return [
            {
                **lines,
                "name": self.env._("Lines of the Access Log"),
                "group": "date:month",
            },
            {**lines, "name": self.env._("Lines by Operation"), "group": "operation"},
        ]

    def _graph_complaints(self, since):
        since = datetime.combine(since, time.min)
        return {
            "name": self.env._("Cases Received"),
            "model": "customer.complaint",
            "domain": Domain("date_received", ">=", since)
            & Domain("state", "!=", "cancelled"),
            "group": "date_received:month",
        }

    def _graph_severity(self):
        return {
            "name": self.env._("Open Cases by Severity"),
            "model": "customer.complaint",
            "domain": Domain("is_open", "=", True),
            "group": "severity",
        }

    def _graph_visits(self, since, name, domain=Domain.TRUE, missed=False):
        since = datetime.combine(since, time.min)
        state = "missed" if missed else "done"
        return {
            "name": name,
            "model": "customer.visit",
            "domain": domain
            & Domain("date_planned", ">=", since)
            & Domain("state", "=", state),
            "group": "date_planned:month",
        }

    def _graph_moves(self, since):
        """By review; who reads none is shown the visits that were made."""
        if not self.env["customer.grade.review"].has_access("read"):
            return self._graph_visits(since, self.env._("Visits Made"))
        return {
            "name": self.env._("Moves Down by Review"),
            "model": "customer.grade.review.line",
            "domain": Domain("movement", "=", "down")
            & Domain("review_id.state", "=", "applied")
            & Domain("review_id.date", ">=", since),
            "group": "review_id",
        }

    def _points(self, graph):
        """One query for each graph; months without anything are shown, too."""
        model = self.env[graph["model"]]
        if not model.has_access("read"):
            return []
        rows = model._read_group(graph["domain"], [graph["group"]], ["__count"])
        name, _colon, interval = graph["group"].partition(":")
        if interval:
            counts = {fields.Date.to_date(key): count for key, count in rows if key}
            today = fields.Date.context_today(self)
            return [
                self._point(
                    format_date(self.env, month, date_format="MMM"),
                    counts.get(month, 0),
                )
                for month in home_figures.months_before(today, MONTHS)
            ]
        field = model._fields[name]
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return [self._point(labels.get(key, ""), count) for key, count in rows]
        nothing = self.env._("Without")
        return [
            self._point(key.display_name if key else nothing, count)
            for key, count in rows
        ]

    @api.model
    def _point(self, label, value):
        return {"label": label, "value": value, "type": "past"}
