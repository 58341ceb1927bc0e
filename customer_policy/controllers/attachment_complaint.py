from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.mail.controllers.attachment import AttachmentController

from .portal_complaint_new import _size_of

COMPLAINT = "customer.complaint"


class ComplaintAttachments(AttachmentController):
    """Files from outside: neither too large nor too many, and only while it is open."""

    @http.route()
    def mail_attachment_upload(self, ufile, thread_id, thread_model, **kwargs):
        if thread_model == COMPLAINT and request.env.user.share:
            thread = self._get_thread_with_access_for_post(
                thread_model, thread_id, **kwargs
            )
            try:
                # Without access the answer is Odoo's, the same for all cases.
                if thread:
                    self._check_customer_file(thread.sudo(), ufile)
            except UserError as error:
                return request.make_json_response({"error": str(error)})
            kwargs["is_pending"] = True  # until it is sent with a message
        return super().mail_attachment_upload(ufile, thread_id, thread_model, **kwargs)

    def _check_customer_file(self, complaint, ufile):
        complaint._check_open_for_customer()
        complaint.team_id._check_customer_file(ufile.filename, _size_of(ufile))
        complaint._count_customer_act()
