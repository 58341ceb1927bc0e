from odoo import api, models
from odoo.exceptions import AccessError


class ReportComplaintReply(models.AbstractModel):
    """The letter to the customer. Until it is sent it is a draft, for staff alone."""

    _name = "report.customer_policy.report_complaint_reply"
    _description = "Reply to a Complaint"

    @api.model
    def _get_report_values(self, docids, data=None):
        if not self.env.su and not self.env.user.has_group(
            "customer_policy.group_user"
        ):
            raise AccessError(self.env._("Only staff print replies to customers."))
        return _documents(self, docids)


class ReportComplaintInvestigation(models.AbstractModel):
    """What was found out and decided, for those who lead cases or look into them."""

    _name = "report.customer_policy.report_complaint_investigation"
    _description = "Investigation Report of a Complaint"

    @api.model
    def _get_report_values(self, docids, data=None):
        user = self.env.user
        if not self.env.su and not (
            user.has_group("customer_policy.group_complaint_officer")
            or user.has_group("customer_policy.group_auditor")
        ):
            raise AccessError(
                self.env._("Only complaint officers print what was found out.")
            )
        return _documents(self, docids)


def _documents(report, docids):
    complaints = report.env["customer.complaint"].browse(docids)
    complaints.check_access("read")
    return {
        "doc_ids": docids,
        "doc_model": "customer.complaint",
        "docs": complaints,
    }
