import base64

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import sheet

HR = "hr.group_hr_user"


class CustomerPenalty(models.Model):
    """What is deducted from pay goes to payroll as a sheet, by HR alone."""

    _inherit = "customer.penalty"

    def action_export_payroll(self):
        """Fines and compensations of the selected penalties as XLSX."""
        if not self.env.user.has_group(HR):
            raise AccessError(self.env._("Only HR gives deductions to payroll."))
        self.check_access("read")
        deducted = self.filtered(
            lambda p: p.is_served and p.amount and p.state in ("in_force", "done")
        )
        if not deducted:
            raise UserError(self.env._("Nothing of this is deducted from pay."))
        content = sheet.write(
            self.env._("Deductions"),
            deducted._payroll_headings(),
            deducted._payroll_rows(),
        )
        deducted.sudo().date_exported = fields.Datetime.now()
        return self._download(
            f"deductions-{fields.Date.context_today(self)}.xlsx", content
        )

    def _payroll_headings(self):
        names = ("employee_id", "measure", "fine", "compensation", "currency_id")
        labels = [self._fields[name]._description_string(self.env) for name in names]
        return [self.env._("Employee Number"), *labels, self.env._("Notice")]

    def _payroll_rows(self):
        labels = dict(self._fields["measure"]._description_selection(self.env))
        for penalty in self.sudo():
            employee = penalty.employee_id
            yield (
                employee.barcode or employee.id,
                employee.name,
                labels[penalty.measure],
                penalty.fine if penalty.measure == "fine" else 0.0,
                penalty.compensation,
                penalty.currency_id.name,
                penalty.violation_id.notice_number,
            )

    def _download(self, name, content):
        """A file that only who asked for it opens, and that is swept away soon."""
        attachment = self.env["ir.attachment"].create(
            {"name": name, "datas": base64.b64encode(content), "public": False}
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }
