from odoo import api, models
from odoo.tools import SQL


class CustomerGradeCriterion(models.Model):
    """What the figures of a parent company and its subsidiaries come to."""

    _inherit = "customer.grade.criterion"

    @api.model
    def _metric_group(self):
        """:return: metric -> sum, min, max or avg; not named: money and counts are
        summed up, anything else is averaged
        """
        return {}

    def _group_sql(self, review):
        """:return: (SELECT of ``partner_id, value, weight``, aggregate over ``part``)

        Averages weigh by ``_metric_weight_sql_<metric>(review)`` where there is one:
        a SELECT of the same three columns.
        """
        self.ensure_one()
        weigh = getattr(self, f"_metric_weight_sql_{self.metric}", None)
        figure = weigh(review) if weigh else None
        if figure is None:
            figure = SQL(
                "SELECT plain.partner_id, plain.value::double precision AS value,"
                " 1::double precision AS weight FROM (%s) plain",
                self._metric_sql(review),
            )
        return figure, self._group_aggregate_sql()

    def _group_aggregate_sql(self):
        way = self._metric_group().get(self.metric)
        way = way or ("sum" if self.unit in ("money", "count") else "avg")
        if way == "avg":
            return SQL("sum(part.value * part.weight) / NULLIF(sum(part.weight), 0)")
        return SQL("%s(part.value)", SQL.identifier(way))
