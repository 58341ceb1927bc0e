from odoo import models


class MailThread(models.AbstractModel):
    """Where every notice comes by once, whichever wing tells it."""

    _inherit = "mail.thread"

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        """Of a document in trial mode nobody is notified: what is said stays on it."""
        if self.env["res.company"]._customer_policy_trial_of(self):
            return []
        return super()._notify_thread(message, msg_vals=msg_vals, **kwargs)

    def _notify_thread_by_web_push(
        self, message, recipients_data, msg_vals=False, **kwargs
    ):
        """Behind inbox and mail: the recipients are those who may know by now."""
        res = super()._notify_thread_by_web_push(
            message, recipients_data, msg_vals=msg_vals, **kwargs
        )
        if message and recipients_data:
            self.env["customer.policy.webhook"]._take_notice(message, recipients_data)
        return res
