from odoo import fields, models

OPERATIONS = [
    ("propose", "Propose"),
    ("approve", "Approve"),
    ("reject", "Send Back"),
    ("unfounded", "Unfounded"),
    ("reopen", "Reopen"),
    ("wait_customer", "Wait for the Customer"),
    ("set_deadline", "Own Deadline"),
]


class CustomerComplaintReason(models.TransientModel):
    """Asks for the words that go with an act."""

    _name = "customer.complaint.reason"
    _description = "Reason for an Act on Complaints"

    operation = fields.Selection(OPERATIONS, required=True)
    complaint_ids = fields.Many2many(
        "customer.complaint",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    reason = fields.Text(required=True)
    step = fields.Selection(
        selection=lambda self: (
            self.env["customer.complaint.deadline"]
            ._fields["step"]
            ._description_selection(self.env)
        ),
        default="close",
    )
    date_deadline = fields.Datetime("New Deadline")

    def action_confirm(self):
        self.ensure_one()
        complaints = self.complaint_ids
        if self.operation == "set_deadline":
            complaints.action_set_deadline(self.step, self.date_deadline, self.reason)
        else:
            getattr(complaints, f"action_{self.operation}")(self.reason)
        return {"type": "ir.actions.act_window_close"}
