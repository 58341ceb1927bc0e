from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_vcard_file(self):
        """A card to take along is an export like any other."""
        exports = self.env["customer.export.request"]
        if self.env["customer.confidentiality"]._is_active():
            if exports._is_controlled():
                self.check_access("read")
                classified = exports._check(self)
                self.env["customer.access.log"]._note(classified, "export")
        return super()._get_vcard_file()
