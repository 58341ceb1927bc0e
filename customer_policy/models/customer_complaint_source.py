from odoo import fields, models

from odoo.addons.base.models.res_partner import _lang_get


class CustomerComplaint(models.Model):
    """Where a case came from: what keeps it from coming in a second time."""

    _inherit = "customer.complaint"

    source_reference = fields.Char(
        "Reference at the Source",
        copy=False,
        policy_protected=True,
        help="What the case is called where it came from, e.g. in a list that was "
        "imported. The same reference never makes a second case.",
    )
    lang = fields.Selection(
        _lang_get,
        "Language",
        copy=False,
        help="The language in which the customer wrote. Empty: the one of the contact.",
    )

    _source_unique = models.UniqueIndex(
        "(company_id, source_reference) WHERE source_reference IS NOT NULL",
        "This case has come in before, from the same source.",
    )

    def _customer_lang(self):
        """The language to write to the customer in."""
        self.ensure_one()
        complaint = self.sudo()
        return (
            complaint.lang
            or complaint.partner_id.lang
            or complaint.company_id.partner_id.lang
            or "en_US"
        )
