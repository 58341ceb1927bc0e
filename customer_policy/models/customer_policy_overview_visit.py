from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime


class CustomerPolicyOverview(models.AbstractModel):
    """When somebody was there, will be, and what was promised."""

    _inherit = "customer.policy.overview"

    @api.model
    def _card_visits(self, customer):
        visits = self.env["customer.visit"]
        rows = [self._last_visit_row(customer), self._next_visit_row(customer)]
        return self._card(
            self.env._("Visits"),
            "handshake-o",
            [row for row in rows if row],
            [
                self._button(
                    "action_plan_visit",
                    self.env._("Plan a Visit"),
                    visits.has_access("create"),
                ),
                self._button(
                    "action_log_visit",
                    self.env._("Log a Visit"),
                    visits.has_access("create"),
                ),
                self._button("action_open_visits", self.env._("All Visits")),
            ],
            empty=self.env._(
                "Nobody was in touch, and nothing is planned. Plan a visit, or log "
                "one that took place."
            ),
        )

    @api.model
    def _visit_of(self, customer, states, order):
        """The one visit, where this person may read it."""
        return self.env["customer.visit"].search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("state", "in", states),
            ],
            order=order,
            limit=1,
        )

    @api.model
    def _last_visit_row(self, customer):
        last = customer.last_visit_date
        if not last:
            return None
        visit = self._visit_of(customer, ("done",), "date_done desc, id desc")
        today = fields.Date.context_today(self)
        days = (today - fields.Datetime.context_timestamp(self, last).date()).days
        return self._visit_row(
            self.env._("Last"),
            last,
            visit.filtered(lambda visit: visit.date_done == last),
            self._ago(days),
        )

    @api.model
    def _ago(self, days):
        if days < 1:
            return self.env._("today")
        if days == 1:
            return self.env._("yesterday")
        return self.env._("%(days)s days ago", days=days)

    @api.model
    def _next_visit_row(self, customer):
        ahead = customer.next_visit_date
        if not ahead:
            return None
        visit = self._visit_of(customer, ("planned", "confirmed"), "date_planned, id")
        row = self._visit_row(
            self.env._("Next"),
            ahead,
            visit.filtered(lambda visit: visit.date_planned == ahead),
        )
        if ahead < fields.Datetime.now():
            row["tone"] = "danger"
        return row

    @api.model
    def _visit_row(self, label, moment, visit, *notes):
        """Others' visits show when, not what."""
        return self._row(
            format_datetime(self.env, moment, dt_format="short"),
            visit or None,
            label=label,
            note=" · ".join(
                filter(
                    None,
                    (
                        *notes,
                        visit.visit_type_id.display_name,
                        visit.user_id.name,
                        visit.result and self._label(visit, "result"),
                    ),
                )
            ),
        )

    # ------------------------------------------------------------------- the promises

    @api.model
    def _promises(self, customer):
        visits = self.env["customer.visit"]
        of_customer = Domain("commercial_partner_id", "=", customer.id)
        return [
            *super()._promises(customer),
            *(
                (visit.promise_date, visit.id, visit, visit.promise or visit.number)
                for visit in visits.search(visits._open_promises() & of_customer)
            ),
        ]
