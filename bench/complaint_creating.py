"""Registering cases over JSON-RPC, beside the helpdesk of others."""

import itertools

import complaint_data
import rpc_server
from common import environment

MODELS = ("customer.complaint", "helpdesk.ticket")
MANY = 1000
GOAL_ONE, GOAL_MANY = 0.7, 0.5
SAYS = "<p>The goods came two weeks late, and nobody answered the phone.</p>"


def measure(databases, source, options):
    ours = complaint_data.ours(databases, source)
    theirs = complaint_data.helpdesk(databases, source)
    with rpc_server.Server(complaint_data.addons_path()) as server:
        mine = _complaints(server, ours)
        peer = _tickets(server, theirs)
        yield from rpc_server.compare(
            server,
            "one case registered",
            lambda: mine(1),
            lambda: peer(1),
            MODELS,
            options.runs or 40,
            warm=5,
            goal=GOAL_ONE,
        )
        yield from rpc_server.compare(
            server,
            f"{MANY:,} cases in one call",
            lambda: mine(MANY),
            lambda: peer(MANY),
            MODELS,
            2,  # The helpdesk needs minutes for each.
            warm=0,
            goal=GOAL_MANY,
        )


def _session(server, database):
    login, password = complaint_data.LOGIN, complaint_data.PASSWORD
    return rpc_server.Session(server, database, login, password)


def _complaints(server, database):
    """Assigned by the team to whoever has least to do."""
    session = _session(server, database)
    with environment(database) as env:
        partners = _partners(env)
        team = env.ref("customer_policy.complaint_team_service").id

    def create(count):
        values = [
            {
                "name": f"Late delivery {index}",
                "description": SAYS,
                "partner_id": next(partners),
                "team_id": team,
            }
            for index in range(count)
        ]
        return session.call("customer.complaint", "create", values)

    return create


def _tickets(server, database):
    """It does not assign by itself: whose turn it is comes with the values."""
    session = _session(server, database)
    with environment(database) as env:
        partners = _partners(env)
        team = env["helpdesk.ticket.team"].search([("name", "=", "Service")])
        users = env["res.users"].search([("login", "like", "bench_handler_%")])
        turns = itertools.cycle(users.ids)

    def create(count):
        values = [
            {
                "name": f"Late delivery {index}",
                "description": SAYS,
                "partner_id": next(partners),
                "team_id": team.id,
                "user_id": next(turns),
            }
            for index in range(count)
        ]
        return session.call("helpdesk.ticket", "create", values)

    return create


def _partners(env):
    found = env["res.partner"].search([("name", "like", "Customer %")])
    return itertools.cycle(found.ids)
