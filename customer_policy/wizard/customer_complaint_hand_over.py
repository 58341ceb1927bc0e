from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerComplaintHandOver(models.TransientModel):
    """All open cases of a colleague to another, or to the team."""

    _name = "customer.complaint.hand.over"
    _description = "Hand Over of All Cases"
    _inherit = ["customer.complaint.choice.mixin"]

    from_user_id = fields.Many2one(
        "res.users", "Hand Over From", required=True, domain=[("share", "=", False)]
    )
    method = fields.Selection(
        [("person", "To one colleague"), ("team", "By the teams' own methods")],
        "How",
        required=True,
        default="person",
    )
    to_user_id = fields.Many2one(
        "res.users", "Hand Over To", domain=[("share", "=", False)]
    )
    reason = fields.Char(required=True)
    complaint_ids = fields.Many2many(
        "customer.complaint",
        "customer_complaint_hand_over_rel",
        "hand_over_id",
        "complaint_id",
        "Cases",
        help="The open cases that you see. Take out those that shall stay.",
    )
    handed_count = fields.Integer("Handed Over", readonly=True)
    left_ids = fields.One2many(
        "customer.complaint.hand.over.left", "hand_over_id", "Not Handed Over"
    )
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Done")], default="draft", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard, vals in zip(wizards, vals_list, strict=True):
            if "complaint_ids" not in vals:
                wizard._onchange_from_user_id()
        return wizards

    @api.onchange("from_user_id")
    def _onchange_from_user_id(self):
        """With the rights of who hands over: other cases are not to be touched."""
        cases = self.env["customer.complaint"]
        if self.from_user_id:
            cases = cases._cases_of(self.from_user_id)
        self.complaint_ids = cases

    def action_confirm(self):
        self.ensure_one()
        if self.state == "done":
            raise UserError(self.env._("These cases were handed over already."))
        if self.method == "person" and self.to_user_id in (
            self.from_user_id,
            self.env["res.users"],
        ):
            raise UserError(self.env._("Choose the colleague who gets the cases."))
        cases = self.env["customer.complaint"]._cases_of(self.from_user_id)
        cases &= self.complaint_ids
        to_user = self.to_user_id if self.method == "person" else None
        left = cases._hand_over(self.from_user_id, to_user, self.reason)
        self.write(
            {
                "state": "done",
                "handed_count": len(cases) - len(left),
                "left_ids": [
                    Command.create({"complaint_id": case.id, "reason": why})
                    for case, why in left.items()
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over Cases"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class CustomerComplaintHandOverLeft(models.TransientModel):
    """A case that stayed where it was, and why."""

    _name = "customer.complaint.hand.over.left"
    _description = "Case Not Handed Over"
    _inherit = ["customer.complaint.choice.mixin"]

    hand_over_id = fields.Many2one(
        "customer.complaint.hand.over", required=True, ondelete="cascade"
    )
    complaint_id = fields.Many2one(
        "customer.complaint", "Case", required=True, ondelete="cascade"
    )
    reason = fields.Char("Why")
