from odoo import api, models
from odoo.exceptions import UserError


class ReportViolationNotice(models.AbstractModel):
    """The notice, for whom the case may be shown to, once it was served."""

    _name = "report.customer_policy.report_violation_notice"
    _description = "Notice of Penalty"

    @api.model
    def _get_report_values(self, docids, data=None):
        violations = self.env["customer.violation"].browse(docids)
        if not self.env.su:
            violations.check_access("read")
        # The evidence of a revoked case holds the notice that was served.
        served = [
            violation.date_in_force if self.env.su else violation._has_notice()
            for violation in violations
        ]
        if not all(served):
            raise UserError(self.env._("There is no notice before it is served."))
        return _documents(violations)


class ReportViolationBundle(models.AbstractModel):
    """All that proves a case, for those who may take it out."""

    _name = "report.customer_policy.report_violation_bundle"
    _description = "Evidence of a Case"

    @api.model
    def _get_report_values(self, docids, data=None):
        violations = self.env["customer.violation"].browse(docids)
        if not self.env.su:
            for violation in violations:
                violation._check_may_bundle()
        return _documents(violations)


def _documents(violations):
    return {
        "doc_ids": violations.ids,
        "doc_model": "customer.violation",
        "docs": violations,
    }
