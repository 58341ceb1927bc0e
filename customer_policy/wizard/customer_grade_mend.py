from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.internal_users import internal_users


class CustomerGradeMend(models.TransientModel):
    """Give customers what they lack of what their grade promises."""

    _name = "customer.grade.mend"
    _description = "Give What the Grade Promises"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    partner_count = fields.Integer(
        "Number of Customers", compute="_compute_partner_count"
    )
    user_id = fields.Many2one(
        "res.users", "Account Manager", domain=[("share", "=", False)]
    )
    service_user_ids = fields.Many2many(
        "res.users", string="Service Team", domain=internal_users
    )
    executive_sponsor_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    replace_people = fields.Boolean(
        "Replace Those There Are",
        help="Otherwise people are named only where a customer has none.",
    )
    give_promised = fields.Boolean(
        "What the Grade Gives",
        default=True,
        help="Give what the grade itself promises, also in place of what somebody "
        "set by hand.",
    )

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)

    def action_mend(self):
        self.ensure_one()
        self.partner_ids.check_access("read")
        customers = self.partner_ids.commercial_partner_id
        self._give_people(customers)
        if self.give_promised:
            self._give_promised(customers)
        return {"type": "ir.actions.act_window_close"}

    def _give_people(self, customers):
        values = {
            "user_id": self.user_id.id,
            "executive_sponsor_id": self.executive_sponsor_id.id,
            "service_user_ids": self.service_user_ids
            and [fields.Command.set(self.service_user_ids.ids)],
        }
        values = {name: value for name, value in values.items() if value}
        for name, value in values.items():
            lacking = customers
            if not self.replace_people:
                lacking = customers.sudo().filtered(
                    lambda customer, name=name: not customer[name].filtered("active")
                )
            lacking = lacking.with_env(self.env)
            # Only custodians name the people of a classified customer.
            lacking._check_may_give_knowledge({name: value})
            lacking.sudo().write({name: value})

    def _give_promised(self, customers):
        Assignment = self.env["customer.grade.assignment"].sudo()
        held = Assignment.search(
            [("partner_id", "in", customers.ids), ("date_to", "=", False)]
        )
        if not held:
            raise UserError(
                self.env._("None of these customers has a grade; give them one first.")
            )
        for scheme in held.scheme_id:
            Assignment._grant_entitlements(
                scheme,
                SQL(
                    "SELECT partner_id, NULL::int AS former_id, grade_id"
                    "  FROM customer_grade_assignment"
                    " WHERE date_to IS NULL AND scheme_id = %s"
                    "   AND partner_id = ANY(%s)",
                    scheme.id,
                    customers.ids,
                ),
                force=True,
            )
        self.env["res.partner"].invalidate_model()
