from odoo import api, models

FINAL = ("closed", "unfounded", "cancelled")


class CustomerPolicyTimeline(models.AbstractModel):
    """Cases of a customer with their steps."""

    _inherit = "customer.policy.timeline"

    @api.model
    def _sources(self, customer):
        model = "customer.complaint"
        of_customer = [("commercial_partner_id", "=", customer.id)]
        decided = [("complaint_id.commercial_partner_id", "=", customer.id)]
        return {
            **super()._sources(customer),
            "complaint_received": (model, of_customer, "date_received"),
            "complaint_accepted": (model, of_customer, "date_accepted"),
            "complaint_answered": (model, of_customer, "date_answered"),
            "complaint_closed": (
                model,
                [*of_customer, ("state", "in", FINAL)],
                "date_closed",
            ),
            "complaint_decision": ("customer.complaint.decision", decided, "date"),
        }

    @api.model
    def _show_complaint_received(self, complaints):
        return {
            complaint.id: self._event(
                "comments-o",
                self.env._(
                    "%(kind)s received: %(case)s",
                    kind=self._label(complaint, "kind"),
                    case=complaint.display_name,
                ),
                self._label(complaint, "severity"),
                self._label(complaint, "channel"),
                complaint.category_id.display_name,
            )
            for complaint in complaints
        }

    @api.model
    def _show_complaint_accepted(self, complaints):
        return {
            complaint.id: self._event(
                "hand-paper-o",
                self.env._("Taken up: %(case)s", case=complaint.display_name),
                complaint.user_id.name,
            )
            for complaint in complaints
        }

    @api.model
    def _show_complaint_answered(self, complaints):
        return {
            complaint.id: self._event(
                "reply",
                self.env._("Answered: %(case)s", case=complaint.display_name),
            )
            for complaint in complaints
        }

    @api.model
    def _show_complaint_closed(self, complaints):
        return {
            complaint.id: self._event(
                "check",
                self.env._(
                    "%(state)s: %(case)s",
                    state=self._label(complaint, "state"),
                    case=complaint.display_name,
                ),
                complaint.conclusion,
            )
            for complaint in complaints
        }

    @api.model
    def _show_complaint_decision(self, decisions):
        return {
            decision.id: {
                **self._event(
                    "gavel",
                    self.env._(
                        "%(outcome)s: %(case)s",
                        outcome=self._label(decision, "outcome"),
                        case=decision.complaint_id.display_name,
                    ),
                    self._label(decision, "role"),
                    decision.user_id.name,
                    decision.opinion,
                ),
                # A decision is read on its case.
                "model": "customer.complaint",
                "id": decision.complaint_id.id,
            }
            for decision in decisions
        }
