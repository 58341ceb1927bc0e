from odoo import api, fields, models
from odoo.fields import Domain


class CustomerPolicyTimeline(models.AbstractModel):
    """Visits to a customer, and what became of what was promised there."""

    _inherit = "customer.policy.timeline"

    @api.model
    def _sources(self, customer):
        model = "customer.visit"
        visits = self.env[model]
        of_customer = Domain("commercial_partner_id", "=", customer.id)
        today = fields.Date.context_today(self)
        broken = visits._open_promises() & Domain("promise_date", "<", today)
        done, missed = Domain("state", "=", "done"), Domain("state", "=", "missed")
        return {
            **super()._sources(customer),
            "visit_done": (model, of_customer & done, "date_done"),
            "visit_missed": (model, of_customer & missed, "date_planned"),
            "promise_kept": (model, of_customer & done, "date_promise_kept"),
            "promise_broken": (model, of_customer & broken, "promise_date"),
        }

    @api.model
    def _show_visit_done(self, visits):
        return {
            visit.id: self._event(
                "handshake-o",
                self.env._(
                    "%(type)s by %(person)s",
                    type=visit.visit_type_id.display_name,
                    person=(visit.done_by_id or visit.user_id).name or "",
                ),
                self._label(visit, "result"),
                visit.report,
                visit.promise,
            )
            for visit in visits
        }

    @api.model
    def _show_visit_missed(self, visits):
        return {
            visit.id: self._event(
                "calendar-times-o",
                self.env._("Missed: %(type)s", type=visit.visit_type_id.display_name),
                visit.user_id.name,
                visit.reason,
            )
            for visit in visits
        }

    @api.model
    def _show_promise_kept(self, visits):
        return {
            visit.id: self._event(
                "thumbs-o-up",
                self.env._("Promise kept"),
                visit.promise,
                visit.promise_answer,
            )
            for visit in visits
        }

    @api.model
    def _show_promise_broken(self, visits):
        return {
            visit.id: self._event(
                "thumbs-o-down", self.env._("Promise not kept"), visit.promise
            )
            for visit in visits
        }
