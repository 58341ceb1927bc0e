from odoo import api, fields, models


class CustomerComplaintNote(models.TransientModel):
    """A word to the customer while the answer is not there."""

    _name = "customer.complaint.note"
    _description = "Word to a Customer"
    _inherit = ["customer.complaint.choice.mixin"]

    operation = fields.Selection(
        [
            ("tell", "How it stands"),
            ("postpone", "The answer must wait"),
            ("wait_customer", "It is the customer's turn"),
        ],
        "What to Tell",
        required=True,
        default="tell",
    )
    complaint_ids = fields.Many2many(
        "customer.complaint",
        "customer_complaint_note_rel",
        "note_id",
        "complaint_id",
        "Cases",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    template_id = fields.Many2one(
        "customer.complaint.reply.template",
        "Laid-Up Text",
        domain=[("use", "=", "note")],
    )
    email = fields.Char("Recipient", compute="_compute_email")
    is_untold = fields.Boolean(compute="_compute_email")
    next_deadline = fields.Datetime("Next Limit", compute="_compute_email")
    promise_date = fields.Date("Next Word By")
    body = fields.Html(
        "What the Customer Reads",
        compute="_compute_body",
        store=True,
        compute_sudo=False,
        readonly=False,
        required=True,
    )

    @api.depends("complaint_ids")
    def _compute_email(self):
        for wizard in self:
            cases = wizard.complaint_ids
            reached = cases.filtered(lambda case: case._has_address())
            wizard.email = ", ".join(reached.mapped("email"))
            wizard.is_untold = bool(cases - reached)
            dues = [case.next_deadline for case in cases if case.next_deadline]
            wizard.next_deadline = min(dues, default=False)

    @api.depends("template_id")
    def _compute_body(self):
        for wizard in self:
            case = wizard.complaint_ids[:1]._origin
            if wizard.template_id and case:
                wizard.body = wizard.template_id._text_for(case)[case.id]

    def action_confirm(self):
        self.ensure_one()
        cases = self.complaint_ids
        if self.operation == "tell":
            cases.action_tell_customer(self.body)
        else:
            cases.action_postpone(self.promise_date, self.body)
        if self.operation == "wait_customer":
            cases.action_wait_customer()
        return {"type": "ir.actions.act_window_close"}
