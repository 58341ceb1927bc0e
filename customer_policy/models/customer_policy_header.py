from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Command


class CustomerPolicy(models.Model):
    """The head of the document: who wrote it, whom it concerns, who interprets it."""

    _inherit = "customer.policy"

    drawn_up_by_id = fields.Many2one(
        "res.users",
        "Drawn up by",
        copy=False,
        tracking=True,
        domain=[("share", "=", False)],
        default=lambda self: self.env.uid != SUPERUSER_ID and self.env.uid,
        help="Does not approve the policy.",
    )
    date_drawn_up = fields.Date(
        "Drawn up on", copy=False, default=fields.Date.context_today
    )
    reviewed_by_id = fields.Many2one(
        "res.users", "Reviewed by", copy=False, policy_protected=True
    )
    interpreter_role_id = fields.Many2one(
        "customer.policy.role",
        "Interpreted by",
        ondelete="restrict",
        help="Who says what a clause means where people disagree.",
    )
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments Concerned",
        help="With the departments below them. Empty, and nobody named: everybody of "
        "the company.",
    )
    employee_ids = fields.Many2many(
        "hr.employee",
        string="Employees Concerned",
        help="Besides those of the departments concerned.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Managers choose employees whose records they may not read."""
        if self.env.su:
            return super().create(vals_list)
        chosen = [vals.get("employee_ids") for vals in vals_list]
        vals_list = [
            {name: value for name, value in vals.items() if name != "employee_ids"}
            for vals in vals_list
        ]
        policies = super().create(vals_list)
        for policy, commands in zip(policies, chosen, strict=True):
            if commands:
                policy._choose_employees(commands)
        return policies

    def write(self, vals):
        if "employee_ids" not in vals or self.env.su:
            return super().write(vals)
        self.check_access("write")
        self._prepare_text_change()
        others = {name: vals[name] for name in vals if name != "employee_ids"}
        res = super().write(others)
        self._choose_employees(vals["employee_ids"] or [Command.clear()])
        return res

    def _choose_employees(self, commands):
        self.env["hr.employee"]._check_chosen(commands)
        self.sudo().write({"employee_ids": commands})

    @api.model
    def _text_fields(self):
        header = {
            "drawn_up_by_id",
            "interpreter_role_id",
            "department_ids",
            "employee_ids",
        }
        return super()._text_fields() | header

    def _scope_domain(self):
        """The employees whom the policy concerns, whoever may read them."""
        self.ensure_one()
        policy = self.sudo()
        domain = fields.Domain.TRUE
        if policy.company_id:
            domain &= fields.Domain("company_id", "=", policy.company_id.id)
        if policy.department_ids or policy.employee_ids:
            domain &= fields.Domain(
                "department_id", "child_of", policy.department_ids.ids
            ) | fields.Domain("id", "in", policy.employee_ids.ids)
        return domain
