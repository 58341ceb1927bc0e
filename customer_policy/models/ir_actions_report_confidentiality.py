from odoo import api, models

from .customer_confidentiality_trust import (
    true_names,
)


class IrActionsReport(models.Model):
    """Print no code in place of a name: the page would go out, or be kept."""

    _inherit = "ir.actions.report"

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        self = self._for_print(report_ref, res_ids)  # noqa: PLW0642
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        self = self._for_print(report_ref, docids)  # noqa: PLW0642
        return super()._render_qweb_html(report_ref, docids, data=data)

    @api.model
    def _render_qweb_text(self, report_ref, docids, data=None):
        self = self._for_print(report_ref, docids)  # noqa: PLW0642
        return super()._render_qweb_text(report_ref, docids, data=data)

    def _for_print(self, report_ref, res_ids):
        model_name = self._get_report(report_ref).model
        if not res_ids or model_name not in self.env:
            return self
        confidentiality = self.env["customer.confidentiality"]
        if not confidentiality._is_active():
            return self
        ids = [res_ids] if isinstance(res_ids, int) else res_ids
        documents = self.env[model_name].browse(ids)
        confidentiality._refuse_incomplete(documents)
        if not confidentiality._serves_customer():
            return self
        confidentiality._leave_out_people(documents)
        return true_names(self)
