from odoo import models
from odoo.exceptions import UserError


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _get_thread_with_access(self, thread_id, *, hash=None, token=None, **kwargs):  # noqa: A002
        """A colleague does not read as the customer, whose link he or she holds."""
        thread = super()._get_thread_with_access(
            thread_id, hash=hash, token=token, **kwargs
        )
        if thread and (token or hash) and self.env.user._is_internal():
            try:
                self.env["customer.confidentiality"]._refuse_incomplete(thread)
            except UserError:
                return self.browse()
        return thread
