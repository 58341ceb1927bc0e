"""Contacts and orders as a salesperson reads them, beside Odoo without the add-on."""

import random
from typing import NamedTuple

import client
import common
from client import Side
from common import environment
from confidentiality_data import SALESPERSON, user_id
from grading_contacts import BY_NAME, DROPDOWN, PAGE

from odoo.fields import Domain

# How long it may take: our time by Odoo's own.
SAME, COUNTED, LISTED, ORDERS_COUNTED = 1.05, 1.25, 1.3, 3
COUNT_LIMIT = 10_001
RUNS, RUNS_OF_LONG = 60, 20
TERMS = 4
FREQUENT = 1000


class Question(NamedTuple):
    name: str
    ask: object
    goal: float
    runs: int = RUNS
    each: int = 1
    counts: str = ""  # the model whose records are counted


def classified(databases, runs):
    """The same answers as Odoo without the add-on, less what is hidden."""
    hidden = _hidden(databases.reference)
    yield from _beside(databases.classified, databases, runs, hidden)


def unclassified(databases, runs):
    """No slower than plain Odoo is beside itself."""
    yield from _beside(databases.unclassified, databases, runs)


def _beside(ours, databases, runs, hidden=None):
    reference = databases.reference
    user = user_id(reference, SALESPERSON)
    for question in _questions(databases, user):
        mine = Side(ours, user, question.ask)
        theirs = Side(reference, user, question.ask)
        _check_same(question, mine, theirs, hidden)
        name = question.name if hidden else f"unclassified: {question.name}"
        yield client.compare_queries(name, mine, theirs, goal=1)
        sides = (name, mine, theirs, runs or question.runs)
        if hidden:
            goal = question.goal
            yield client.compare_time(*sides, each=question.each, goal=goal)
        else:
            yield client.compare_beside_noise(*sides, each=question.each)


# ------------------------------------------------------------------------- questions


def _questions(databases, user):
    reference = databases.reference
    columns = client.shown_fields(reference, user, "base.view_partner_tree", "list")
    fields = client.shown_fields(reference, user, "base.view_partner_form", "form")
    order = client.shown_fields(reference, user, "sale.view_order_tree", "list")
    shown = {"display_name": {}, "email": {}, "phone": {}}
    people = _people(databases)
    names = [_name_part(name) for _id, name, _email in people]
    emails = [_email_part(email) for _id, _name, email in people]
    opened = [people[0][0]]

    def box(terms, *columns):
        domains = [
            Domain.OR([(column, "ilike", term)] for column in columns) for term in terms
        ]
        return lambda env: [
            env["res.partner"].web_search_read(
                domain, shown, limit=PAGE, count_limit=COUNT_LIMIT
            )
            for domain in domains
        ]

    def field(terms):
        return lambda env: [
            env["res.partner"].name_search(term, limit=DROPDOWN) for term in terms
        ]

    def page(model, specification):
        # The number of pages is another question.
        return lambda env: env[model].web_search_read(
            [], specification, limit=PAGE, count_limit=COUNT_LIMIT
        )["records"]

    def count(model):
        return lambda env: env[model].search_count([])

    return (
        Question(f"contacts, list of {PAGE}", page("res.partner", columns), SAME),
        Question(
            "contact opened",
            lambda env: env["res.partner"].browse(opened).web_read(fields),
            SAME,
        ),
        Question("contact by name", field(names), SAME, RUNS_OF_LONG, len(names)),
        Question("contact by e-mail", field(emails), SAME, RUNS_OF_LONG, len(emails)),
        Question(
            "search box, by name", box(names, *BY_NAME), SAME, RUNS_OF_LONG, len(names)
        ),
        Question(
            "search box, by e-mail",
            box(emails, "email"),
            SAME,
            RUNS_OF_LONG,
            len(emails),
        ),
        Question(
            "contacts counted",
            count("res.partner"),
            COUNTED,
            RUNS_OF_LONG,
            counts="res.partner",
        ),
        Question(f"orders, list of {PAGE}", page("sale.order", order), LISTED),
        Question(
            "orders counted",
            count("sale.order"),
            ORDERS_COUNTED,
            RUNS_OF_LONG,
            counts="sale.order",
        ),
    )


def _people(databases):
    """(id, name, e-mail) of people whom one can look for without meeting a secret."""
    with environment(databases.reference) as env:
        env.cr.execute(
            "SELECT id, name, email FROM res_partner"
            " WHERE ref IS NOT NULL AND email IS NOT NULL AND parent_id IS NULL"
            " AND NOT is_company AND name ~ '^[A-Z]' ORDER BY id"
        )
        people = env.cr.fetchall()
        sample = random.Random(42).sample(people, min(len(people), 20 * TERMS))
        sample = [one for one in sample if not _finds_secret(env, *one)]
    for database in databases:
        with environment(database) as env:
            sample = [one for one in sample if not _is_misjudged(env, one)]
    return sample[:TERMS]


def _name_part(name):
    """What people type of a name."""
    return name.split()[-1][:7].lower()


def _email_part(email):
    return email.split("@")[0]


def _finds_secret(env, _partner_id, name, email):
    part = f"%{_name_part(name)}%"
    env.cr.execute(
        "SELECT FROM bench_classified JOIN res_partner USING (id)"
        " WHERE complete_name ILIKE %s OR email ILIKE %s OR email ILIKE %s LIMIT 1",
        (part, part, f"%{_email_part(email)}%"),
    )
    return env.cr.rowcount > 0


def _is_misjudged(env, person):
    """Whether PostgreSQL takes the name for a frequent one, and reads the whole table.

    It guesses from a sample, which is another one in each database: an accident that
    has nothing to do with the add-on.
    """
    part = f"%{_name_part(person[1])}%"
    for column in ("complete_name", "email"):
        env.cr.execute(
            f"EXPLAIN (FORMAT json) SELECT FROM res_partner WHERE {column} ILIKE %s",
            (part,),
        )
        if env.cr.fetchone()[0][0]["Plan"]["Plan Rows"] > FREQUENT:
            return True
    return False


# ----------------------------------------------------------------------------- truth


def _hidden(reference):
    """What the salesperson must not see, by model: the rules once more, naively."""
    with environment(reference) as env:
        env.cr.execute(
            "SELECT id FROM bench_classified WHERE known IS NULL"
            # A top secret customer's account manager does not know it.
            " OR known = 'managed' AND level = '3'"
        )
        partner_ids = [partner_id for (partner_id,) in env.cr.fetchall()]
        env.cr.execute(
            "SELECT count(*) FROM sale_order WHERE partner_id = ANY(%s)", (partner_ids,)
        )
        return {"res.partner": len(partner_ids), "sale.order": env.cr.fetchone()[0]}


def _check_same(question, mine, theirs, hidden):
    expected = theirs.call()
    if question.counts and hidden:
        common.say(
            f"{hidden[question.counts]:,} of {expected:,} {question.counts} hidden"
        )
        expected -= hidden[question.counts]
    answer = mine.call()
    if answer != expected:
        answers = f"{answer}\n{expected}"[:2000]
        raise RuntimeError(f"{question.name}: not what was expected.\n{answers}")
