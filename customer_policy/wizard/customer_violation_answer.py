from odoo import fields, models


class CustomerViolationAnswer(models.TransientModel):
    """Where the person concerned writes a statement or an appeal."""

    _name = "customer.violation.answer"
    _description = "Answer of the Person Concerned"

    kind = fields.Selection(
        [("state", "Statement"), ("appeal", "Appeal")], required=True
    )
    violation_id = fields.Many2one("customer.violation", required=True)
    text = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        getattr(self.violation_id, f"action_{self.kind}")(self.text)
        return {"type": "ir.actions.act_window_close"}
