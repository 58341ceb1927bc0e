from odoo import fields, models


class CustomerComplaintProblemLink(models.TransientModel):
    """Says of several cases that one thing is behind them."""

    _name = "customer.complaint.problem.link"
    _description = "Common Cause of Chosen Cases"
    _inherit = ["customer.complaint.choice.mixin"]

    complaint_ids = fields.Many2many(
        "customer.complaint",
        "customer_complaint_problem_link_rel",
        "link_id",
        "complaint_id",
        "Cases",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    problem_id = fields.Many2one(
        "customer.complaint.problem", "Common Cause", required=True
    )

    def action_confirm(self):
        self.ensure_one()
        self.complaint_ids.problem_id = self.problem_id
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.complaint.problem",
            "res_id": self.problem_id.id,
            "view_mode": "form",
        }
