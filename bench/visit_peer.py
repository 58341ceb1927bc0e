"""Visits from the planner of others beside ours, with meetings in both."""

import time
from datetime import date, timedelta
from pathlib import Path

import common
import complaint_data
import visit_planning
from common import environment
from visit_peer_port import NAME

TEMPLATES, EACH = 60, 7  # it shows the first seven dates of a template
PEOPLE = 20
GOAL = 20


def database(databases, source):
    def fill(name):
        common.install(name, [NAME])
        with environment(name, commit=True) as env:
            env["res.partner"].create(
                [{"name": f"Customer {n}", "is_company": True} for n in range(200)]
            )
        common.vacuum(name)

    return databases.ensure("planner", fill, source)


def calendar(databases, source, options):
    """Visits a second, planned and in the calendar; reference: the other planner."""
    if not Path(complaint_data.PEERS.split(",")[0], NAME).is_dir():
        raise SystemExit("The planner of others is missing: start by ./dev bench.")
    ours_in = visit_planning.database(databases, source, options)
    theirs_in = database(databases, source)
    ours, theirs, counts, walls = [], [], {}, {}
    for _run in range(options.runs or 2):
        for name, measure, rates in (
            (ours_in, _ours, ours),
            (theirs_in, _theirs, theirs),
        ):
            with environment(name) as env:
                began = time.perf_counter()
                count, events, used = measure(env)
                walls[name] = f"{count / (time.perf_counter() - began):.0f} /s"
                if count != events:
                    raise AssertionError(f"{count} visits, but {events} meetings")
            rates.append(count / used)
            counts[name] = count
    one = common.result(
        "visits a second, in the calendar (CPU)",
        ours,
        theirs,
        unit="/s",
        our_visits=counts[ours_in],
        their_visits=counts[theirs_in],
        our_wall=walls[ours_in],
        their_wall=walls[theirs_in],
    )
    yield one._replace(goal=f"≥ {GOAL} ×", met=one.ratio >= GOAL)


def _used():
    return time.process_time()


def _ours(env):
    """A quarter for some people: rules to visits, confirmed piece by piece."""
    users = env["res.users"].search([("login", "like", "bench_visitor_")], limit=PEOPLE)
    plan = visit_planning.new_plan(env)
    plan.user_ids = users
    env.flush_all()
    began = _used()
    visit_planning.generate(plan)
    visit_planning.confirm(plan)
    env.cr.flush()
    used = _used() - began
    visits = env["customer.visit"].search([("plan_id", "=", plan.id)])
    domain = [("visit_id", "in", visits.ids)]
    return len(visits), env["calendar.event"].search_count(domain), used


def _theirs(env):
    """A template for each customer, by the day; validated, as it is by default."""
    customers = env["res.partner"].search([("name", "like", "Customer ")])
    start = date.today() + timedelta(days=95)
    templates = env[f"{NAME.replace('_', '.')}.visit.template"].create(
        [
            {
                "partner_ids": [(6, 0, customer.ids)],
                "start": start,
                "stop": start,
                "rrule_type": "daily",
                "interval": 1,
                "end_type": "count",
                "count": EACH,
                "event_tz": "UTC",
                "auto_validate": True,
            }
            for customer in customers[:TEMPLATES]
        ]
    )
    env.cr.flush()
    began = _used()
    templates.create_visits(days=EACH)
    env.cr.flush()
    used = _used() - began
    visits = templates.visit_ids
    return len(visits), len(visits.calendar_event_id), used
