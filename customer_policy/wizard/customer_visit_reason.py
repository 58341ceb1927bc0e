from odoo import fields, models

OPERATIONS = [
    ("cancel", "Cancel"),
    ("reschedule", "Reschedule"),
    ("sign", "Sign the Report"),
    ("return", "Send the Report Back"),
    ("keep_promise", "Promise Kept"),
]


class CustomerVisitReason(models.TransientModel):
    """Asks for the words that go with an act."""

    _name = "customer.visit.reason"
    _description = "Reason for an Act on Visits"

    operation = fields.Selection(OPERATIONS, required=True)
    visit_ids = fields.Many2many(
        "customer.visit",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    reason = fields.Text("Text")
    date_planned = fields.Datetime("New Time")

    def action_confirm(self):
        self.ensure_one()
        visits = self.visit_ids
        if self.operation == "reschedule":
            visits.action_reschedule(self.date_planned, self.reason)
        else:
            getattr(visits, f"action_{self.operation}")(self.reason)
        return {"type": "ir.actions.act_window_close"}
