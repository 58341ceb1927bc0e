from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..request_lending import current_request

WARN = "customer_policy.export_warn_count"
BLOCK = "customer_policy.export_block_count"
COUNTED = "customer_policy.export_counted"


class CustomerExportUsage(models.Model):
    """How many open customers a person exported on a day."""

    _name = "customer.export.usage"
    _description = "Exports of Open Customers"
    _order = "date desc, customer_count desc"
    _rec_name = "date"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", "Person", required=True, readonly=True, ondelete="cascade"
    )
    date = fields.Date(required=True, readonly=True)
    customer_count = fields.Integer("Customers", required=True, readonly=True)
    is_warned = fields.Boolean("Warned", readonly=True)

    _day_unique = models.UniqueIndex("(user_id, date)", "One line a day.")

    # --------------------------------------------------------------------- business

    @api.model
    def _add_customers(self, customers):
        """Count open customers, each once in an HTTP request, however many passes make
        the file."""
        if not current_request():
            self._add(len(customers))
            return
        counted = self.env.cr.postrollback.data.setdefault(COUNTED, set())
        self._add(len(set(customers._ids) - counted))
        counted.update(customers._ids)

    @api.model
    def _add(self, count):
        """Count open customers that the current user exports; warn, then refuse."""
        warn, block = self._limit(WARN), self._limit(BLOCK)
        if not count or not (warn or block):
            return
        total, was_warned = self._count(count)
        if block and total > block:
            raise UserError(
                self.env._(
                    "You may export %(limit)s customers a day, and this would make "
                    "%(total)s. Export fewer, go on tomorrow, or ask a custodian for "
                    "the figures you need.",
                    limit=block,
                    total=total,
                )
            )
        if warn and total > warn and not was_warned:
            self._warn(total, block)

    @api.model
    def _limit(self, key):
        value = self.env["ir.config_parameter"].sudo().get_param(key)
        return int(value) if (value or "").isdigit() else 0

    @api.model
    def _count(self, count):
        """:return: (customers today, whether somebody was told before)"""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_export_usage AS used
                       (user_id, date, customer_count, is_warned)
                VALUES (%s, %s, %s, FALSE)
                ON CONFLICT (user_id, date) DO UPDATE
                   SET customer_count = used.customer_count + EXCLUDED.customer_count
                RETURNING customer_count, is_warned
                """,
                self.env.uid,
                fields.Date.context_today(self),
                count,
            )
        )
        self.invalidate_model(flush=False)
        return self.env.cr.fetchone()

    @api.model
    def _warn(self, total, block):
        """Tell the person and the custodians, once a day."""
        self.env.cr.execute(
            SQL(
                "UPDATE customer_export_usage SET is_warned = TRUE "
                "WHERE user_id = %s AND date = %s",
                self.env.uid,
                fields.Date.context_today(self),
            )
        )
        custodians = self.env.ref("customer_policy.group_custodian").sudo().all_user_ids
        text = self.env._(
            "%(person)s exported %(total)s customers today.",
            person=self.env.user.name,
            total=total,
        )
        if block:
            text += " " + self.env._("At %(limit)s exports stop.", limit=block)
        people = (custodians.filtered("active") | self.env.user.sudo()).partner_id
        mark = self.env["customer.policy.webhook"]._mark_topic("access")
        self.env["mail.thread"].sudo().with_context(**mark).message_notify(
            partner_ids=people.ids,
            subject=self.env._("Many customers exported"),
            body=text,
        )
        self.env.user._bus_send(
            "simple_notification", {"type": "warning", "message": text}
        )
