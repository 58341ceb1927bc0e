from odoo import api, models


class DiscussChannel(models.Model):
    """A conversation with hidden people is hidden; a public channel shows codes."""

    _inherit = "discuss.channel"

    @api.depends_context("uid")
    def _compute_display_name(self):
        confidentiality = self.env["customer.confidentiality"]
        masked = self.browse()
        if confidentiality._is_active() and not confidentiality._sees_all():
            masked = confidentiality._hidden_records(self)
        res = super(DiscussChannel, self - masked)._compute_display_name()
        for channel in masked:
            channel.display_name = confidentiality._code(channel)
        return res

    def _confidential_members(self):
        """Those with whom it stands or falls: a channel is open to many."""
        members = (
            self.env["discuss.channel.member"]
            .sudo()
            .search(
                [
                    ("channel_id", "in", self.ids),
                    ("channel_id.channel_type", "!=", "channel"),
                ]
            )
        )
        return members.partner_id

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(
            message, msg_vals=msg_vals, **kwargs
        )
        return self._recipients_who_may_know(recipients, message, msg_vals)

    def _to_store(self, store, fields, **kwargs):
        confidentiality = self.env["customer.confidentiality"]
        hidden = self.browse()
        if confidentiality._is_active():
            hidden = self.filtered(
                lambda channel: confidentiality._hidden_from_target(
                    channel._confidential_members(), store.target
                )
            )
        for channel in hidden:
            store.add_model_values(
                self._name,
                {"id": channel.id, "channel_type": channel.sudo().channel_type},
            )
        return super(DiscussChannel, self - hidden)._to_store(store, fields, **kwargs)
