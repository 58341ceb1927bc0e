from odoo import api, models
from odoo.exceptions import AccessError

READERS = ("customer_policy.group_user", "customer_policy.group_auditor")


class ReportVisit(models.AbstractModel):
    """The record of a visit on paper, for staff who may read the visit."""

    _name = "report.customer_policy.report_visit"
    _description = "Visit Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        user = self.env.user
        if not self.env.su and not any(map(user.has_group, READERS)):
            raise AccessError(self.env._("Only staff print what was found at visits."))
        visits = self.env["customer.visit"].browse(docids)
        visits.check_access("read")
        # A visitor prints the photos, whoever of the team has taken them.
        photos = {
            visit.id: visit.sudo().photo_ids.filtered(
                lambda photo: (photo.mimetype or "").startswith("image/")
            )
            for visit in visits
        }
        return {
            "doc_ids": docids,
            "doc_model": "customer.visit",
            "docs": visits,
            "photos": photos,
        }
