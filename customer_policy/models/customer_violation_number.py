from odoo import fields, models

NOTICE = "customer.violation.notice"


class CustomerViolation(models.Model):
    """A number for the case when it comes in, one for the notice when it is served."""

    _inherit = "customer.violation"

    notice_number = fields.Char(readonly=True, copy=False, policy_protected=True)

    _notice_unique = models.UniqueIndex(
        "(company_id, notice_number) WHERE notice_number IS NOT NULL",
        "There is a notice with this number already.",
    )

    def _fill_numbers(self):
        self._fill_series("number")

    def _fill_notice_numbers(self):
        self._fill_series("notice_number", NOTICE)

    def _fill_series(self, field, code=None):
        today = fields.Date.context_today(self)
        missing = self.filtered(lambda violation: not violation[field])
        for company, violations in missing.grouped("company_id").items():
            days = [today] * len(violations)
            numbers = self._draw_numbers(company, days, code)
            for violation, number in zip(violations, numbers, strict=True):
                violation[field] = number
