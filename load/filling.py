"""Two databases alike: Odoo alone, and the same with the add-ons on top."""

import business_data
import common
import complaint_sweeping
import data
import people
from common import environment

from odoo.fields import Command

from devkit import addons

from .mix import GROUPS, MIX, PASSWORD, logins

COMPANY_MODULES = (*common.ODOO_MODULES, "crm")
RIGHTS = {
    "staff": (
        "base.group_user",
        "base.group_partner_manager",
        "sales_team.group_sale_salesman_all_leads",
    ),
    "registrars": (
        "base.group_user",
        "base.group_partner_manager",
        "sales_team.group_sale_salesman_all_leads",
    ),
    "portal": ("base.group_portal",),
}
OUR_RIGHTS = {
    "staff": ("customer_policy.group_user",),
    "registrars": ("customer_policy.group_complaint_officer",),
}
CLEARANCE = "customer_policy.group_clearance_top_secret"


def build(databases: common.Databases, size: int) -> dict[str, str]:
    """:return: names of the databases by side, "ours" and "plain" """
    plain = databases.ensure(f"load_{size}", lambda name: _fill(name, size))
    ours = databases.ensure(f"load_{size}_policy", _extend, plain)
    for name in (plain, ours):
        common.close(name)
    return {"ours": ours, "plain": plain}


def _make_assets(name: str) -> None:
    """The web client's files, which otherwise the first who comes waits for."""
    with environment(name, commit=True) as env:
        env["ir.qweb"]._pregenerate_assets_bundles()


def _fill(name: str, size: int) -> None:
    common.install(name, COMPANY_MODULES)
    with environment(name, commit=True) as env:
        first = data.add_customers(env.cr, size)
        documents = round(size * MIX["data"]["orders_per_customer"])
        business_data.add_business(env, first, size, documents)
        for group in GROUPS:
            _add_people(env, group)
    _make_assets(name)
    common.vacuum(name)


def _add_people(env, group: str) -> None:
    """The first by Odoo, so that the password is hashed; the others are like it."""
    first_login, *others = logins(group)
    if group == "portal":
        first_partner, *partners = _best_customers(env, len(logins(group)))
        own = {"partner_id": first_partner}
    else:
        own = {"name": first_login, "email": f"{first_login}@example.com"}
    first = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                **own,
                "login": first_login,
                "password": PASSWORD,
                "group_ids": [
                    Command.set([env.ref(xmlid).id for xmlid in RIGHTS[group]])
                ],
            }
        )
    )
    if group != "portal":
        partners = people.copy_partner(env, first, others)
    people.copy_user(env, first, others, partners)


def _best_customers(env, count: int) -> list[int]:
    env.cr.execute(
        "SELECT partner_id FROM sale_order JOIN res_partner partner"
        "    ON partner.id = partner_id AND partner.email IS NOT NULL"
        " GROUP BY partner_id ORDER BY count(*) DESC, partner_id LIMIT %s",
        (count,),
    )
    return [partner_id for (partner_id,) in env.cr.fetchall()]


# ------------------------------------------------------------------------------- ours


def _extend(name: str) -> None:
    common.install(name, addons.ours())
    with environment(name, commit=True) as env:
        for group, xmlids in OUR_RIGHTS.items():
            _give(env, logins(group), xmlids)
        _give(env, logins("staff")[: MIX["people"]["cleared"]], [CLEARANCE])
        _grade_everybody(env)
        _classify(env)
        _add_cases(env)
    common.vacuum(name, "res_partner", full=True)
    common.build_search_indexes(name)
    _make_assets(name)
    common.vacuum(name)


def _give(env, names, xmlids) -> None:
    users = env["res.users"].search([("login", "in", names)])
    users.group_ids = [Command.link(env.ref(xmlid).id) for xmlid in xmlids]


def _grade_everybody(env) -> None:
    scheme = env.ref("customer_policy.scheme_importance")
    env.flush_all()
    with data.bare(env.cr, "res_partner"):
        env.cr.execute(
            "UPDATE res_partner SET customer_grade_id = (%s)[1 + id %% %s]"
            " WHERE customer_rank > 0",
            (scheme.grade_ids.ids, len(scheme.grade_ids)),
        )
    env.invalidate_all()


def _classify(env) -> None:
    """Companies with their contacts, none of them a user's."""
    env.cr.execute(
        """
        UPDATE res_partner partner
           SET confidentiality_level = '2',
               confidentiality_own_level =
                   CASE WHEN partner.parent_id IS NULL THEN '2' ELSE '0' END,
               confidential_code = 'C-' || upper(left(md5(partner.id::text), 8))
          FROM (SELECT id FROM res_partner
                 WHERE is_company AND parent_id IS NULL AND customer_rank > 0
                   AND id NOT IN (SELECT partner_id FROM res_users)
                 ORDER BY md5(id::text)
                 LIMIT (SELECT count(*) * %s FROM res_partner)) company
         WHERE partner.commercial_partner_id = company.id
        """,
        (MIX["data"]["classified_share"],),
    )
    env.invalidate_all()
    env.registry.clear_all_caches()


def _add_cases(env) -> None:
    """Open cases of the registrars' team, whose clocks fall due while they work."""
    registrars = env["res.users"].search([("login", "in", logins("registrars"))])
    team = env.ref("customer_policy.complaint_team_service")
    team.write(
        {
            "member_ids": [Command.set(registrars.ids)],
            "user_id": registrars[0].id,
            "assign_method": "least_loaded",
        }
    )
    env.cr.execute(
        "SELECT id FROM res_partner WHERE customer_rank > 0 AND parent_id IS NULL"
        " AND confidentiality_level = '0' ORDER BY md5(id::text) LIMIT 1000"
    )
    partners = [partner_id for (partner_id,) in env.cr.fetchall()]
    complaint_sweeping.add_cases(
        env,
        MIX["data"]["cases"],
        team=team,
        users=registrars.ids,
        partners=partners,
    )
