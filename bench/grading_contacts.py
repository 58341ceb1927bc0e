"""Listing, opening and finding contacts, beside Odoo without the add-on."""

import random

import client
import common
import data
from client import Side
from common import environment

from odoo.fields import Domain

MODULES = ("customer_policy_sale", "customer_policy_account")
GRADE_FIELDS = ("customer_grade_id", "customer_grade_color")
USER_ADMIN = 2
# How long it may take: our time by that of Odoo without the add-on.
LISTED, FOUND = 1.05, 0.2
LIST, FORM = "base.view_partner_tree", "base.view_partner_form"
PAGE = 80
# What a many2one field asks for at each key, and what its window shows.
DROPDOWN = 8
# What the search box of the contacts looks in for a name.
BY_NAME = ("complete_name", "ref", "email", "vat", "company_registry")


def build(databases, size, source):
    """:return: (with the add-on and a grade on everybody, without), alike otherwise"""

    def fill(name):
        with environment(name, commit=True) as env:
            data.add_customers(env.cr, round(size / (1 + data.CONTACTS_PER_CUSTOMER)))
        common.vacuum(name, "res_partner", full=True)
        common.vacuum(name)

    def extend(name):
        common.install(name, MODULES)
        with environment(name, commit=True) as env:
            scheme = env.ref("customer_policy.scheme_importance")
            with data.bare(env.cr, "res_partner"):
                env.cr.execute(
                    "UPDATE res_partner SET customer_grade_id = (%s)[1 + id %% %s]",
                    (scheme.grade_ids.ids, len(scheme.grade_ids)),
                )
        common.vacuum(name, "res_partner", full=True)
        common.build_search_indexes(name)
        common.vacuum(name)

    without = databases.ensure(f"contacts_{size}", fill, source)
    return databases.ensure(f"contacts_{size}_policy", extend, without), without


# -------------------------------------------------------------------------- listing


def listing(ours, reference, runs):
    columns = client.shown_fields(reference, USER_ADMIN, LIST, "list")
    fields = client.shown_fields(reference, USER_ADMIN, FORM, "form")
    graded = {**columns, GRADE_FIELDS[0]: {"fields": {"display_name": {}}}}
    graded[GRADE_FIELDS[1]] = {}
    opened = _some_ids(reference, 1)

    def page(specification):
        return lambda env: env["res.partner"].web_search_read(
            [], specification, limit=PAGE, count_limit=10_001
        )

    def opening(env):
        return env["res.partner"].browse(opened).web_read(fields)

    for name, mine, theirs, mine_db, theirs_db, more in (
        (f"list of {PAGE}", page(columns), page(columns), ours, reference, 0),
        (f"list of {PAGE} and grades", page(graded), page(columns), ours, ours, 1),
        ("opening one", opening, opening, ours, reference, 0),
    ):
        sides = (mine_db, USER_ADMIN, mine), (theirs_db, USER_ADMIN, theirs)
        yield from _both(name, *sides, runs, more)


def _both(name, mine, theirs, runs, more):
    """Queries and time of one call on each side.

    :param more: queries that ours may take more
    """
    mine, theirs = Side(*mine), Side(*theirs)
    one = client.compare_queries(name, mine, theirs)
    met = one.ours - one.reference <= more
    yield one._replace(goal=f"{more} more" if more else "no more", met=met)
    yield client.compare_time(name, mine, theirs, runs, goal=LISTED)


# -------------------------------------------------------------------------- finding


def finding(ours, reference, runs):
    """Typing in a many2one field, and the search box of the list."""
    chosen = _samples(reference)

    def field(terms):
        return lambda env: [
            env["res.partner"].name_search(term, limit=DROPDOWN) for term in terms
        ]

    def box(*names):
        shown = {"display_name": {}, "email": {}, "phone": {}}
        return lambda terms: (
            lambda env: [
                env["res.partner"].web_search_read(
                    Domain.OR([(name, "ilike", term)] for name in names),
                    shown,
                    limit=PAGE,
                    count_limit=10_001,
                )
                for term in terms
            ]
        )

    names, emails, phones = (chosen[kind] for kind in ("name", "email", "phone"))
    for name, search, terms, goal in (
        ("field, by name", field, names, FOUND),
        ("field, by name, key by key", field, _typed(names), FOUND),
        ("field, by e-mail", field, emails, FOUND),
        ("search box, by name", box(*BY_NAME), names, FOUND),
        ("search box, by e-mail", box("email"), emails, FOUND),
        # Odoo has an index for this one itself.
        ("search box, by phone", box("phone_mobile_search"), phones, None),
        ("column of phone numbers", box("phone"), phones, FOUND),
    ):
        sides = [
            Side(database, USER_ADMIN, search(terms)) for database in (ours, reference)
        ]
        _check_same(name, *sides)  # which also warms them
        yield client.compare_time(
            f"finding: {name}",
            *sides,
            runs,
            warm=0,
            each=len(terms),
            goal=goal,
            searches=len(terms),
        )


def _samples(name):
    """Parts of the names, addresses and numbers of some contacts, as people type."""
    with environment(name) as env:
        partners = env["res.partner"].browse(_some_ids(name, 3))
        return {
            "name": [partner.name.split()[-1][:7].lower() for partner in partners],
            "email": [partner.email.split("@")[0] for partner in partners],
            "phone": [partner.phone.split()[-1] for partner in partners],
        }


def _some_ids(name, count):
    """Companies and people with Latin names, spread over the table."""
    with environment(name) as env:
        env.cr.execute(
            "SELECT id FROM res_partner WHERE ref IS NOT NULL AND email IS NOT NULL"
            " AND NOT is_company AND name ~ '^[A-Z]' ORDER BY id"
        )
        ids = [partner_id for (partner_id,) in env.cr.fetchall()]
    return sorted(random.Random(42).sample(ids, count))


def _typed(terms):
    """Each state of the field from three keys on."""
    return [term[:length] for term in terms for length in range(3, len(term) + 1)]


def _check_same(name, mine, theirs):
    if mine.call() != theirs.call():
        raise RuntimeError(f"{name}: other contacts are found with the add-on.")
