from odoo import api, models


class CalendarEvent(models.Model):
    """Meetings with hidden people are hidden by their attendees; here: the others."""

    _inherit = "calendar.event"

    @api.model
    def _search(self, *args, bypass_access=False, **kwargs):
        query = super()._search(*args, bypass_access=bypass_access, **kwargs)
        return self.env["customer.confidentiality"]._drop_secrets(self, query)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        confidentiality = self.env["customer.confidentiality"]
        return confidentiality._forbid_secrets(self, operation, result)
