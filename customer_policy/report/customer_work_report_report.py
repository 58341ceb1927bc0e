from odoo import api, models


class ReportWorkReport(models.AbstractModel):
    """A work report on paper, with the lines that its reader may see."""

    _name = "report.customer_policy.report_work_report"
    _description = "Work Report on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        reports = self.env["customer.work.report"].browse(docids)
        reports.check_access("read")
        lines = self.env["customer.work.report.line"]
        # Searched for, not reached through the report: what is hidden stays out.
        found = lines.search([("report_id", "in", reports.ids)])
        by_report = found.grouped("report_id")
        return {
            "doc_ids": docids,
            "doc_model": reports._name,
            "docs": reports,
            "lines": {
                report.id: by_report.get(report, lines.browse()) for report in reports
            },
        }
