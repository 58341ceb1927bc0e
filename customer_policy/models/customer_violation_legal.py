from odoo import api, fields, models
from odoo.exceptions import UserError

from .customer_policy_arguments import records_of, takes, text

READERS = (
    "customer_policy.group_violation_officer,"
    "customer_policy.group_violation_general_manager,"
    "customer_policy.group_auditor"
)


class CustomerViolation(models.Model):
    """What the law asks for before somebody is dismissed or fined, where it does."""

    _inherit = "customer.violation"

    legal_notes = fields.Text(compute="_compute_legal_notes", groups=READERS)
    needs_union_notice = fields.Boolean(
        compute="_compute_needs_union_notice", groups=READERS
    )
    date_union_notice = fields.Date(
        "Union Given Notice", copy=False, policy_protected=True, groups=READERS
    )
    union_opinion = fields.Text(
        "Opinion of the Union", copy=False, policy_protected=True, groups=READERS
    )
    union_notice_by_id = fields.Many2one(
        "res.users",
        "Notice Given by",
        copy=False,
        ondelete="restrict",
        policy_protected=True,
        groups=READERS,
    )

    # ---------------------------------------------------------------------- computes

    @api.depends(
        "company_id",
        "clause_id",
        "date_union_notice",
        "penalty_ids.measure",
        "penalty_ids.state",
    )
    def _compute_legal_notes(self):
        for violation in self:
            violation.legal_notes = "\n".join(violation._legal_notes()) or False

    @api.depends(
        "company_id", "date_union_notice", "penalty_ids.measure", "penalty_ids.state"
    )
    def _compute_needs_union_notice(self):
        for violation in self:
            violation.needs_union_notice = violation._lacks_union_notice()

    # ----------------------------------------------------------------------- actions

    @takes(opinion=text, files=records_of("ir.attachment"))
    def action_notify_union(self, opinion=None, files=None):
        """The union was given notice of the dismissal, and this is what it says."""
        self._begin_act()
        opinion = self._required_reason(opinion)
        for violation in self.sudo():
            if violation.state not in ("heard", "decided", "in_force", "appealed"):
                raise UserError(
                    self.env._(
                        "The union is given notice after the hearing, while the case "
                        "is open. %(case)s is not there.",
                        case=violation.display_name,
                    )
                )
        self.sudo().write(
            {
                "date_union_notice": fields.Date.context_today(self),
                "union_opinion": opinion,
                "union_notice_by_id": self.env.uid,
            }
        )
        self._keep_files("scan_ids", files)

    # ---------------------------------------------------------------------- business

    def _legal(self):
        return self.env["customer.policy.legal"]._of(self.company_id)

    def _legal_notes(self):
        self.ensure_one()
        legal = self._legal()
        if not legal:
            return []
        violation = self.sudo()
        policy = violation.clause_id.policy_id
        notes = policy._legal_gaps(legal) if policy else []
        measures = violation._notice_penalties().mapped("measure")
        if legal.fine_note and "fine" in measures:
            notes.append(legal.fine_note)
        if violation._lacks_union_notice():
            notes.append(self._union_text())
        return notes

    def _lacks_union_notice(self):
        """Whether a dismissal waits for the notice to the union."""
        violation = self.sudo()
        dismissed = violation.penalty_ids.filtered(
            lambda penalty: (
                penalty.measure == "dismissal" and penalty.state == "pending"
            )
        )
        if violation.date_union_notice:
            return False
        return bool(dismissed) and self._legal().requires_union_notice

    def _union_text(self):
        return self.env._(
            "Before a dismissal is served, the union is given notice of it. Record "
            "when, and what it says."
        )

    def _check_union_notice(self):
        for violation in self:
            if violation._lacks_union_notice():
                raise UserError(
                    self.env._(
                        "%(case)s: %(text)s",
                        case=violation.display_name,
                        text=self._union_text(),
                    )
                )
