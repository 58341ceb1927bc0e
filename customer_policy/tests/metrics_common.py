from datetime import date

from odoo import Command

REVIEW_DAY = date(2025, 6, 30)


class MetricMixin:
    """What the tests of every metric ask. To be put before a TransactionCase.

    ``cls.scheme`` and ``cls.customer`` are the class's own to create.
    """

    # ------------------------------------------------------------------------ data

    @classmethod
    def _create_scheme(cls, code, **vals):
        return cls.env["customer.grade.scheme"].create(
            {
                "name": f"Scheme {code}",
                "code": code,
                "grade_ids": [
                    Command.create({"name": "All", "code": "A", "min_score": 0})
                ],
                **vals,
            }
        )

    @classmethod
    def _create_criterion(cls, metric, months=0, scheme=None):
        return cls.env["customer.grade.criterion"].create(
            {
                "scheme_id": (scheme or cls.scheme).id,
                "metric": metric,
                "period_months": months,
                "weight": 100,
                "bracket_ids": [Command.create({"value_from": 0, "points": 50})],
            }
        )

    @classmethod
    def _create_customer(cls, name, **vals):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "company_id": False, **vals}
        )

    # ------------------------------------------------------------------- questions

    def _review(self, day=REVIEW_DAY, scheme=None):
        return self.env["customer.grade.review"].create(
            {
                "scheme_id": (scheme or self.scheme).id,
                "date": day,
                "is_simulation": True,
            }
        )

    def _figures(self, metric, day=REVIEW_DAY, months=0, scheme=None):
        """:return: customer id -> figure"""
        criterion = self._create_criterion(metric, months, scheme)
        review = self._review(day, scheme)
        self.env.flush_all()
        return dict(self.env.execute_query(criterion._metric_sql(review)))

    def _figure(self, metric, customer=None, **kwargs):
        return self._figures(metric, **kwargs).get((customer or self.customer).id)

    def _open(self, metric, months=0, scheme=None, day=REVIEW_DAY):
        """The records that a click on the customer's figure opens."""
        criterion = self._create_criterion(metric, months, scheme)
        action = criterion._metric_action(
            self.customer, day, criterion._period_start(self._review(day, scheme))
        )
        return (
            self.env[action["res_model"]]
            .with_context(**action.get("context", {}))
            .search(action["domain"])
        )

    def _count_queries(self, metric):
        """:return: (queries, rows) of the metric, asked for the second time"""
        criterion = self._create_criterion(metric)
        review = self._review()
        for _cold_then_warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = self.env.execute_query(criterion._metric_sql(review))
        return self.env.cr.sql_log_count - before, len(rows)
