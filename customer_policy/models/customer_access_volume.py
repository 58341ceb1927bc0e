from odoo import api, fields, models
from odoo.tools import SQL

DAYS = 90


class CustomerAccessVolume(models.Model):
    """How many classified customers each person looked at on a day, and whether
    that is far more than he or she usually does."""

    _name = "customer.access.volume"
    _description = "Daily Access to Classified Customers"
    _auto = False
    _order = "date desc, customer_count desc"
    _rec_name = "date"

    date = fields.Date(readonly=True)
    user_id = fields.Many2one("res.users", "Person", readonly=True)
    customer_count = fields.Integer("Customers", readonly=True)
    record_count = fields.Integer("Records", readonly=True)
    outward_count = fields.Integer("Exports, Prints and Mails", readonly=True)
    median = fields.Float(
        "Usual Customers a Day",
        readonly=True,
        aggregator="avg",
        help="The median of the person's other days with access in the 90 days before.",
    )
    is_unusual = fields.Boolean("Unusual", readonly=True)

    # --------------------------------------------------------------------- business

    @property
    def _table_query(self):
        return SQL(
            """
            WITH day AS (
                SELECT min(log.id) AS id, log.user_id, log.date::date AS date,
                       count(DISTINCT log.partner_ref)::int AS customer_count,
                       sum(log.record_count)::int AS record_count,
                       sum(CASE WHEN log.operation = 'read' THEN 0 ELSE 1 END)::int
                       AS outward_count
                  FROM customer_access_log log
                  JOIN res_users person ON person.id = log.user_id
                 WHERE log.operation IN ('read', 'export', 'print', 'message')
                 GROUP BY log.user_id, log.date::date
            )
            SELECT day.*, usual.median,
                   day.customer_count >= %(least)s
                   AND day.customer_count > %(factor)s * COALESCE(usual.median, 0)
                   AS is_unusual
              FROM day
              LEFT JOIN LATERAL (
                    SELECT percentile_cont(0.5)
                           WITHIN GROUP (ORDER BY other.customer_count) AS median
                      FROM day other
                     WHERE other.user_id = day.user_id AND other.date < day.date
                       AND other.date >= day.date - %(days)s
                   ) usual ON TRUE
            """,
            least=self._setting("customer_policy.access_unusual_least", int),
            factor=self._setting("customer_policy.access_unusual_factor", float),
            days=DAYS,
        )

    @api.model
    def _setting(self, key, kind):
        value = self.env["ir.config_parameter"].sudo().get_param(key)
        try:
            return kind(value)
        except (TypeError, ValueError):
            return kind(0)

    # ---------------------------------------------------------------------- actions

    def action_open_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_access_log_action"
        )
        action["domain"] = [
            ("user_id", "=", self.user_id.id),
            ("date", ">=", f"{self.date} 00:00:00"),
            ("date", "<=", f"{self.date} 23:59:59"),
        ]
        return action
