from odoo import api, models
from odoo.fields import Domain

BARRED = "request_barred"


class _Barred(dict):
    """Who stands aside, worked out for many cases; a type that no client can send."""


class CustomerComplaint(models.Model):
    """A proposal waits in the inbox of the role whose turn it is."""

    _name = "customer.complaint"
    _inherit = ["customer.complaint", "customer.policy.request.mixin"]

    _request_triggers = frozenset({"state", "severity", "team_id", "respondent_ids"})
    _request_activity_types = ("customer_policy.mail_activity_type_complaint_decision",)
    _request_facts = (
        "partner_id",
        "severity",
        "category_id",
        "respondent_ids",
        "conclusion",
        "countermeasure",
        "prevention",
    )

    _proposed_idx = models.Index("(id) WHERE state = 'proposed'")

    # --------------------------------------------------------------------- business

    def _note_decision(self, role, outcome, opinion):
        """The next role decides, though the state stays."""
        res = super()._note_decision(role, outcome, opinion)
        self._request_watch()
        return res

    def _barred_users(self):
        known = self.env.context.get(BARRED)
        if isinstance(known, _Barred) and known.keys() >= set(self._origin.ids):
            return {id_: set(known[id_]) for id_ in self._origin.ids}
        return super()._barred_users()

    @api.model
    def _request_kinds(self):
        return [
            *super()._request_kinds(),
            ("complaint_decision", self.env._("Decision on a Complaint")),
        ]

    @api.model
    def _request_pending_domain(self):
        return Domain("state", "=", "proposed")

    def _request_matters(self):
        cases = self.with_context(**{BARRED: _Barred(self._barred_users())})
        approvals = self.env["customer.complaint.approval"]
        chains = {
            severity: approvals._chain(severity)
            for severity in set(cases.mapped("severity"))
        }
        matters = {}
        for case in cases:
            decisions = case._decisions_in_force()
            decided = decisions.mapped("role")
            chain = chains[case.severity]
            link = chain.filtered(lambda one, done=decided: one.role not in done)[:1]
            if link:
                ask = case._who_decide if link.role_id else case._deciders
                deciders = ask(link.role) - decisions.user_id
                matters[case.id, link.role] = case._request_matter(
                    "complaint_decision",
                    case.number or f"#{case.id}",
                    deciders,
                    decisions.filtered(lambda d: d.outcome == "proposed").user_id[:1],
                    deadline=case.next_deadline,
                    role_id=link.role_id,
                    copied_user_ids=case._request_copies() - deciders,
                )
        return cases._request_cleared(matters)

    def _request_copies(self):
        """Whoever has the case, where somebody else proposed."""
        self.ensure_one()
        proposers = self._decisions_in_force().user_id
        return (self.user_id | self.responsible_id).filtered("active") - proposers

    def _request_cleared(self, matters):
        """Without those who must not know the customer: one question for all."""
        everybody = self.env["res.users"].union(
            *(values["decider_ids"] for values in matters.values())
        )
        hidden = self.env["customer.confidentiality"]._hidden_from(
            self.partner_id, everybody
        )
        for (case_id, _role), values in matters.items():
            customer = self.browse(case_id).partner_id
            values["decider_ids"] = values["decider_ids"].filtered(
                lambda user, customer=customer: customer not in hidden[user]
            )
        return matters

    def _request_outcomes(self):
        outcomes = {}
        for case in self.exists():
            for decision in case._decisions_in_force():
                if decision.outcome in ("approved", "rejected"):
                    outcomes[case.id, decision.role] = decision.outcome
                elif decision.outcome == "unfounded":
                    outcomes[case.id] = "settled"
        return outcomes

    @api.model
    def _request_tells(self, kind, outcome):
        return True

    def _request_decide(self, step, choice, opinion):
        if choice == "approve":
            self.action_approve(opinion)
        else:
            self.action_reject(opinion)
