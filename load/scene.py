"""What a side shows to whom, as Odoo says it."""

import random

import client
from common import environment
from grading_contacts import BY_NAME

from .mix import GROUPS, MIX, logins
from .scene_file import Scene

VIEWS = {
    "partner": ("base.view_partner_tree", "base.view_partner_form"),
    "complaint": (
        "customer_policy.customer_complaint_view_list",
        "customer_policy.customer_complaint_view_form",
    ),
    "lead": ("crm.crm_case_tree_view_leads", "crm.crm_lead_view_form"),
}
# Registered by those who register complaints: plain Odoo has no complaints, an enquiry
# of its CRM comes nearest.
CASES = {
    "ours": ("complaint", "customer.complaint", [["is_open", "=", True]]),
    "plain": ("lead", "crm.lead", []),
}


def sample(database: str) -> list[int]:
    """Open customers of a database with the add-ons; the other side has them, too."""
    with environment(database) as env:
        env.cr.execute(
            "SELECT id FROM res_partner WHERE customer_rank > 0 AND email IS NOT NULL"
            " AND confidentiality_level = '0' AND name ~ '^[A-Z]'"
            " AND id NOT IN (SELECT partner_id FROM res_users) ORDER BY id"
        )
        ids = [partner_id for (partner_id,) in env.cr.fetchall()]
    return random.Random(42).sample(
        ids, min(len(ids), MIX["data"]["sampled_customers"])
    )


def build(database: str, side: str, customers: list[int]) -> Scene:
    kind, model, domain = CASES[side]
    with environment(database) as env:
        users = {
            user.login: user.id
            for group in GROUPS
            for user in env["res.users"].search([("login", "in", logins(group))])
        }
        partners = env["res.partner"].browse(customers)
        terms = [partner.name.split()[-1][:7].lower() for partner in partners]
        company, action = env.company.id, env.ref("contacts.action_contacts").id
    reader = users[logins("registrars")[0]]
    lists, forms = {}, {}
    for name, views in (("partner", VIEWS["partner"]), ("case", VIEWS[kind])):
        lists[name] = client.shown_fields(database, reader, views[0], "list")
        forms[name] = client.shown_fields(database, reader, views[1], "form")
    return Scene(
        users=users,
        company=company,
        customers=customers,
        terms=terms,
        searched=list(BY_NAME),
        action=action,
        lists=lists,
        forms=forms,
        case_model=model,
        case_domain=domain,
        has_complaints=side == "ours",
    )
