from odoo import fields, models


class CustomerGradeObjectionDecision(models.TransientModel):
    """Accept or refuse what account managers ask for."""

    _name = "customer.grade.objection.decision"
    _description = "Decide on Another Grade"

    objection_ids = fields.Many2many("customer.grade.objection", required=True)
    outcome = fields.Selection(
        [("accept", "Give the grade asked for"), ("refuse", "Refuse")],
        default="accept",
        required=True,
    )
    reason = fields.Text(help="Told to the applicant.")

    def action_decide(self):
        self.ensure_one()
        if self.outcome == "accept":
            self.objection_ids.action_accept(self.reason)
        else:
            self.objection_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
