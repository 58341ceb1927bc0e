from odoo import api, models
from odoo.fields import Domain

from .customer_confidentiality import (
    _is_visible,
    _visible,
)
from .customer_confidentiality_trust import (
    has_trust,
    with_trust,
)

TYPED = (
    "barcode",
    "company_registry",
    "email",
    "is_company",
    "name",
    "phone",
    "ref",
    "vat",
)
# A search that tells of its results, although it has the rights of the superuser.
SEARCH_KNOWN = "customer_search_known"
# A list of fields for what the merging of contacts fills up.
MERGED_VALUES = "customer_merged_values"


class ResPartner(models.Model):
    """A contact that exists but is hidden is neither told of nor missed twice."""

    _inherit = "res.partner"

    # For callers.
    _phone_sanitized_idx = models.Index(
        "(phone_sanitized) WHERE phone_sanitized IS NOT NULL"
    )

    # CONSTRAINTS AND COMPUTES

    @api.constrains("barcode")
    def _check_barcode_unicity(self):
        partners = with_trust(self, SEARCH_KNOWN)
        return super(ResPartner, partners)._check_barcode_unicity()

    @api.depends_context("uid")
    def _compute_same_vat_partner_id(self):
        partners = with_trust(self, SEARCH_KNOWN)
        return super(ResPartner, partners)._compute_same_vat_partner_id()

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        self.env["customer.confidentiality.twin"]._watch(partners)
        return partners

    def write(self, vals):
        res = super().write(vals)
        if any(name in vals for name in TYPED):
            self.env["customer.confidentiality.twin"]._watch(self)
        return res

    @api.model
    def fields_get(self, *args, **kwargs):
        fields = super().fields_get(*args, **kwargs)
        if has_trust(self.env, MERGED_VALUES):
            fields.pop("confidentiality_own_level", None)
        return fields

    @api.model
    def _search(self, domain, *args, **kwargs):
        if has_trust(self.env, SEARCH_KNOWN):
            domain = Domain(domain) & Domain.custom(
                to_sql=_visible, predicate=_is_visible
            )
        return super()._search(domain, *args, **kwargs)
