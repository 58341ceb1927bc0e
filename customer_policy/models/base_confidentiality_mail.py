from odoo import models


class Base(models.AbstractModel):
    _inherit = "base"

    def _message_get_suggested_recipients_batch(self, **kwargs):
        """Suggest nobody whom the user must not know, not even by an address."""
        suggested = super()._message_get_suggested_recipients_batch(**kwargs)
        confidentiality = self.env["customer.confidentiality"]
        if confidentiality._sees_all() or not confidentiality._is_active():
            return suggested
        masked = confidentiality._silenced(self)
        partners = self.env["res.partner"].browse(
            recipient["partner_id"]
            for recipients in suggested.values()
            for recipient in recipients
            if recipient.get("partner_id")
        )
        hidden = confidentiality._hidden(partners)
        return {
            record_id: []
            if record_id in masked._ids
            else [
                recipient
                for recipient in recipients
                if recipient.get("partner_id") not in hidden._ids
            ]
            for record_id, recipients in suggested.items()
        }
