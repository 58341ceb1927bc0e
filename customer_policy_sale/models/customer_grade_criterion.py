from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerGradeCriterion(models.Model):
    """Figures from confirmed orders.

    An order counts for the commercial entity its customer belongs to today, on the
    day of ``date_order`` as the clock of the company stood.
    """

    _inherit = "customer.grade.criterion"

    metric = fields.Selection(
        selection_add=[
            ("signed_amount", "Signed amount"),
            ("order_count", "Number of orders"),
            ("days_since_order", "Days since the last order"),
            ("months_as_customer", "Months as a customer"),
        ],
        ondelete={
            "signed_amount": "cascade",
            "order_count": "cascade",
            "days_since_order": "cascade",
            "months_as_customer": "cascade",
        },
    )

    @api.model
    def _metric_help(self):
        return [
            *super()._metric_help(),
            self.env._(
                "Signed amount: value without taxes of the orders confirmed in "
                "the period, less what credit notes took back from them. More "
                "is better."
            ),
            self.env._(
                "Number of orders: orders confirmed in the period. More is better."
            ),
            self.env._(
                "Days since the last order: from the last confirmed order to "
                "the review. Fewer is better: let the points fall."
            ),
            self.env._(
                "Months as a customer: whole months since the first confirmed "
                "order, whatever the period. More is better."
            ),
        ]

    @api.model
    def _metric_unit(self):
        return {
            **super()._metric_unit(),
            "signed_amount": "money",
            "order_count": "count",
            "days_since_order": "days",
            "months_as_customer": "months",
        }

    @api.model
    def _metric_group(self):
        return {
            **super()._metric_group(),
            "days_since_order": "min",
            "months_as_customer": "max",
        }

    # --------------------------------------------------------------------- figures

    def _metric_sql_signed_amount(self, review):
        signed = self._signed_orders_sql(review)
        rates = self._currency_rates_sql(review)
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, SUM(part.value) AS value
              FROM (
                    SELECT so.partner_id, SUM(so.amount_untaxed::double precision
                           / %(order_rate)s * rate.rate) AS value
                      FROM sale_order so
                      JOIN (%(rates)s) rate (company_id, rate)
                        ON rate.company_id = so.company_id
                     WHERE %(signed)s
                     GROUP BY so.partner_id
                     UNION ALL
                    SELECT so.partner_id, -so.credited_amount::double precision
                           / %(order_rate)s * rate.rate
                      FROM (%(credited)s) so
                      JOIN (%(rates)s) rate (company_id, rate)
                        ON rate.company_id = so.company_id
                   ) part
              JOIN res_partner partner ON partner.id = part.partner_id
             GROUP BY partner.commercial_partner_id
            """,
            order_rate=SQL(
                "COALESCE(NULLIF(so.currency_rate, 0), 1)::double precision"
            ),
            rates=rates,
            signed=signed,
            credited=self.env["sale.order"]._policy_credited_sql(review.date, signed),
        )

    def _metric_sql_order_count(self, review):
        return self._per_buyer_sql(review, SQL("COUNT(*)"), SQL("SUM(part.value)"))

    def _metric_sql_days_since_order(self, review):
        return self._per_buyer_sql(
            review,
            SQL("MAX(so.date_order)"),
            SQL(
                "%s - %s",
                review.date,
                self._local_day_sql(SQL("MAX(part.value)"), review),
            ),
        )

    def _metric_sql_months_as_customer(self, review):
        age = SQL(
            "age(%s, %s)",
            review.date,
            self._local_day_sql(SQL("MIN(part.value)"), review),
        )
        return self._per_buyer_sql(
            review,
            SQL("MIN(so.date_order)"),
            SQL(
                "EXTRACT(year FROM %(age)s) * 12 + EXTRACT(month FROM %(age)s)",
                age=age,
            ),
            ever=True,
        )

    def _per_buyer_sql(self, review, per_contact, value, ever=False):
        """SELECT of ``partner_id, value`` over the orders of the window.

        :param per_contact: aggregate over ``so``, the orders of one contact
        :param value: aggregate over ``part.value``, the contacts of one customer
        :param ever: leave the criterion's period aside
        """
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, %(value)s AS value
              FROM (
                    SELECT so.partner_id, %(per_contact)s AS value
                      FROM sale_order so
                     WHERE %(signed)s
                     GROUP BY so.partner_id
                   ) part
              JOIN res_partner partner ON partner.id = part.partner_id
             GROUP BY partner.commercial_partner_id
            """,
            value=value,
            per_contact=per_contact,
            signed=self._signed_orders_sql(review, ever=ever),
        )

    def _signed_orders_sql(self, review, ever=False):
        """SQL condition on ``sale_order AS so``: the orders that count."""
        self.env["sale.order"].flush_model()
        start = None if ever else self._period_start(review)
        zone = self._order_timezone(review.company_id, review.create_uid)
        conditions = [
            SQL("so.state = 'sale'"),
            SQL("so.date_order < %s", self._utc_midnight_after(review.date, zone)),
        ]
        if start:
            conditions.append(
                SQL("so.date_order >= %s", self._utc_midnight_after(start, zone))
            )
        if review.scheme_id.company_id:
            company_ids = self._review_company_ids(review)
            conditions.append(SQL("so.company_id IN %s", tuple(company_ids)))
        return SQL(" AND ").join(conditions)

    # ------------------------------------------------------------------- documents

    def _metric_action_signed_amount(self, partner, review_date, period_start):
        domain = self._signed_orders_domain(partner, review_date, period_start)
        action = self._signed_orders_action(domain)
        view = self.env.ref("customer_policy_sale.sale_order_view_list_signed")
        return {
            **action,
            "views": [(view.id, "list"), (False, "form")],
            "context": {
                **action["context"],
                "customer_policy_date": fields.Date.to_string(review_date),
            },
        }

    def _metric_action_order_count(self, partner, review_date, period_start):
        return self._signed_orders_action(
            self._signed_orders_domain(partner, review_date, period_start)
        )

    def _metric_action_days_since_order(self, partner, review_date, period_start):
        domain = self._signed_orders_domain(partner, review_date, period_start)
        return self._one_order_action(domain, "date_order desc, id desc")

    def _metric_action_months_as_customer(self, partner, review_date, period_start):
        domain = self._signed_orders_domain(partner, review_date, None)
        return self._one_order_action(domain, "date_order, id")

    def _signed_orders_domain(self, partner, review_date, period_start):
        company = self.scheme_id.company_id
        zone = self._order_timezone(company or self.env.company, self.env.user)
        domain = [
            ("partner_id.commercial_partner_id", "in", partner.ids),
            ("state", "=", "sale"),
            ("date_order", "<", self._utc_midnight_after(review_date, zone)),
        ]
        if period_start:
            midnight = self._utc_midnight_after(period_start, zone)
            domain.append(("date_order", ">=", midnight))
        if company:
            domain.append(("company_id", "=", company.id))
        return domain

    def _one_order_action(self, domain, order):
        """The order that alone decides the figure."""
        found = self.env["sale.order"].search(domain, order=order, limit=1)
        return self._signed_orders_action([("id", "in", found.ids)])

    def _signed_orders_action(self, domain):
        self.env["sale.order"].check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Confirmed Orders"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
            "context": {"create": False},
        }

    # ------------------------------------------------------------------------ days

    @api.model
    def _order_timezone(self, company, user):
        """The zone whose days count.

        The company's own first: the same review must not differ by who runs it.
        """
        return (
            company.sudo().partner_id.tz
            or user.sudo().tz
            or company.sudo().resource_calendar_id.tz
            or "UTC"
        )

    @api.model
    def _utc_midnight_after(self, day, zone):
        """The end of ``day`` in ``zone``, as stored: UTC without zone."""
        midnight = datetime.combine(day + timedelta(days=1), time.min)
        local = pytz.timezone(zone).localize(midnight)
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _local_day_sql(self, moment, review):
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            moment,
            self._order_timezone(review.company_id, review.create_uid),
        )
