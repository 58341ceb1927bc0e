from odoo import api, fields, models
from odoo.tools import SQL


class CustomerGradeCriterion(models.Model):
    """Figures of visits: how often somebody was in touch, and how often nobody came."""

    _inherit = "customer.grade.criterion"

    metric = fields.Selection(
        selection_add=[
            ("visit_count", "Number of visits"),
            ("visit_missed", "Missed visits"),
        ],
        ondelete={"visit_count": "cascade", "visit_missed": "cascade"},
    )

    @api.model
    def _metric_help(self):
        return [
            *super()._metric_help(),
            self.env._(
                "Number of visits: those done in the period, planned or not. More is "
                "better."
            ),
            self.env._(
                "Missed visits: those planned for the period that did not take place. "
                "Fewer is better: let the points fall."
            ),
        ]

    @api.model
    def _metric_unit(self):
        return {
            **super()._metric_unit(),
            "visit_count": "count",
            "visit_missed": "count",
        }

    # ------------------------------------------------------------------------- figures

    def _metric_sql_visit_count(self, review):
        return self._visits_sql(review, "done", "date_done")

    def _metric_sql_visit_missed(self, review):
        return self._visits_sql(review, "missed", "date_planned")

    def _visits_sql(self, review, state, column):
        """Visits in a state whose ``column`` lies in the period of the review."""
        names = ("state", "company_id", "commercial_partner_id", column)
        self.env["customer.visit"].flush_model(names)
        column = SQL.identifier("visit", column)
        window = SQL("%s < %s", column, fields.Date.add(review.date, days=1))
        if start := self._period_start(review):
            first = fields.Date.add(start, days=1)
            window = SQL("%s AND %s >= %s", window, column, first)
        return SQL(
            """
            SELECT visit.commercial_partner_id AS partner_id, count(*) AS value
              FROM customer_visit visit
             WHERE visit.state = %s AND visit.company_id = ANY(%s) AND %s
             GROUP BY visit.commercial_partner_id
            """,
            state,
            list(self._review_company_ids(review)),
            window,
        )

    # ------------------------------------------------------------------------- actions

    def _metric_action_visit_count(self, partner, review_date, period_start):
        return self._visits_action(
            "done", "date_done", partner, review_date, period_start
        )

    def _metric_action_visit_missed(self, partner, review_date, period_start):
        return self._visits_action(
            "missed", "date_planned", partner, review_date, period_start
        )

    def _visits_action(self, state, column, partner, review_date, period_start):
        domain = [
            ("state", "=", state),
            ("commercial_partner_id", "in", partner.ids),
            (column, "<", fields.Date.add(review_date, days=1)),
        ]
        if period_start:
            domain.append((column, ">=", fields.Date.add(period_start, days=1)))
        if companies := self.scheme_id.company_id:
            domain.append(("company_id", "in", companies.ids))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_visit_action"
        )
        return {**action, "domain": domain, "context": {"create": False}}
