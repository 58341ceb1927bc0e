from odoo import api, fields, models


class CustomerComplaintHandOver(models.TransientModel):
    """All open cases of a colleague to another, or to the team."""

    _name = "customer.complaint.hand.over"
    _description = "Hand Over of All Cases"
    _inherit = ["customer.complaint.choice.mixin", "customer.hand.over.mixin"]
    _work_field = "complaint_ids"
    _left_field = "complaint_id"

    method = fields.Selection(
        [("person", "To one colleague"), ("team", "By the teams' own methods")],
        "How",
        required=True,
        default="person",
    )
    complaint_ids = fields.Many2many(
        "customer.complaint",
        "customer_complaint_hand_over_rel",
        "hand_over_id",
        "complaint_id",
        "Cases",
        help="The open cases that you see. Take out those that shall stay.",
    )
    left_ids = fields.One2many(
        "customer.complaint.hand.over.left", "hand_over_id", "Not Handed Over"
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

    def _work_of_colleague(self):
        return self.env["customer.complaint"]._cases_of(self.from_user_id)


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
