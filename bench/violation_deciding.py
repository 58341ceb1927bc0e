"""The queries of a decision, whatever the length of the person's record."""

from unittest.mock import patch

import common
from common import environment, say

GOAL = 25


def measure(databases, source, options):
    length = max(options.size // 100, 1)
    name = databases.ensure(f"record_{length}", lambda new: fill(new, length), source)
    for measure_name in ("fine", "suspension"):
        counts = []
        for employee in ("Long Record", "Short Record"):
            # Once before, so that what a server knows after a minute is known.
            for _time in range(2):
                with environment(name) as env:
                    number = _queries(env, employee, measure_name)
            counts.append(number)
        ours, short = counts
        one = common.result(
            f"deciding after {length:,} decisions, a {measure_name}",
            [ours],
            [GOAL],
            "queries",
            after_one=short,
        )
        is_met = ours <= GOAL and ours <= short
        yield one._replace(goal=f"≤ {GOAL}, as after one", met=is_met)


def fill(name, length):
    say(f"a record of {length:,} decisions")
    with environment(name, commit=True) as env:
        _users(env)
        kind = env.ref("customer_policy.violation_type_gift")
        step = kind.ladder_id.step_ids[-1]
        for text, number in (("Long Record", length), ("Short Record", 1)):
            person = env["hr.employee"].create({"name": text})
            _add_record(env, person, kind, step, number)
    common.vacuum(name)


def _add_record(env, person, kind, step, length):
    env.flush_all()
    common.insert_select(
        env.cr,
        "customer_violation",
        {
            "name": "'Before'",
            "facts": "'Proved'",
            "company_id": str(env.company.id),
            "state": "'in_force'",
            "is_over": "false",
            "is_sealed": "false",
            "employee_id": str(person.id),
            "type_id": str(kind.id),
            "severity": "'2'",
            "date": "current_date - 30",
            "decision_rank": "n",
            "occurrence": "n",
            "step_id": str(step.id),
        },
        f"generate_series(1, {length}) AS n",
    )
    env.cr.execute(
        "UPDATE hr_employee SET violation_decision_count = %s WHERE id = %s",
        [length, person.id],
    )


def _users(env):
    for login, group in (
        ("bench_officer", "customer_policy.group_violation_officer"),
        ("bench_decider", "customer_policy.group_violation_general_manager"),
    ):
        env["res.users"].create(
            {
                "name": login,
                "login": login,
                "email": f"{login}@example.com",
                "group_ids": [(4, env.ref(group).id)],
            }
        )


def _user(env, login):
    return env["res.users"].search([("login", "=", login)])


def _queries(env, employee, measure_name):
    values = {"sequence": 1, "measure": measure_name}
    values |= {"fine_min": 200, "fine_max": 1000, "suspension_days": 7}
    kind = env.ref("customer_policy.violation_type_gift")
    # Whichever step it leads to, the measure is the same.
    for step in kind.ladder_id.step_ids:
        step.write({**values, "sequence": step.sequence})
    officer = _user(env, "bench_officer")
    person = env["hr.employee"].search([("name", "=", employee)])
    case = env["customer.violation"].create(
        {
            "name": "Now",
            "facts": "Proved",
            "employee_id": person.id,
            "type_id": kind.id,
        }
    )
    case.with_user(officer).action_investigate()
    case.with_user(officer).action_hear("No comment.")
    env.flush_all()
    env.invalidate_all()
    decider = case.with_user(_user(env, "bench_decider"))
    with patch.object(type(case), "_drop_activities"):
        return common.queries(
            env, lambda: (decider.action_decide("Proved."), env.flush_all())
        )
