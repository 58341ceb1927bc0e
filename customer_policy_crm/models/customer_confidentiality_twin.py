from odoo import fields, models


class CustomerConfidentialityTwin(models.Model):
    """A lead that somebody typed in can be that of a hidden customer, too."""

    _inherit = "customer.confidentiality.twin"

    lead_id = fields.Many2one(
        "crm.lead",
        index="btree_not_null",
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )

    def _merge(self):
        if self.lead_id:
            self.lead_id._file_with(self.hidden_partner_id)
        return super()._merge()
