from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import past

QUIET = {
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_notify_force_send": False,
    "mail_activity_quick_update": True,
}
SILENT = {**QUIET, "mail_create_nolog": True, "tracking_disable": True}


class CustomerPolicyDemo(models.AbstractModel):
    """The demo company: two years of history up to the day of installing.

    People and customers are data files; what happened to them is made here, by the acts
    that people carry out, each at its own moment. This file is the frame; each wing has
    its own. Nothing of it is there without demo data.
    """

    _name = "customer.policy.demo"
    _description = "Demo Company"

    # ------------------------------------------------------------------------ business

    @api.model
    def _build(self):
        """Called once by the demo data; a second call changes nothing."""
        demo = self.sudo().with_context(lang="en_US", tz="Asia/Shanghai", **QUIET)
        customers = demo._customers()
        if not customers or demo._is_built(customers):
            return
        before = demo._last_ids()
        demo._load_terms()
        demo._age(customers)
        demo._build_wings()
        demo._have_logged_in()
        demo.env.cr.flush()
        demo._set_dates(before)
        demo._silence(before)
        demo.env.invalidate_all()

    @api.model
    def _build_wings(self):
        self._build_grades()
        self._build_visits()
        self._build_cases()
        self._build_violations()
        self._build_secrecy()
        self._build_policy()
        self._build_work_reports()

    @api.model
    def _is_built(self, customers):
        visits = self.env["customer.visit"]
        return bool(visits.search_count([("partner_id", "in", customers.ids)], limit=1))

    @contextmanager
    def _at(self, moment):
        """What happens in the block happened then, its chatter and log included."""
        with past.at(self.env, moment):
            yield
            self.env.cr.flush()

    @api.model
    def _ref(self, name):
        """As ``env.ref``, without asking each time whether it is still there."""
        names = self.env["ir.model.data"]
        model, res_id = names._xmlid_to_res_model_res_id(
            f"customer_policy.{name}", True
        )
        return self.env[model].browse(res_id)

    @api.model
    def _user(self, key):
        return self._ref(f"demo_user_{key}")

    @api.model
    def _employee(self, key):
        return self._ref(f"demo_employee_{key}")

    @api.model
    def _as(self, record, key):
        """The record as one of the demo people sees it."""
        return record.with_user(self._user(key)).sudo(False)

    @api.model
    def _customers(self):
        names = self.env["ir.model.data"].search(
            [("module", "=", "customer_policy"), ("name", "=like", "demo_customer_%")],
            order="name",
        )
        return self.env["res.partner"].browse(names.mapped("res_id")).exists()

    @api.model
    def _load_terms(self):
        """What is copied of shipped texts keeps them in every language.

        Odoo reads an add-on's terms after its demo data.
        """
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["customer_policy"], languages)
        self.env.invalidate_all()

    @api.model
    def _today(self):
        return fields.Date.context_today(self)

    @api.model
    def _age(self, customers):
        """They have been customers for some years."""
        customers.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner
                   SET create_date = now() - make_interval(days => 760 + id %% 900)
                 WHERE commercial_partner_id = ANY(%s)
                """,
                customers.ids,
            )
        )
        customers.invalidate_recordset(["create_date"])

    @api.model
    def _have_logged_in(self):
        """At the first login Odoo would move people into the browser's time zone."""
        self.env.cr.execute(
            """
            INSERT INTO res_users_log (create_uid, create_date)
            SELECT res_id, now() AT TIME ZONE 'UTC' FROM ir_model_data
             WHERE module = 'customer_policy' AND model = 'res.users'
               AND name LIKE 'demo_user_%'
            """
        )

    # ------------------------------------------------------------------------ clean-up

    @api.model
    def _last_ids(self):
        tables = (
            "mail_message",
            "mail_mail",
            "mail_notification",
            "ir_cron_trigger",
        )
        ids = {}
        for table in tables:
            query = SQL("SELECT COALESCE(max(id), 0) FROM %s", SQL.identifier(table))
            ids[table] = self.env.execute_query(query)[0][0]
        return ids

    @api.model
    def _set_dates(self, before):
        """Odoo's own default takes no notice of ``_at``."""
        self.env.cr.execute(
            SQL(
                "UPDATE mail_message SET date = create_date"
                " WHERE id > %s AND date > create_date",
                before["mail_message"],
            )
        )

    @api.model
    def _silence(self, before):
        """Nobody is told anew of what is long over; what is to do stays to do."""
        self.env["customer.complaint"].search(
            [("is_notice_due", "=", True)]
        ).is_notice_due = False
        self.env.flush_all()
        # People and customers came in the same transaction, before the first act.
        lately = SQL("create_date >= %s", self.env.cr.now())
        messages = SQL("SELECT id FROM mail_message WHERE %s", lately)
        for table, condition in (
            ("mail_mail", SQL("id > %s OR %s", before["mail_mail"], lately)),
            (
                "mail_notification",
                SQL(
                    "id > %s OR mail_message_id IN (%s)",
                    before["mail_notification"],
                    messages,
                ),
            ),
            (
                "ir_cron_trigger",
                SQL(
                    "id > %s AND call_at <= now() at time zone 'UTC'",
                    before["ir_cron_trigger"],
                ),
            ),
        ):
            self.env.cr.execute(
                SQL("DELETE FROM %s WHERE %s", SQL.identifier(table), condition)
            )
