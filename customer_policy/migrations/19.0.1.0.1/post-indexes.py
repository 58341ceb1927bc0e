"""Indexes of contacts from before the first release.

Those of a small table do their work: ``tools/classified.py``.
"""

from odoo.tools import SQL

UNUSED = (
    "res_partner__executive_sponsor_id_index",
    "res_partner_confidential_code_unique",
    "res_partner_confidentiality_idx",
    "res_partner_confidentiality_manager_idx",
    "res_partner_confidentiality_parent_idx",
    "res_partner_confidentiality_raised_idx",
    "res_partner_policy_domain_idx",
    "res_partner_twin_email_idx",
    "res_partner_twin_name_idx",
    "res_partner_twin_phone_idx",
)


def migrate(cr, version):
    for name in UNUSED:
        cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(name)))
