"""Settings that were shipped otherwise before the first release.

Updates leave settings alone, so that what a manager has edited stays. Whoever has not
edited one of these would keep it as it was: with customers showing where they should
not, and with mails that cannot be written.
"""

from typing import NamedTuple

from odoo import SUPERUSER_ID, api


class Change(NamedTuple):
    """:param former: as it was shipped; anything else has been edited and stays"""

    record: str
    field: str
    former: str
    present: str


OF_INVOICES = (
    "invoice_partner_display_name,ref,narration,payment_reference,"
    "invoice_source_email,invoice_origin"
)
ALL_OF_INVOICES = (
    f"{OF_INVOICES},adjusting_entry_origin_label,partner_credit_warning,"
    "abnormal_amount_warning,abnormal_date_warning,sending_data,access_token"
)
OF_STAFF = (
    "('user_id', '=', user.id), ('partner_id.user_id', '=', user.id),"
    " ('partner_id.service_user_ids', 'in', [user.id]),"
    " ('partner_id.executive_sponsor_id', '=', user.id)"
)
OF_HEADS = (
    "('user_id.employee_ids.parent_id.user_id', '=', user.id),"
    " ('user_id.employee_ids.department_id.manager_id.user_id', '=', user.id)"
)
CHANGES = (
    Change(
        "confidentiality_model_calendar_event",
        "partner_fields",
        "partner_ids",
        "partner_ids,visit_partner_id",
    ),
    Change("confidentiality_model_res_company", "mode", "mask", "own"),
    Change(
        "confidentiality_model_account_move",
        "masked_fields",
        OF_INVOICES,
        ALL_OF_INVOICES,
    ),
    Change(
        "confidentiality_model_account_payment",
        "masked_fields",
        "memo,payment_reference",
        "memo,payment_reference,qr_code",
    ),
    Change(
        "confidentiality_model_account_bank_statement_line",
        "masked_fields",
        "partner_name,account_number,payment_ref,narration,transaction_details",
        "partner_name,account_number,payment_ref,transaction_details,"
        f"{ALL_OF_INVOICES}",
    ),
    Change(
        "mail_template_complaint_rating",
        "lang",
        "{{ object.partner_id.lang }}",
        "{{ object.customer_lang }}",
    ),
    Change(
        "mail_template_complaint_receipt",
        "lang",
        "{{ object._customer_lang() }}",
        "{{ object.customer_lang }}",
    ),
    Change(
        "customer_visit_rule_user_read",
        "domain_force",
        f"['|', '|', '|', {OF_STAFF}]",
        f"['|', '|', '|', '|', '|', {OF_STAFF}, {OF_HEADS}]",
    ),
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for change in CHANGES:
        record = env.ref(f"customer_policy.{change.record}", raise_if_not_found=False)
        if record and _on_one_line(record[change.field]) == change.former:
            record[change.field] = change.present


def _on_one_line(text):
    return " ".join((text or "").split())
