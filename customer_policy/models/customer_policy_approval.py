from odoo import api, fields, models

from .customer_policy_approval_step import PURPOSES


class CustomerPolicyApproval(models.Model):
    """A step of the approval of one policy, and what was decided in it.

    Drawn from the settings when the policy is submitted. What was decided on an
    earlier text is kept, but counts no longer.
    """

    _name = "customer.policy.approval"
    _description = "Approval of a Policy"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "policy_id, is_current desc, date, sequence, id"
    _rec_name = "role_id"

    policy_id = fields.Many2one(
        "customer.policy",
        required=True,
        index=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    company_id = fields.Many2one(
        related="policy_id.company_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(copy=False, policy_protected=True)
    role_id = fields.Many2one(
        "customer.policy.role",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        policy_protected=True,
        help="Empty: a manager who neither drew the policy up nor submitted it.",
    )
    purpose = fields.Selection(
        PURPOSES,
        "Stage",
        required=True,
        default="approve",
        copy=False,
        policy_protected=True,
    )
    is_current = fields.Boolean(
        "On This Text", default=True, copy=False, policy_protected=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Decided by",
        ondelete="restrict",
        copy=False,
        policy_protected=True,
    )
    date = fields.Datetime("Decided on", copy=False, policy_protected=True)
    outcome = fields.Selection(
        [("approved", "Approved"), ("rejected", "Sent Back")],
        copy=False,
        policy_protected=True,
    )
    opinion = fields.Text(copy=False, policy_protected=True)

    @api.depends("role_id", "purpose")
    def _compute_display_name(self):
        labels = dict(self._fields["purpose"]._description_selection(self.env))
        for line in self:
            role = line.role_id.name or self.env._("Another manager")
            line.display_name = f"{labels.get(line.purpose, '')}: {role}"

    # ---------------------------------------------------------------------- business

    def _deciders(self):
        """Who decides in this step now; several where any manager may."""
        self.ensure_one()
        policy = self.policy_id.sudo()
        authors = policy.submitted_by_id | policy.drawn_up_by_id
        decided = policy._current_approvals().user_id
        if self.role_id:
            found = self.role_id._deciders(
                policy._author_employee(), policy.company_id, authors | decided
            ).sudo()
            if found & policy._readers():
                return found
        managers = policy._managers()
        others = managers - authors
        if others - decided:
            return others - decided
        # The only manager is author, reviewer and approver in one.
        return others or (managers if len(managers) <= 1 else others)
