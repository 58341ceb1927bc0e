from odoo import api, models
from odoo.fields import Domain


class CustomerViolation(models.Model):
    """What was heard, and an appeal, wait in the inbox of those who decide."""

    _name = "customer.violation"
    _inherit = ["customer.violation", "customer.policy.request.mixin"]

    _request_triggers = frozenset({"state", "employee_id"})
    _request_activity_types = ("customer_policy.mail_activity_type_violation_decision",)
    _request_facts = (
        "employee_id",
        "type_id",
        "severity",
        "date",
        "facts",
        "statement",
        "penalty_ids",
        "appeal",
    )
    # Who decides would tell who must not: the reporter.
    _request_names_deciders = False

    _waiting_idx = models.Index("(id) WHERE state IN ('heard', 'appealed')")

    # --------------------------------------------------------------------- business

    @api.model
    def _request_kinds(self):
        return [
            *super()._request_kinds(),
            ("violation_decision", self.env._("Decision on a Violation")),
            ("violation_appeal", self.env._("Appeal against a Violation")),
        ]

    @api.model
    def _request_pending_domain(self):
        return Domain("state", "in", ("heard", "appealed"))

    def _request_matters(self):
        barred = self._deciders_barred()
        handlers = self._handlers()
        matters = {}
        for case in self:
            deciders = handlers.filtered(
                lambda user, case=case: (
                    user.id not in barred[case.id]
                    and case.company_id in user.company_ids
                )
            )
            number = case.number or f"#{case.id}"
            if case.state == "heard":
                matters[case.id, "decide"] = case._request_matter(
                    "violation_decision",
                    number,
                    deciders - case.proposed_by_id,
                    case.proposed_by_id,
                )
            else:
                matters[case.id, "appeal"] = case._request_matter(
                    "violation_appeal",
                    number,
                    deciders.filtered(
                        lambda user, case=case: not case._has_decided(user)
                    ),
                    case.employee_id.user_id[:1],
                    needs_opinion=True,
                )
        return self._request_cleared(matters)

    def _request_cleared(self, matters):
        """Without those who must not know the customer: one question for all."""
        hidden = self.env["customer.confidentiality"]._hidden_from(
            self.partner_id, self._handlers()
        )
        for (case_id, _step), values in matters.items():
            customer = self.browse(case_id).partner_id
            values["decider_ids"] = values["decider_ids"].filtered(
                lambda user, customer=customer: customer not in hidden[user]
            )
        return matters

    def _request_outcomes(self):
        outcomes = {}
        for case in self.exists():
            if case.appeal_outcome:
                granted = case.appeal_outcome == "granted"
                outcomes[case.id] = "approved" if granted else "rejected"
            elif case.state == "investigating":
                outcomes[case.id] = "rejected"
            else:
                revoked = case.state == "revoked"
                outcomes[case.id] = "settled" if revoked else "approved"
        return outcomes

    @api.model
    def _request_tells(self, kind, outcome):
        """Who appealed is told by the case."""
        return kind == "violation_decision"

    def _request_decide(self, step, choice, opinion):
        if step == "appeal":
            self.action_decide_appeal(granted=choice == "approve", opinion=opinion)
        elif choice == "approve":
            self.action_decide(opinion)
        else:
            self.action_send_back(opinion)
