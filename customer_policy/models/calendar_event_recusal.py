from odoo import api, models

from .customer_confidentiality import (
    is_active,
)
from .customer_confidentiality_recusal import SPOKEN_OF


class CalendarEvent(models.Model):
    """A meeting about a case is not for those who stand aside in it."""

    _inherit = "calendar.event"

    @api.model
    def _search(self, *args, bypass_access=False, **kwargs):
        query = super()._search(*args, bypass_access=bypass_access, **kwargs)
        if self.env.su or is_active(self.env):
            return query  # left out already, with what is secret
        if SPOKEN_OF.isdisjoint(self._models_met_about()):
            return query
        return self.env["customer.confidentiality"]._drop_recused(self, query)
