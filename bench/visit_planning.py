"""A quarter of visits from rules, in a database, beside plain SQL and beside itself."""

import random
import time
from datetime import date, timedelta
from unittest.mock import patch

import common
import people
from common import environment

from odoo import Command, fields
from odoo.tools import SQL

from odoo.addons.customer_policy.models import customer_visit_plan_generate
from odoo.addons.customer_policy.tools.bulk_insert import bulk_insert

# Customers of one person, as in a company of 100,000 customers and 500 people.
EACH = 200
# What the floor leaves out: ids and numbers are drawn, and that is part of it.
FLOOR = "bench_visit_floor"


def database(databases, source, options):
    customers = options.size
    number = max(customers // EACH, 1)

    def fill(name):
        common.install(name, ["customer_policy"])
        with environment(name, commit=True) as env:
            users = staff(env, number)
            tags = env["res.partner.category"].create(
                [{"name": "Called"}, {"name": "Seen"}]
            )
            contacts(env, customers, users.ids, tags.ids)
            rules(env, tags)
        common.vacuum(name)

    return databases.ensure(f"visits_{customers}", fill, source)


def staff(env, number):
    """People like the first one, copied by SQL: no part of what is measured."""
    first = env["res.users"].create(
        {
            "name": "Visitor 0",
            "login": "bench_visitor_0",
            "group_ids": [Command.link(env.ref("customer_policy.group_user").id)],
        }
    )
    names = [f"Visitor {n}" for n in range(1, number)]
    logins = [f"bench_visitor_{n}" for n in range(1, number)]
    people.copy_user(env, first, logins, people.copy_partner(env, first, names))
    return env["res.users"].search([("login", "like", "bench_visitor_")])


def contacts(env, number, users, tags):
    """Each person's customers around a town of its own; three in ten have a weekday."""
    draw = random.Random(1)
    towns = {user: (draw.uniform(30, 40), draw.uniform(100, 115)) for user in users}

    def rows():
        for n in range(number):
            user = users[n % len(users)]
            north, east = towns[user]
            yield (
                f"Customer {n}",
                user,
                draw.gauss(north, 0.1),
                draw.gauss(east, 0.1),
                str(draw.randrange(5)) if draw.random() < 0.3 else None,
            )

    env.cr.execute(
        "CREATE TEMP TABLE bench_contact (name varchar, user_id int, north float8,"
        " east float8, weekday varchar) ON COMMIT DROP"
    )
    columns = ("name", "user_id", "north", "east", "weekday")
    bulk_insert(env.cr, "bench_contact", columns, rows())
    common.insert_select(
        env.cr,
        "res_partner",
        {
            "name": "name",
            "complete_name": "name",
            "user_id": "user_id",
            "partner_latitude": "north",
            "partner_longitude": "east",
            "visit_weekday": "weekday",
            "is_company": "TRUE",
            "active": "TRUE",
            "partner_share": "TRUE",
            "type": "'contact'",
            "lang": "'en_US'",
            "confidentiality_level": "'0'",
            "autopost_bills": "'ask'",
            "create_date": "timestamp '2024-01-01'",
        },
        "bench_contact",
    )
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id"
        " WHERE commercial_partner_id IS NULL"
    )
    env.cr.execute(
        """
        INSERT INTO res_partner_res_partner_category_rel (partner_id, category_id)
        SELECT id, CASE WHEN id %% 10 < 6 THEN %s ELSE %s END
          FROM res_partner WHERE name LIKE 'Customer %%'
        """,
        tags,
    )


def rules(env, tags):
    """A contact a month: six in ten customers are called, the others seen."""
    rule = env["customer.visit.rule"]
    rule.search([]).active = False
    for tag, code in zip(tags, ("phone", "on_site"), strict=True):
        rule.create(
            {
                "name": tag.name,
                "visit_type_id": env.ref(f"customer_policy.visit_type_{code}").id,
                "tag_ids": [Command.set(tag.ids)],
                "interval_number": 1,
                "interval_unit": "month",
                "merge_days": 0,
            }
        )
    env.ref("customer_policy.visit_planning").hours_per_day = 8


def new_plan(env):
    begin = fields.Date.start_of(date.today() + timedelta(days=95), "quarter")
    return env["customer.visit.plan"].create(
        {
            "name": "A quarter",
            "date_from": begin,
            "date_to": fields.Date.end_of(begin, "quarter"),
        }
    )


class Stopwatch:
    """How much of a run is the pure scheduling."""

    def __init__(self, function):
        self.function, self.wall, self.processor = function, 0.0, 0.0

    def __call__(self, *args, **kwargs):
        wall, processor = time.perf_counter(), time.process_time()
        try:
            return self.function(*args, **kwargs)
        finally:
            self.wall += time.perf_counter() - wall
            self.processor += time.process_time() - processor


def generate(plan):
    plan.with_context(visit_plan_at_once=True).action_generate()


def confirm(plan):
    """As the background job does it, piece by piece."""
    plan.write({"pending_step": "confirm", "pending_user_id": plan.env.uid})
    while plan._work_safely():
        plan.env.flush_all()


def written(env):
    """Rows this transaction has written so far."""
    env.cr.execute(
        "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
    )
    return env.cr.fetchone()[0] or 0


def planning(databases, source, options):
    """From nothing; reference: three times plain SQL, and the pure scheduling."""
    name = database(databases, source, options)
    ours, theirs, extra = [], [], {}
    for _run in range(options.runs or 1):
        with environment(name) as env:
            plan = new_plan(env)
            env.flush_all()
            watch = Stopwatch(customer_visit_plan_generate.schedule)
            with patch.object(customer_visit_plan_generate, "schedule", watch):
                used = time.process_time()
                took, _nothing = common.timed(lambda plan=plan: generate(plan))
                used = time.process_time() - used
            insert, count = floor(env, plan)
            ours.append(took)
            theirs.append(3 * insert + watch.wall)
            extra = {
                "visits": count,
                "left": plan.gap_count,
                "our_CPU": f"{used:.1f} s",
                "scheduling": f"{watch.wall:.1f} s (CPU {watch.processor:.1f} s)",
                "plain_insert": f"{insert:.1f} s",
            }
    yield common.result(
        f"a quarter for {options.size:,} customers", ours, theirs, goal=1, **extra
    )


def floor(env, plan):
    """The same rows by one statement into the same table, with the same indexes."""
    cr = env.cr
    cr.execute(
        SQL(
            "CREATE TEMP TABLE %s ON COMMIT DROP AS"
            " SELECT * FROM customer_visit WHERE plan_id = %s",
            SQL.identifier(FLOOR),
            plan.id,
        )
    )
    cr.execute(SQL("DELETE FROM customer_visit WHERE plan_id = %s", plan.id))
    return common.timed(
        lambda: (
            cr.execute(
                SQL(
                    "INSERT INTO customer_visit SELECT * FROM %s", SQL.identifier(FLOOR)
                )
            ),
            cr.rowcount,
        )[1]
    )


def again(databases, source, options):
    """Nothing has changed: rows written, and the time beside that of the first run."""
    name = database(databases, source, options)
    with environment(name) as env:
        plan = new_plan(env)
        first, _nothing = common.timed(lambda: generate(plan))
        env.flush_all()
        before = written(env)
        second, _nothing = common.timed(lambda: generate(plan))
        env.flush_all()
        rows = written(env) - before
        visits = plan.visit_count
    one = common.result(
        "planning again, nothing changed: rows written",
        [rows],
        [0],
        unit="rows",
        visits=visits,
    )
    yield one._replace(goal="0", met=rows == 0)
    yield common.result(
        "planning again beside the first time", [second], [first], visits=visits
    )
