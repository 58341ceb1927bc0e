from odoo import fields, models
from odoo.exceptions import UserError


class CustomerViolationReport(models.TransientModel):
    """Anybody of the staff reports here; nothing on the case names who did."""

    _name = "customer.violation.report"
    _description = "Report of a Violation"

    name = fields.Char("Subject", required=True)
    employee_ids = fields.Many2many(
        "hr.employee.public",
        "customer_violation_report_employee_rel",
        "report_id",
        "employee_id",
        "Who",
        required=True,
    )
    type_id = fields.Many2one("customer.violation.type", required=True)
    date = fields.Date("Happened on", required=True, default=fields.Date.context_today)
    facts = fields.Text(
        required=True, help="What happened, where, who saw it, what proves it."
    )
    partner_id = fields.Many2one("res.partner", "Customer")
    complaint_id = fields.Many2one("customer.complaint", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    def action_report(self):
        self.ensure_one()
        self._check_not_oneself()
        self._check_complaint()
        self.env["customer.violation"].sudo(False)._report(
            [self._prepare_violation(employee) for employee in self.employee_ids]
        )
        # Whoever administers the system reads rows of wizards.
        self.sudo().unlink()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Thank you. The violation officers look into it, and they alone "
                    "know who reported it."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_not_oneself(self):
        if self.env.user in self.sudo().employee_ids.user_id:
            raise UserError(
                self.env._("Nobody reports himself or herself. Talk to your head.")
            )

    def _check_complaint(self):
        if self.complaint_id:
            self.complaint_id.check_access("read")
            self.complaint_id._check_valid()

    def _prepare_violation(self, employee):
        return {
            "name": self.name,
            "employee_id": employee.id,
            "type_id": self.type_id.id,
            "date": self.date,
            "facts": self.facts,
            "partner_id": self.partner_id.id,
            "complaint_id": self.complaint_id.id,
            "company_id": self.company_id.id,
        }
