from odoo import api, models

from .customer_confidentiality import (
    is_active,
)


class MailMessage(models.Model):
    """What is said about a case is not for those who stand aside in it.

    Not even what they wrote or were told before: Odoo would let them read that.
    """

    _inherit = "mail.message"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        query = super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        if is_active(self.env):
            return query  # left out already, with what is secret
        return self.env["customer.confidentiality"]._drop_recused(self, query)

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        if operation == "create":
            return forbidden
        rest = (self - forbidden).sudo(False)
        recused = self.env["customer.confidentiality"]._on_recused(rest)
        return forbidden | recused.sudo(self.env.su)

    @api.model
    def _get_with_access(self, message_id, mode="read", **kwargs):
        message = super()._get_with_access(message_id, mode, **kwargs)
        confidentiality = self.env["customer.confidentiality"]
        if message and confidentiality._on_recused(message.sudo(False)):
            return self.browse()
        return message
