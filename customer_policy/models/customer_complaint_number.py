from odoo import fields, models


class CustomerComplaint(models.Model):
    """The day that a case was received, where the company works, gives its year."""

    _name = "customer.complaint"
    _inherit = ["customer.policy.number.mixin", "customer.complaint"]

    def _fill_numbers(self):
        unnumbered = self.filtered(lambda complaint: not complaint.number)
        for company, complaints in unnumbered.grouped("company_id").items():
            zone = company.resource_calendar_id.tz or "UTC"
            days = [
                fields.Datetime.context_timestamp(
                    self.with_context(tz=zone), complaint.date_received
                ).date()
                for complaint in complaints
            ]
            numbers = self._draw_numbers(company, days)
            for complaint, number in zip(complaints, numbers, strict=True):
                complaint.number = number
