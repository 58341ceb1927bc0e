from odoo import api, fields, models

PURPOSES = [("review", "Prior Review"), ("approve", "Approval")]


class CustomerPolicyApprovalStep(models.Model):
    """A step that a policy goes through before it is approved."""

    _name = "customer.policy.approval.step"
    _description = "Policy Approval Step"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "sequence, id"
    _rec_name = "role_id"

    sequence = fields.Integer(default=10)
    role_id = fields.Many2one(
        "customer.policy.role",
        required=True,
        index=True,
        ondelete="restrict",
        help="A role that nobody holds is passed over. Where all of them are, another "
        "manager approves.",
    )
    purpose = fields.Selection(
        PURPOSES,
        "Stage",
        required=True,
        default="approve",
        help="Whether the role looks it over beforehand, or approves it.",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )

    _role_unique = models.UniqueIndex(
        "(role_id, COALESCE(company_id, 0)) WHERE active",
        "A role decides once on each policy.",
    )

    @api.model
    def _steps_for(self, company):
        """A company's own steps, else those of all companies."""
        steps = self.sudo().search([("company_id", "in", [company.id, False])])
        own = steps.filtered(lambda step: step.company_id and company)
        return own or steps.filtered(lambda step: not step.company_id)
