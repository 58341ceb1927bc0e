from odoo import api, fields, models
from odoo.tools import SQL


class CustomerGradeMetricValue(models.Model):
    """An imported figure of one customer in one month."""

    _name = "customer.grade.metric.value"
    _description = "Imported Figure of a Month"
    _order = "month desc, id desc"
    _rec_name = "partner_id"

    metric_id = fields.Many2one(
        "customer.grade.metric", "Figure", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="metric_id.company_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    month = fields.Date(required=True, help="Its first day.")
    value = fields.Float(digits=(16, 4), required=True, aggregator="sum")

    # What was imported twice is one figure.
    _month_unique = models.UniqueIndex(
        "(metric_id, partner_id, month)",
        "This customer has this figure for the month already; change that one.",
    )
    _check_month = models.Constraint(
        "CHECK (extract(day FROM month) = 1)",
        "A month is written as its first day.",
    )

    @api.model
    def _upsert(self, rows):
        """Take over figures set-wise; what is there already is replaced.

        :param rows: (metric id, partner id, first of the month, value), each
            metric, customer and month once
        :return: how many are new, how many changed
        """
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO customer_grade_metric_value AS held
                       (metric_id, partner_id, month, value,
                        create_uid, write_uid, create_date, write_date)
                SELECT row.metric_id, row.partner_id, row.month, row.value,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM unnest(%(metrics)s::int[], %(partners)s::int[],
                              %(months)s::date[], %(values)s::float8[])
                       AS row (metric_id, partner_id, month, value)
                ON CONFLICT (metric_id, partner_id, month) DO UPDATE
                   SET value = EXCLUDED.value, write_uid = EXCLUDED.write_uid,
                       write_date = EXCLUDED.write_date
                 WHERE held.value IS DISTINCT FROM EXCLUDED.value
                RETURNING held.xmax = 0
                """,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                metrics=[row[0] for row in rows],
                partners=[row[1] for row in rows],
                months=[row[2] for row in rows],
                values=[row[3] for row in rows],
            )
        )
        self.invalidate_model(flush=False)
        new = sum(1 for (is_new,) in found if is_new)
        return new, len(found) - new
