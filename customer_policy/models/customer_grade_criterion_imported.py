from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class CustomerGradeCriterion(models.Model):
    """Figures that were imported by month."""

    _inherit = "customer.grade.criterion"

    metric = fields.Selection(
        selection_add=[("imported", "Imported figure")],
        ondelete={"imported": "cascade"},
    )
    imported_metric_id = fields.Many2one(
        "customer.grade.metric",
        "Which Figure",
        index="btree_not_null",
        ondelete="restrict",
        help="The imported figure that counts here.",
    )

    @api.constrains("metric", "imported_metric_id", "scheme_id")
    def _check_imported_metric(self):
        for criterion in self.filtered(lambda c: c.metric == "imported"):
            figure = criterion.imported_metric_id
            if not figure:
                raise ValidationError(
                    self.env._("Choose which imported figure counts.")
                )
            if figure.company_id and figure.company_id != criterion.company_id:
                raise ValidationError(
                    self.env._(
                        "%(figure)s belongs to another company than the scheme; "
                        "choose a figure of the scheme's company.",
                        figure=figure.name,
                    )
                )

    @api.depends("imported_metric_id.name")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for criterion in self.filtered(lambda c: c.metric == "imported" and not c.name):
            if criterion.imported_metric_id:
                criterion.display_name = criterion.imported_metric_id.name
        return result

    @api.depends("imported_metric_id.unit")
    def _compute_unit(self):
        result = super()._compute_unit()
        for criterion in self.filtered("imported_metric_id"):
            if criterion.metric == "imported":
                criterion.unit = criterion.imported_metric_id.unit
        return result

    def _group_aggregate_sql(self):
        way = self.metric == "imported" and self.imported_metric_id.aggregation
        if way in ("sum", "min", "max"):
            return SQL("%s(part.value)", SQL.identifier(way))
        return super()._group_aggregate_sql()

    @api.model
    def _simulation_fields(self):
        return [*super()._simulation_fields(), "imported_metric_id"]

    def _imported_months(self, review_date, period_start):
        """:return: (first month or None, last month) that count, as their first days

        A month counts once it is over: a period of twelve months is twelve of them.
        """
        last = fields.Date.start_of(fields.Date.add(review_date, days=1), "month")
        last = fields.Date.subtract(last, months=1)
        if not period_start:
            return None, last
        months = (review_date.year - period_start.year) * 12
        months += review_date.month - period_start.month
        return fields.Date.subtract(last, months=months - 1), last

    def _metric_sql_imported(self, review):
        figure = self.imported_metric_id
        first, last = self._imported_months(review.date, self._period_start(review))
        rate = 1.0
        if figure.unit == "money":
            rate = figure.currency_id._get_conversion_rate(
                figure.currency_id, review.currency_id, review.company_id, review.date
            )
        self.env["customer.grade.metric.value"].flush_model()
        # Contacts merged or moved below a company since: the company has one figure a
        # month.
        return SQL(
            """
            SELECT item.partner_id, %(aggregate)s * %(rate)s AS value
              FROM (
                    SELECT partner.commercial_partner_id AS partner_id, held.month,
                           sum(held.value)::double precision AS value
                      FROM customer_grade_metric_value held
                      JOIN res_partner partner ON partner.id = held.partner_id
                     WHERE held.metric_id = %(metric)s AND held.month <= %(last)s
                       AND %(begun)s
                     GROUP BY partner.commercial_partner_id, held.month
                   ) item
             GROUP BY item.partner_id
            """,
            aggregate=figure._aggregate_sql(),
            rate=rate,
            metric=figure.id,
            last=last,
            begun=SQL("held.month >= %s", first) if first else SQL("TRUE"),
        )

    def _metric_action_imported(self, partner, review_date, period_start):
        first, last = self._imported_months(review_date, period_start)
        domain = [
            ("metric_id", "=", self.imported_metric_id.id),
            ("partner_id.commercial_partner_id", "in", partner.ids),
            ("month", "<=", last),
        ]
        if first:
            domain.append(("month", ">=", first))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_grade_metric_value_action"
        )
        return {**action, "domain": domain, "context": {"create": False}}
