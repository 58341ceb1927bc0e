from odoo import api, fields, models
from odoo.tools import SQL


class CustomerGradeCriterion(models.Model):
    """Figures of complaints: how many were right, and how content people were."""

    _inherit = "customer.grade.criterion"

    metric = fields.Selection(
        selection_add=[
            ("complaint_count", "Number of complaints"),
            ("satisfaction", "Satisfaction"),
        ],
        ondelete={"complaint_count": "cascade", "satisfaction": "cascade"},
    )

    @api.model
    def _metric_help(self):
        return [
            *super()._metric_help(),
            self.env._(
                "Number of complaints: those received in the period that were not "
                "unfounded. Fewer is better: let the points fall."
            ),
            self.env._(
                "Satisfaction: the average rating, 1 to 5, of the cases closed in "
                "the period. More is better."
            ),
        ]

    @api.model
    def _metric_unit(self):
        return {
            **super()._metric_unit(),
            "complaint_count": "count",
            "satisfaction": "points",
        }

    # ------------------------------------------------------------------------- figures

    def _metric_sql_complaint_count(self, review):
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, count(*) AS value
              FROM customer_complaint complaint
              JOIN res_partner partner ON partner.id = complaint.partner_id
             WHERE complaint.kind = 'complaint'
               AND complaint.state NOT IN ('unfounded', 'cancelled')
               AND complaint.company_id = ANY(%s) AND %s
             GROUP BY partner.commercial_partner_id
            """,
            list(self._review_company_ids(review)),
            self._complaint_window_sql("date_received", review),
        )

    def _metric_sql_satisfaction(self, review):
        return self._satisfaction_sql(review, SQL())

    def _metric_weight_sql_satisfaction(self, review):
        return self._satisfaction_sql(
            review, SQL(", count(*)::double precision AS weight")
        )

    def _satisfaction_sql(self, review, weight):
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id,
                   avg(rating.rating)::double precision AS value %(weight)s
              FROM customer_complaint complaint
              JOIN res_partner partner ON partner.id = complaint.partner_id
              JOIN rating_rating rating ON rating.res_id = complaint.id
               AND rating.res_model = 'customer.complaint'
             WHERE complaint.state = 'closed' AND rating.consumed AND rating.rating > 0
               AND complaint.company_id = ANY(%(companies)s) AND %(window)s
             GROUP BY partner.commercial_partner_id
            """,
            weight=weight,
            companies=list(self._review_company_ids(review)),
            window=self._complaint_window_sql("date_closed", review),
        )

    def _complaint_window_sql(self, column, review):
        """Cases whose ``column`` lies in the period of the review."""
        complaints, ratings = self.env["customer.complaint"], self.env["rating.rating"]
        complaints.flush_model(
            [
                "kind",
                "state",
                "company_id",
                "partner_id",
                "date_received",
                "date_closed",
            ]
        )
        ratings.flush_model(["res_id", "res_model", "consumed", "rating"])
        start = self._period_start(review)
        day = fields.Date.add(review.date, days=1)
        window = SQL("%s < %s", SQL.identifier("complaint", column), day)
        if start:
            window = SQL(
                "%s AND %s >= %s",
                window,
                SQL.identifier("complaint", column),
                fields.Date.add(start, days=1),
            )
        return window

    # ------------------------------------------------------------------------- actions

    def _metric_action_complaint_count(self, partner, review_date, period_start):
        domain = [
            ("kind", "=", "complaint"),
            ("state", "not in", ("unfounded", "cancelled")),
        ]
        return self._complaints_action(
            domain, "date_received", partner, review_date, period_start
        )

    def _metric_action_satisfaction(self, partner, review_date, period_start):
        domain = [("state", "=", "closed"), ("rating_ids.consumed", "=", True)]
        return self._complaints_action(
            domain, "date_closed", partner, review_date, period_start
        )

    def _complaints_action(self, domain, column, partner, review_date, period_start):
        domain = [
            *domain,
            ("partner_id.commercial_partner_id", "in", partner.ids),
            (column, "<", fields.Date.add(review_date, days=1)),
        ]
        if period_start:
            domain.append((column, ">=", fields.Date.add(period_start, days=1)))
        if companies := self.scheme_id.company_id:
            domain.append(("company_id", "in", companies.ids))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_complaint_action"
        )
        return {**action, "domain": domain, "context": {"create": False}}
