from odoo import api, models
from odoo.tools import html_escape


class IrQwebFieldContact(models.AbstractModel):
    """Pages and letters print contacts with the rights of the superuser."""

    _inherit = "ir.qweb.field.contact"

    @api.model
    def value_to_html(self, value, options):
        confidentiality = self.env["customer.confidentiality"]
        if (
            value
            and not confidentiality._serves_customer()
            and confidentiality._hidden_records(value.with_env(self.env))
        ):
            return html_escape(confidentiality._code(value))
        return super().value_to_html(value, options)
