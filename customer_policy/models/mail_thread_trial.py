from odoo import models


class MailThread(models.AbstractModel):
    """Of a document in trial mode nobody is notified: what is said stays on it."""

    _inherit = "mail.thread"

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        if self.env["res.company"]._customer_policy_trial_of(self):
            return []
        return super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
