from odoo import models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _delete_and_notify(self, message=None):
        """Originals are kept: what was sent with a case stays there."""
        sent = message and message.sudo().model == "customer.complaint"
        if sent and self.env.user.share:
            raise UserError(self.env._("What was sent is kept. Write another message."))
        return super()._delete_and_notify(message)
