from odoo import fields, models

from ..tools import visit_want

NOT_CLEARED = "not_cleared"
REASONS = [
    (visit_want.NO_CAPACITY, "No time left when it is due"),
    (visit_want.NO_WORKING_DAY, "No working day when it is due"),
    (visit_want.TOO_LONG, "Longer than any working stretch"),
    (visit_want.NO_PERFORMER, "Nobody is in charge of it"),
    (visit_want.NO_ADDRESS, "No address to go to"),
    (NOT_CLEARED, "Who is in charge must not know of it"),
]


class CustomerVisitPlanGap(models.Model):
    """A visit that is due and found no place in the plan, with the reason."""

    _name = "customer.visit.plan.gap"
    _description = "Visit Not Placed"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "overdue_days desc, date_due_from, id"
    _rec_name = "reason"

    plan_id = fields.Many2one(
        "customer.visit.plan",
        "Visit Plan",
        required=True,
        index=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, copy=False, policy_protected=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    rule_id = fields.Many2one(
        "customer.visit.rule",
        "For the Rule",
        index="btree_not_null",
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    visit_type_id = fields.Many2one(
        "customer.visit.type",
        "Type",
        index="btree_not_null",
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Person in Charge",
        index="btree_not_null",
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    complaint_id = fields.Many2one(
        "customer.complaint",
        "After the Complaint",
        index="btree_not_null",
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    date_due_from = fields.Date("Due From", copy=False, policy_protected=True)
    date_due_until = fields.Date("Due Until", copy=False, policy_protected=True)
    overdue_days = fields.Integer("Days Overdue", copy=False, policy_protected=True)
    reason = fields.Selection(REASONS, required=True, copy=False, policy_protected=True)
