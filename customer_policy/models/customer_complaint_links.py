from odoo import api, fields, models
from odoo.fields import Domain


class CustomerComplaint(models.Model):
    """What is a click away from a case, and the short form that registers one."""

    _inherit = "customer.complaint"

    action_count = fields.Integer("Actions in All", compute="_compute_action_count")
    customer_case_count = fields.Integer(
        "Cases of the Customer", compute="_compute_customer_case_count"
    )
    can_decide = fields.Boolean(
        "It Is My Turn to Decide", compute="_compute_can_decide"
    )
    barred_user_ids = fields.Many2many(
        "res.users",
        string="Do Not Decide",
        compute="_compute_barred_user_ids",
        groups="customer_policy.group_complaint_officer",
        help="Those complained of, and everybody who works below them.",
    )

    @api.depends("action_ids")
    def _compute_action_count(self):
        rows = self.env["customer.complaint.action"]._read_group(
            [("complaint_id", "in", self.ids)], ["complaint_id"], ["__count"]
        )
        counts = {complaint.id: count for complaint, count in rows}
        for complaint in self:
            complaint.action_count = counts.get(complaint._origin.id, 0)

    @api.depends("partner_id")
    def _compute_customer_case_count(self):
        customers = self.sudo().commercial_partner_id
        rows = self._read_group(
            [("commercial_partner_id", "in", customers.ids)],
            ["commercial_partner_id"],
            ["__count"],
        )
        counts = {customer.id: count for customer, count in rows}
        for complaint in self:
            customer = complaint.sudo().commercial_partner_id
            complaint.customer_case_count = counts.get(customer.id, 0)

    @api.depends("state", "severity", "decision_ids", "team_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        proposed = self.filtered(lambda c: c.state == "proposed" and c.next_role)
        (self - proposed).can_decide = False
        for complaint in proposed:
            people = complaint._who_decide(complaint.next_role)
            people -= complaint._decisions_in_force().user_id
            complaint.can_decide = self.env.user in people

    @api.depends("respondent_ids")
    def _compute_barred_user_ids(self):
        barred = self._barred_users()
        for complaint in self:
            complaint.barred_user_ids = sorted(barred[complaint._origin.id])

    # ------------------------------------------------------------------------- actions

    def action_open_duplicates(self):
        self.ensure_one()
        domain = Domain("id", "in", (self.duplicate_ids | self).ids)
        return self._list_of_cases(self.env._("Same Matter?"), domain)

    def action_open_customer_cases(self):
        self.ensure_one()
        customer = self.sudo().commercial_partner_id
        domain = Domain("commercial_partner_id", "=", customer.id)
        return self._list_of_cases(self.env._("Cases of the Customer"), domain)

    def action_open_actions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_complaint_action_record_action"
        )
        return {
            **action,
            "domain": [("complaint_id", "=", self.id)],
            "context": {"default_complaint_id": self.id},
        }

    def action_open_ratings(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Satisfaction"),
            "res_model": "rating.rating",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("consumed", "=", True),
            ],
            "context": {"create": False},
        }

    def action_registered(self):
        """After the short form was saved: say under which number, and close it."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Registered as %(number)s.", number=self.number or self.name
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    @api.model
    def _list_of_cases(self, name, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_complaint_action"
        )
        return {
            **action,
            "name": name,
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": list(domain),
            "context": {},
        }
