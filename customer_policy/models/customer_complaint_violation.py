from odoo import api, fields, models
from odoo.exceptions import UserError

HANDLERS = (
    "customer_policy.group_violation_officer,"
    "customer_policy.group_violation_general_manager"
)


class CustomerComplaint(models.Model):
    """From a valid complaint to the violation of whoever is at fault."""

    _inherit = "customer.complaint"

    violation_ids = fields.One2many(
        "customer.violation",
        "complaint_id",
        "Violations",
        copy=False,
        groups=HANDLERS,
    )
    violation_count = fields.Integer(
        compute="_compute_violation_count", groups=HANDLERS
    )

    @api.depends("violation_ids")
    def _compute_violation_count(self):
        counts = dict(
            self.env["customer.violation"]._read_group(
                [("complaint_id", "in", self.ids)], ["complaint_id"], ["__count"]
            )
        )
        for complaint in self:
            complaint.violation_count = counts.get(complaint._origin, 0)

    def action_open_violation(self):
        """Report whoever is at fault, or complained of, with the facts filled in."""
        self.ensure_one()
        self._check_officer()
        self.check_access("write")
        self._check_valid()
        people = self.sudo().fault_employee_id or self._respondents()
        if not people:
            raise UserError(
                self.env._(
                    "Nobody is at fault or complained of in %(case)s. Enter who it is "
                    "first.",
                    case=self.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report a Violation"),
            "res_model": "customer.violation.report",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_complaint_id": self.id,
                "default_employee_ids": people.ids,
                "default_partner_id": self.partner_id.id,
                "default_name": self.name,
                "default_date": self.date_received.date(),
                "default_facts": self._violation_facts(),
                "default_company_id": self.company_id.id,
            },
        }

    def _check_valid(self):
        if self.kind != "complaint" or self.state in (
            "new",
            "accepted",
            "unfounded",
            "cancelled",
        ):
            raise UserError(
                self.env._(
                    "%(case)s has not been found valid. Investigate it first.",
                    case=self.display_name,
                )
            )

    def _violation_facts(self):
        """What was found out, but nothing about who complained."""
        parts = [self.number, self.name, self.cause, self.course, self.conclusion]
        return "\n\n".join(part for part in parts if part)

    def action_violations(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Violations"),
            "res_model": "customer.violation",
            "view_mode": "list,form",
            "domain": [("complaint_id", "=", self.id)],
        }
