from odoo import fields, models

OPERATIONS = [
    ("hear", "Close the Hearing"),
    ("record_statement", "Record a Statement on Paper"),
    ("refused_statement", "Record a Refused Statement"),
    ("send_back", "Send Back"),
    ("decide", "Decide"),
    ("reject_appeal", "Reject the Appeal"),
    ("grant_appeal", "Grant the Appeal"),
    ("record_appeal", "Record an Appeal on Paper"),
    ("refused_acknowledgement", "Record a Refusal to Sign"),
    ("adopt_step", "Take the Step Due"),
    ("revoke", "Revoke"),
    ("notify_union", "Notice to the Union"),
    ("penalty_done", "Carried Out"),
    ("penalty_cancel", "Waive the Penalty"),
]


class CustomerViolationReason(models.TransientModel):
    """Asks for the words that go with an act."""

    _name = "customer.violation.reason"
    _description = "Reason for an Act on a Violation"

    operation = fields.Selection(OPERATIONS, required=True)
    violation_id = fields.Many2one("customer.violation")
    penalty_id = fields.Many2one("customer.penalty")
    reason = fields.Text(required=True)
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "customer_violation_reason_file_rel",
        "reason_id",
        "attachment_id",
        "Files",
    )

    def action_confirm(self):
        self.ensure_one()
        getattr(self, f"_{self.operation}")()
        return {"type": "ir.actions.act_window_close"}

    def _hear(self):
        self.violation_id.action_hear(self.reason)

    def _record_statement(self):
        self.violation_id.action_record_statement(self.reason)

    def _refused_statement(self):
        self.violation_id.action_record_statement(self.reason, refused=True)

    def _send_back(self):
        self.violation_id.action_send_back(self.reason)

    def _decide(self):
        self.violation_id.action_decide(self.reason)

    def _reject_appeal(self):
        self.violation_id.action_decide_appeal(granted=False, opinion=self.reason)

    def _grant_appeal(self):
        self.violation_id.action_decide_appeal(granted=True, opinion=self.reason)

    def _record_appeal(self):
        self.violation_id.action_appeal(self.reason)

    def _refused_acknowledgement(self):
        self.violation_id.action_record_acknowledgement(
            refused=True, witness=self.reason
        )

    def _adopt_step(self):
        self.violation_id.action_adopt_step(self.reason)

    def _revoke(self):
        self.violation_id.action_revoke(self.reason)

    def _notify_union(self):
        self.violation_id.action_notify_union(self.reason, self.attachment_ids)

    def _penalty_done(self):
        self.penalty_id.action_done(self.reason, self.attachment_ids)

    def _penalty_cancel(self):
        self.penalty_id.action_cancel(self.reason)
