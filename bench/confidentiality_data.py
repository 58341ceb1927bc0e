"""Three databases alike: without the add-on, with it, and with classified customers."""

from typing import NamedTuple

import business_data
import common
import data
from common import environment

from odoo.fields import Command

# The bridges as well: their documents point at customers, too.
MODULES = ("customer_policy_sale", "customer_policy_account")
ORDERS_PER_PARTNER = 0.2
CLASSIFIED = 0.002
# A classified company has a third of a contact, as every company.
CONTACTS_PER_COMPANY = 1 / 3
GRANTS, MANAGED = 20, 6
# The first page shows nobody classified, so that both sides read the same records.
FIRST_NAME, LATEST_ORDERS = "C", 500

SALESPERSON, CLEARED, MANAGER = "bench-sales", "bench-cleared", "bench-manager"
GROUPS = {
    SALESPERSON: ("sales_team.group_sale_salesman_all_leads",),
    CLEARED: ("sales_team.group_sale_salesman_all_leads",),
    MANAGER: ("sales_team.group_sale_manager", "base.group_system"),
}
OUR_GROUPS = {
    SALESPERSON: ("customer_policy.group_user",),
    CLEARED: (
        "customer_policy.group_user",
        "customer_policy.group_clearance_top_secret",
    ),
    MANAGER: ("customer_policy.group_manager",),
}


class Databases(NamedTuple):
    classified: str
    unclassified: str
    reference: str


def build(databases, size, source):
    reference = databases.ensure(
        f"confidentiality_{size}", lambda name: _fill(name, size), source
    )
    unclassified = databases.ensure(
        f"confidentiality_{size}_policy", _install, reference
    )
    classified = databases.ensure(
        f"confidentiality_{size}_classified", _classify, unclassified
    )
    common.build_search_indexes(reference, like=unclassified)
    common.vacuum(reference, "res_partner")
    return Databases(classified, unclassified, reference)


def user_id(database, login):
    with environment(database) as env:
        return env["res.users"].search([("login", "=", login)]).id


def _fill(name, size):
    with environment(name, commit=True) as env:
        for login, groups in GROUPS.items():
            _add_user(env, login, groups)
        customers = round(size / (1 + data.CONTACTS_PER_CUSTOMER))
        first_id = data.add_customers(env.cr, customers)
        orders = round(size * ORDERS_PER_PARTNER)
        business_data.add_orders(env, first_id, customers, orders)
        _draw_classified(env.cr, size)
    common.vacuum(name, "res_partner", full=True)
    common.vacuum(name)


def _add_user(env, login, groups):
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": login,
            "login": login,
            "email": f"{login}@example.com",
            "group_ids": [Command.link(env.ref(xmlid).id) for xmlid in groups],
        }
    )


def _draw_classified(cr, size):
    """Who shall be classified, and what the salesperson has to do with it.

    The account manager is Odoo's own field and the same on every side.
    """
    companies = round(size * CLASSIFIED / (1 + CONTACTS_PER_COMPANY))
    cr.execute(
        """
        CREATE TABLE bench_classified AS
        WITH company AS (
            SELECT id, row_number() OVER (ORDER BY md5(id::text)) AS place
              FROM res_partner partner
             WHERE is_company AND parent_id IS NULL AND customer_rank > 0
               AND complete_name >= %(first_name)s
               AND id NOT IN (SELECT partner_id FROM sale_order
                               ORDER BY date_order DESC, id DESC LIMIT %(latest)s)
             ORDER BY md5(id::text) LIMIT %(companies)s
        )
        SELECT partner.id, partner.parent_id IS NULL AS is_root,
               -- Six of ten are confidential, three secret, one top secret.
               (ARRAY[1, 1, 1, 1, 1, 1, 2, 2, 2, 3])[1 + place %% 10]::text AS level,
               CASE WHEN place <= %(grants)s THEN 'granted'
                    WHEN place <= %(grants)s + %(managed)s THEN 'managed' END AS known
          FROM company
          JOIN res_partner partner ON partner.commercial_partner_id = company.id
        """,
        {
            "first_name": FIRST_NAME,
            "latest": LATEST_ORDERS,
            "companies": companies,
            "grants": GRANTS,
            "managed": MANAGED,
        },
    )
    cr.execute("ALTER TABLE bench_classified ADD PRIMARY KEY (id)")
    cr.execute(
        """
        UPDATE res_partner SET user_id = (SELECT id FROM res_users WHERE login = %s)
          FROM bench_classified classified
         WHERE classified.id = res_partner.id AND known = 'managed'
        """,
        (SALESPERSON,),
    )


def _install(name):
    common.install(name, MODULES)
    with environment(name, commit=True) as env:
        for login, groups in OUR_GROUPS.items():
            user = env["res.users"].search([("login", "=", login)])
            user.group_ids = [Command.link(env.ref(xmlid).id) for xmlid in groups]
    common.vacuum(name, "res_partner", full=True)
    common.build_search_indexes(name)
    common.vacuum(name)


def _classify(name):
    """What ``action_classify`` leaves behind, for thousands at once."""
    with environment(name, commit=True) as env:
        env.cr.execute(
            """
            UPDATE res_partner
               SET confidentiality_level = level,
                   confidentiality_own_level =
                       CASE WHEN is_root THEN level ELSE '0' END,
                   confidential_code = 'C-' || upper(left(md5(res_partner.id::text), 8))
              FROM bench_classified classified
             WHERE classified.id = res_partner.id
            """
        )
        env.cr.execute("SELECT id FROM res_users WHERE login = %s", (SALESPERSON,))
        common.insert_select(
            env.cr,
            "customer_access_grant",
            {
                "partner_id": "id",
                "user_id": f"{env.cr.fetchone()[0]}",
                "level": "level",
                "state": "'granted'",
                "date_from": "'2020-01-01'::timestamp",
                "date_to": "'2099-01-01'::timestamp",
                "reason": "'bench'",
                "request_text": "'bench'",
                "is_emergency": "FALSE",
            },
            "bench_classified WHERE is_root AND known = 'granted'",
        )
        env.registry.clear_all_caches()
    common.close(name)
    common.vacuum(name, "res_partner")
    common.vacuum(name)
