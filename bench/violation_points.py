"""Closing a period of points, beside plain SQL that writes the same sheet."""

import random
from datetime import date

import common
from common import environment, say

ENTRIES = 10  # of each employee
TEAM = 20
GOAL = 3
NAME = "Bench"
# The shipped bands and what heads pay and earn, written down by hand.
PLAIN = """
    WITH moved AS (
        SELECT employee_id, sum(points) AS points
          FROM customer_point_entry WHERE period_id = %(period)s GROUP BY employee_id
    ), sheet AS (
        SELECT person.id, person.parent_id, version.department_id,
               round((100 + COALESCE(moved.points, 0))::numeric, 1) AS points
          FROM hr_employee person
     LEFT JOIN hr_version version ON version.id = person.current_version_id
     LEFT JOIN moved ON moved.employee_id = person.id
         WHERE person.company_id = %(company)s
           AND (person.active OR moved.employee_id IS NOT NULL)
    ), team AS (
        SELECT parent_id, bool_or(points < 60) AS low,
               2 * count(*) FILTER (WHERE points >= 100) >= count(*) AS kept
          FROM sheet WHERE parent_id IS NOT NULL GROUP BY parent_id
    )
    INSERT INTO customer_point_result
        (period_id, employee_id, department_id, points, lost, amount, bonus, is_below,
         supervisor_fine, supervisor_bonus)
    SELECT %(period)s, sheet.id, sheet.department_id, points,
           greatest(100 - points, 0),
           round(10 * least(greatest(100 - points, 0), 10)
               + 20 * least(greatest(90 - points, 0), 10)
               + 30 * least(greatest(80 - points, 0), 10)
               + 40 * least(greatest(70 - points, 0), 10), 2),
           CASE WHEN points >= 110 THEN 100 ELSE 0 END,
           points < 60,
           CASE WHEN team.low THEN 100 ELSE 0 END,
           CASE WHEN team.kept THEN 100 ELSE 0 END
      FROM sheet LEFT JOIN team ON team.parent_id = sheet.id
"""
ROWS = """
    SELECT employee_id, department_id, points, lost, amount, bonus, is_below,
           COALESCE(supervisor_fine, 0), COALESCE(supervisor_bonus, 0)
      FROM customer_point_result WHERE period_id = %s ORDER BY employee_id
"""


def measure(databases, source, options):
    name = databases.ensure(
        f"points_{options.size}", lambda new: fill(new, options.size), source
    )
    _check_same(name)
    times = common.paired(
        lambda: _closed(name), lambda: _plain(name), options.runs or 9, warm=2
    )
    text = f"a period of {options.size:,} people, {options.size * ENTRIES:,} entries"
    yield common.result(text, *times, goal=GOAL)


def fill(name, size):
    say(f"{size:,} employees with {ENTRIES} entries each")
    with environment(name, commit=True) as env:
        people = _add_employees(env, size)
        period = env["customer.point.period"].create(
            {"name": NAME, "date_from": "2026-03-01", "date_to": "2026-03-31"}
        )
        _add_entries(env, period, people)
        # HR is asked about whoever is below.
        env.ref("base.user_admin").group_ids += env.ref("hr.group_hr_manager")
    common.vacuum(name)


def _add_employees(env, size):
    """By SQL, since Odoo takes its time; each head has a team.

    :return: their ids
    """
    env.flush_all()
    company = env.company.id
    common.insert_select(
        env.cr,
        "resource_resource",
        {
            "name": "'Staff ' || n",
            "active": "true",
            "company_id": f"{company}",
            "resource_type": "'user'",
            "tz": "'UTC'",
            "time_efficiency": "100",
        },
        f"generate_series(1, {size}) AS n",
    )
    common.insert_select(
        env.cr,
        "hr_employee",
        {
            "name": "name",
            "active": "true",
            "resource_id": "id",
            "company_id": f"{company}",
        },
        "resource_resource WHERE name LIKE 'Staff %' ORDER BY id",
    )
    common.insert_select(
        env.cr,
        "hr_version",
        {
            "employee_id": "id",
            "active": "true",
            "company_id": "company_id",
            "date_version": "'2020-01-01'::date",
            "employee_type": "'employee'",
            "marital": "'single'",
            "distance_home_work_unit": "'kilometers'",
            "hr_responsible_id": "2",
            "last_modified_uid": "2",
            "last_modified_date": "now()",
        },
        "hr_employee WHERE name LIKE 'Staff %'",
    )
    env.cr.execute(
        """
        UPDATE hr_employee person
           SET current_version_id = version.id,
               parent_id = CASE WHEN place.n > %(heads)s
                                THEN place.first + place.n %% %(heads)s END
          FROM hr_version version,
               (SELECT id, row_number() OVER (ORDER BY id) AS n,
                       min(id) OVER () AS first
                  FROM hr_employee WHERE name LIKE 'Staff %%') place
         WHERE version.employee_id = person.id AND place.id = person.id
     RETURNING person.id
        """,
        {"heads": size // TEAM},
    )
    ids = [person_id for (person_id,) in env.cr.fetchall()]
    env.invalidate_all()
    return ids


def _add_entries(env, period, people):
    from odoo.addons.customer_policy.tools import bulk_insert

    draw = random.Random(42)
    env.flush_all()
    bulk_insert.bulk_insert(
        env.cr,
        "customer_point_entry",
        ["employee_id", "points"],
        (
            (person_id, draw.choice((-10, -6, -3, -3, -2, -1, 1, 2, 3, 3)))
            for person_id in people
            for _n in range(ENTRIES)
        ),
        {
            "period_id": period.id,
            "company_id": period.company_id.id,
            "date": date(2026, 3, 2),
            "reason": "merit",
        },
    )


def _period(env):
    return env["customer.point.period"].search([("name", "=", NAME)])


def _closed(name):
    with environment(name) as env:
        _period(env).action_close()
        env.flush_all()


def _plain(name):
    with environment(name) as env:
        _insert_plain(env)


def _insert_plain(env):
    period = _period(env)
    env.cr.execute(PLAIN, {"period": period.id, "company": period.company_id.id})
    env.cr.execute(
        "UPDATE customer_point_period SET state = 'closed', date_closed = now()"
        " WHERE id = %s",
        [period.id],
    )


def _check_same(name):
    """Both sides must have written the same, or the ratio says nothing."""
    sheets = []
    for close in (lambda env: _period(env).action_close(), _insert_plain):
        with environment(name) as env:
            close(env)
            env.flush_all()
            env.cr.execute(ROWS, [_period(env).id])
            sheets.append(
                [tuple(float(v or 0) for v in row) for row in env.cr.fetchall()]
            )
    if sheets[0] != sheets[1] or not sheets[0]:
        raise ValueError("The sheets differ.")
    low = sum(row[6] for row in sheets[0])
    say(f"{len(sheets[0]):,} lines, {low:,.0f} people below the last band")
