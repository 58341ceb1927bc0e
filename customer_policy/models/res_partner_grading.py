from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from .customer_policy_arguments import check_one


class ResPartner(models.Model):
    """The customer's grade. What decides it is in ``customer_grade_*``."""

    _name = "res.partner"
    _inherit = ["res.partner", "customer.policy.protected.mixin"]

    # What others read of a contact does not bring the add-on's columns along.
    customer_grade_id = fields.Many2one(
        "customer.grade",
        "Grade",
        compute="_compute_customer_grade_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
        groups="customer_policy.group_user",
        prefetch="customer_policy",
        help="The current grade in the primary scheme; a contact has its company's.",
        copy=False,
        policy_protected=True,
    )
    # Computed, not related: Odoo groups by a related field without asking for the
    # groups of it, and a color tells the grade.
    customer_grade_color = fields.Integer(
        compute="_compute_customer_grade_color",
        compute_sudo=True,
        groups="customer_policy.group_user",
    )
    grade_assignment_ids = fields.One2many(
        "customer.grade.assignment",
        "partner_id",
        "Grades",
        groups="customer_policy.group_user",
        copy=False,
        policy_protected=True,
    )
    grade_gap_ids = fields.One2many(
        "customer.grade.gap",
        "partner_id",
        "Lacks of Its Grade",
        groups="customer_policy.group_user",
        copy=False,
    )
    grade_explanation = fields.Json(
        compute="_compute_grade_explanation", groups="customer_policy.group_user"
    )

    def _auto_init(self):
        # Nobody has a grade yet: a million contacts need not be computed.
        if not column_exists(self.env.cr, "res_partner", "customer_grade_id"):
            create_column(self.env.cr, "res_partner", "customer_grade_id", "int4")
        return super()._auto_init()

    # New grades come set-wise, see _refresh_partner_grades of the assignment; this
    # serves a contact that moves to another company.
    @api.depends("commercial_partner_id.company_id")
    def _compute_customer_grade_id(self):
        for partner in self:
            customer = partner.commercial_partner_id
            if customer == partner:
                grade = partner._current_grade_assignment().grade_id
            else:
                grade = customer.customer_grade_id
            partner.customer_grade_id = grade

    @api.depends("customer_grade_id.color")
    def _compute_customer_grade_color(self):
        for partner in self:
            partner.customer_grade_color = partner.customer_grade_id.color

    def _compute_grade_explanation(self):
        for partner in self:
            assignment = partner.sudo()._current_grade_assignment()
            partner.grade_explanation = assignment and assignment._explain()

    def action_set_grade(self):
        """Open the dialog that gives a grade by hand."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Grade"),
            "res_model": "customer.grade.assign",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": self.commercial_partner_id.ids},
        }

    def action_apply_for_grade(self):
        """Open the form in which the account manager asks for another grade."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Apply for Another Grade"),
            "res_model": "customer.grade.objection",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }

    def _current_grade_assignment(self):
        """The grade shown on the customer: the current one of its primary scheme."""
        self.ensure_one()
        customer = self.commercial_partner_id
        return customer.grade_assignment_ids.filtered(
            lambda assignment: (
                not assignment.date_to
                and assignment.scheme_id.is_primary
                and assignment.scheme_id.active
                and assignment.scheme_id.company_id == customer.company_id
            )
        )
