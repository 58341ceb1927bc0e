from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerGradeMetric(models.Model):
    """A figure whose books are elsewhere: it is imported by customer and month."""

    _name = "customer.grade.metric"
    _description = "Imported Figure"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="The heading of its column in the sheet.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: schemes of every company may use it."
    )
    unit = fields.Selection(
        [
            ("money", "Money"),
            ("count", "Count"),
            ("days", "Days"),
            ("months", "Months"),
            ("share", "Share"),
            ("points", "Marks"),
        ],
        default="money",
        required=True,
        help="Share: 0 to 1, shown as per cent.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Of amounts of money.",
    )
    aggregation = fields.Selection(
        [
            ("sum", "Their sum"),
            ("avg", "Their average"),
            ("last", "The latest one"),
            ("max", "The highest one"),
            ("min", "The lowest one"),
        ],
        "Months of a Period",
        default="sum",
        required=True,
        help="What the months of a criterion's period come to.",
    )
    value_ids = fields.One2many("customer.grade.metric.value", "metric_id", "Figures")

    _code_unique = models.UniqueIndex(
        "(lower(code), COALESCE(company_id, 0))",
        "There is an imported figure with this code already; choose another.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        criterion = self.env["customer.grade.criterion"].sudo()
        criterion = criterion.with_context(active_test=False)
        used = criterion.search([("imported_metric_id", "in", self.ids)], limit=1)
        if used:
            raise UserError(
                self.env._(
                    "The scheme %(scheme)s counts %(metric)s. Archive it instead.",
                    scheme=used.scheme_id.name,
                    metric=used.imported_metric_id.name,
                )
            )

    def _aggregate_sql(self):
        """Aggregate over ``item``, the monthly figures of one customer."""
        if self.aggregation == "last":
            return SQL("(array_agg(item.value ORDER BY item.month DESC))[1]")
        return SQL("%s(item.value)", SQL.identifier(self.aggregation))
