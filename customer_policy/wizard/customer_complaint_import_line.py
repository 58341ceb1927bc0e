from odoo import fields, models

from ..models.customer_complaint import STATES


class CustomerComplaintImportLine(models.TransientModel):
    _name = "customer.complaint.import.line"
    _description = "Row of an Import of Cases"
    _order = "id"

    import_id = fields.Many2one(
        "customer.complaint.import", required=True, ondelete="cascade", index=True
    )
    row = fields.Integer()
    kind = fields.Selection(
        [("error", "Error"), ("new", "New"), ("known", "Here Already")]
    )
    reference = fields.Char()
    number = fields.Char()
    subject = fields.Char()
    state = fields.Selection(STATES)
    partner_id = fields.Many2one("res.partner", "Customer")
    date_received = fields.Datetime("Received On")
    date_closed = fields.Datetime("Closed On")
    problem = fields.Char("What Is Wrong")
