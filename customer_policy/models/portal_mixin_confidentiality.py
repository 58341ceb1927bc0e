from odoo import models


class PortalMixin(models.AbstractModel):
    """A link that opens for everybody is only for those who may see what it opens."""

    _inherit = "portal.mixin"

    def get_portal_url(self, *args, **kwargs):
        self.env["customer.confidentiality"]._refuse_incomplete(self)
        return super().get_portal_url(*args, **kwargs)

    def _get_share_url(self, *args, **kwargs):
        self.env["customer.confidentiality"]._refuse_incomplete(self)
        return super()._get_share_url(*args, **kwargs)
