"""Telling of what is due, and reading the queue, among few cases and among many."""

import client
import common
import complaint_data
import data
from client import Side
from common import environment

from odoo import SUPERUSER_ID

DUE = 1000
FEW = 10_000
OPEN = 100_000  # at most so many of the cases are open
GOAL = 2
CARDS = (10, 80)
# Every open case has these, and every case that is over had them.
STEPS = ("responsible", "put_right", "close")


def sweep(databases, source, options):
    many = _filled(databases, source, options.size)
    few = _filled(databases, source, min(FEW, options.size))
    times = common.paired(
        lambda: _told(many), lambda: _told(few), options.runs or 5, warm=1
    )
    name = f"{DUE:,} deadlines told, of {options.size:,} cases"
    yield common.result(name, *times, goal=GOAL, beside=f"{FEW:,} cases")


def _told(database):
    """One run of the scheduler's job, undone again."""
    with environment(database) as env:
        clocks = env["customer.complaint.deadline"]._lock_due(DUE)
        if len(clocks) != DUE:
            raise ValueError(f"{len(clocks)} are due in {database}, not {DUE}.")
        clocks._escalate_safely()
        env.flush_all()


def reading(databases, source, options):
    many = _filled(databases, source, options.size)
    few = _filled(databases, source, min(FEW, options.size))
    yield from _queue(many, few, options.runs or 20)
    yield _kanban(many)


def _queue(many, few, runs):
    """The first page of the open cases by next deadline, and how it is found."""

    def page(database):
        def ask(env):
            return env["customer.complaint"].search_read(
                [("is_open", "=", True)],
                ["number", "next_deadline"],
                order="next_deadline, id",
                limit=80,
            )

        return Side(database, SUPERUSER_ID, ask)

    with environment(many) as env:
        domain = [("is_open", "=", True)]
        number = env["customer.complaint"].search_count(domain)
        plan = _plan(env, domain)
    one = client.compare_time(
        f"the first of {number:,} open cases", page(many), page(few), runs
    )
    is_sorted = "queue_idx" in plan and "Sort" not in plan
    yield one._replace(goal="read from an index", met=is_sorted)


def _plan(env, domain):
    query = env["customer.complaint"]._search(
        domain, order="next_deadline, id", limit=80
    )
    env.cr.execute("EXPLAIN " + env.cr.mogrify(query.select()).decode())
    return "\n".join(line for (line,) in env.cr.fetchall())


def _kanban(database):
    """A page of few cards, and one of many."""
    with environment(database) as env:
        user = env["res.users"].search([("login", "=", complaint_data.LOGIN)]).id
    columns = client.shown_fields(
        database, user, "customer_policy.customer_complaint_view_kanban", "kanban"
    )

    def page(cards):
        def ask(env):
            return env["customer.complaint"].web_search_read(
                [("is_open", "=", True)], columns, limit=cards
            )

        return Side(database, user, ask)

    few, many = CARDS
    return client.compare_queries(
        f"a kanban of {many} cards",
        page(many),
        page(few),
        goal=1,
        beside=f"{few} cards",
    )


# ------------------------------------------------------------------------------ cases


def _filled(databases, source, size):
    def fill(name):
        with environment(name, commit=True) as env:
            handlers = env["res.users"].search([("login", "like", "bench_handler_%")])
            customers = env["res.partner"].search([("name", "like", "Customer %")])
            team = env.ref("customer_policy.complaint_team_service")
            add_cases(env, size, team=team, users=handlers.ids, partners=customers.ids)
        common.vacuum(name)

    start = complaint_data.ours(databases, source)
    return databases.ensure(f"complaints_{size}", fill, start)


def add_cases(env, size, *, team, users, partners):
    """A tenth is open, ``DUE`` of them have one missed deadline not yet told.

    :param users: ids of those who handle them, in turns
    :param partners: ids of the customers
    """
    is_open = f"i <= {max(min(size // 10, OPEN), 2 * DUE)}"
    with data.bare(env.cr, "customer_complaint"):
        common.insert_select(
            env.cr,
            "customer_complaint",
            {
                "number": "'BENCH/' || i",
                "name": "'Late delivery ' || i",
                "kind": "'complaint'",
                "severity": "'general'",
                "channel": "'phone'",
                "company_id": str(team.company_id.id),
                "state": f"CASE WHEN {is_open} THEN 'accepted' ELSE 'closed' END",
                "is_open": is_open,
                "partner_id": f"(ARRAY{partners})[1 + i % {len(partners)}]",
                "commercial_partner_id": f"(ARRAY{partners})[1 + i % {len(partners)}]",
                "team_id": str(team.id),
                "user_id": f"(ARRAY{users})[1 + i % {len(users)}]",
                "responsible_id": f"(ARRAY{users})[1 + i % {len(users)}]",
                "first_responsible_id": f"(ARRAY{users})[1 + i % {len(users)}]",
                "date_received": "localtimestamp - interval '1 day'",
                "date_closed": f"CASE WHEN {is_open} THEN NULL ELSE localtimestamp END",
                "next_deadline": f"CASE WHEN {is_open} THEN localtimestamp"
                " + interval '30 days' + i * interval '1 second' END",
                "reopen_count": "0",
                "create_uid": "1",
                "write_uid": "1",
                "create_date": "localtimestamp",
                "write_date": "localtimestamp",
            },
            f"generate_series(1, {size}) i",
        )
    _add_clocks(env, is_open)


def _add_clocks(env, is_open):
    steps = ", ".join(f"('{step}', {n})" for n, step in enumerate(STEPS))
    is_due = f"i <= {DUE} AND n = 0"
    env.cr.execute("SELECT min(id) FROM customer_complaint WHERE number LIKE 'BENCH/%'")
    (first,) = env.cr.fetchone()
    end = "localtimestamp + interval '30 days' + i * interval '1 second'"
    with data.bare(env.cr, "customer_complaint_deadline"):
        common.insert_select(
            env.cr,
            "customer_complaint_deadline",
            {
                "complaint_id": "id",
                "step": "step",
                "round": "0",
                "active": "true",
                "is_manual": "false",
                "date_start": "localtimestamp - interval '1 day'",
                "date_deadline": f"CASE WHEN {is_due} THEN localtimestamp"
                f" - interval '10 minutes' ELSE {end} END",
                "date_met": f"CASE WHEN {is_open} THEN NULL ELSE localtimestamp END",
                "date_escalation": f"CASE WHEN {is_due} THEN localtimestamp"
                f" - interval '10 minutes' WHEN {is_open} THEN {end} END",
                "create_uid": "1",
                "write_uid": "1",
                "create_date": "localtimestamp",
                "write_date": "localtimestamp",
            },
            f"(SELECT id, id - {first} + 1 AS i FROM customer_complaint"
            f" WHERE id >= {first}) c, (VALUES {steps}) s (step, n)",
        )
