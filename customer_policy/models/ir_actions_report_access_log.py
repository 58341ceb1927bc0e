from odoo import models
from odoo.http import request

# Requests of programs that make documents to send, not to hand out.
PROGRAMS = ("rpc", "json2")


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_html(self, report_ref, docids, data=None):
        self._note_print(report_ref, docids, data)
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _render_qweb_text(self, report_ref, docids, data=None):
        self._note_print(report_ref, docids, data)
        return super()._render_qweb_text(report_ref, docids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        self._note_print(report_ref, res_ids, data)
        return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)

    def _note_print(self, report_ref, docids, data=None):
        """Printing classified customers needs leave; making a document to send it
        does not, and either is noted."""
        if not self.env["customer.confidentiality"]._is_active():
            return
        documents = self._printed_documents(report_ref, docids, data or {})
        log = self.env["customer.access.log"]
        customers = log._customers_of(documents)
        if not customers:
            return
        exports = self.env["customer.export.request"]
        if self._is_handed_out() and exports._is_controlled():
            exports._check(customers)
        log._note(customers, "print", count=None)

    def _printed_documents(self, report_ref, docids, data):
        report = self._get_report(report_ref)
        ids = [docids] if isinstance(docids, int) else docids
        model_name = report.model
        if not ids:
            context = data.get("context") or {}
            if isinstance(context, dict):
                ids = context.get("active_ids")
                model_name = context.get("active_model") or model_name
        if not ids or model_name not in self.env:
            return self.env["res.partner"]
        return self.env[model_name].browse(
            id_ for id_ in ids if isinstance(id_, int) and id_
        )

    def _is_handed_out(self):
        """Whether the answer to this request is the document itself."""
        if not request or not request.dispatcher:
            return False
        return (
            request.dispatcher.routing_type == "http"
            and self.env["customer.access.log"]._channel() not in PROGRAMS
        )
