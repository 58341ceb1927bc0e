"""A review, computed and applied, beside the plain SQL that writes the same rows."""

import statistics
from pathlib import Path

import business_data
import common
import data
from common import environment, say

from odoo import Command
from odoo.tools import SQL

FLOOR = Path(__file__).with_name("grading_floor.sql")
MODULES = ("customer_policy_sale", "customer_policy_account")
RISING = ((0, 0), (20, 20), (40, 40), (60, 60), (80, 80), (95, 100))
FALLING = ((0, 100), (20, 80), (40, 60), (60, 40), (80, 20), (100, 0))
# As shipped: how much, how often, how recently, each against all customers.
CRITERIA = (
    ("collected_amount", 40, RISING),
    ("order_count", 30, RISING),
    ("days_since_order", 30, FALLING),
)
WRITTEN = ("customer_grade_review_line", "customer_grade_assignment")
TOUCHED = (*WRITTEN, "res_partner", "mail_message")
USER_ADMIN = 2
GOAL = 3


def build(databases, size, per_customer, source):
    """:return: a database with the add-on, customers, and what they bought"""

    def fill(name):
        with environment(name, commit=True) as env:
            first = data.add_customers(env.cr, size)
            business_data.add_business(env, first, size, size * per_customer)
        common.vacuum(name)

    business = databases.ensure(f"business_{size}_{per_customer}", fill, source)
    return databases.ensure(f"review_{size}_{per_customer}", prepare, business)


def prepare(name):
    common.install(name, MODULES)
    common.build_search_indexes(name)
    with environment(name, commit=True) as env:
        scheme = _scheme(env)
        scheme.criterion_ids = [Command.clear()] + [
            Command.create(
                {
                    "metric": metric,
                    "weight": weight,
                    "basis": "percentile",
                    "bracket_ids": [
                        Command.create({"value_from": value_from, "points": points})
                        for value_from, points in brackets
                    ],
                }
            )
            for metric, weight, brackets in CRITERIA
        ]
    common.vacuum(name)


def measure(name, size, per_customer, runs):
    """:yield: results of the first review and of one that changes nothing"""
    times = {"first": ([], []), "second": ([], [])}
    last_message = _last_message(name)
    sides = (_ours, _floor)
    for turn in range(runs):
        written = {}
        for side in (0, 1) if turn % 2 else (1, 0):
            _restore(name, last_message)
            for which, by_side in times.items():
                seconds, _nothing = common.timed(lambda run=sides[side]: run(name))
                by_side[side].append(seconds)
                say(f"{which} review by {sides[side].__name__[1:]}: {seconds:.2f} s")
                common.vacuum(name, *TOUCHED)
            written[side] = _written(name, last_message)
        _compare(written[0], written[1])
        graded = len(written[0][0]) // len(times)
    _restore(name, last_message)
    for which, (ours, floor) in times.items():
        yield common.result(
            f"{which} review, {size:,} customers",
            ours,
            floor,
            goal=GOAL,
            invoices=size * per_customer,
            graded=graded,
            us_per_graded=round(statistics.median(ours) * 1e6 / graded),
            us_per_graded_reference=round(statistics.median(floor) * 1e6 / graded),
        )


def _scheme(env):
    return env.ref("customer_policy.scheme_importance")


def _ours(name):
    """As it happens: a manager asks, the cron carries it out, chunk by chunk."""
    with environment(name, USER_ADMIN, commit=True) as env:
        review = env["customer.grade.review"].create(
            {"scheme_id": _scheme(env).id, "date": business_data.REVIEW_DATE}
        )
        review.action_compute()
        _carry_out(env)
        review.action_approve()
        review.action_apply()
        _carry_out(env)
        if review.state != "applied":
            raise RuntimeError(f"The review is {review.state}; see the log.")


def _carry_out(env):
    env["customer.grade.review"].sudo()._cron_process_reviews()


def _floor(name):
    """One transaction of plain SQL, with everything that it need not find out."""
    with environment(name, commit=True) as env:
        scheme = _scheme(env)
        author = env.user.partner_id
        values = {
            "scheme": scheme.id,
            "company": env.company.id,
            "date": business_data.REVIEW_DATE,
            "user": USER_ADMIN,
            "author": author.id,
            "email_from": author.email_formatted,
            "subtype": env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
            "steps": scheme.max_steps_down,
            "months": scheme.min_months_in_grade,
        }
        for place, criterion in enumerate(scheme.criterion_ids.sorted("sequence"), 1):
            brackets = criterion.bracket_ids.sorted("value_from")
            values |= {
                f"criterion{place}": criterion.id,
                f"weight{place}": criterion.weight,
                f"shares{place}": [
                    value / 100 for value in brackets.mapped("value_from")
                ],
                f"points{place}": brackets.mapped("points"),
            }
        for statement in FLOOR.read_text().split(";\n"):
            if statement.strip():
                env.cr.execute(statement, values)


def _last_message(name):
    with environment(name) as env:
        return env.execute_query(SQL("SELECT max(id) FROM mail_message"))[0][0]


def _restore(name, last_message):
    """Nobody graded, the tables as if nobody ever had been."""
    with environment(name, commit=True) as env:
        env.cr.execute(f"TRUNCATE {', '.join(WRITTEN)} CASCADE")
        env.cr.execute("DELETE FROM customer_grade_review")
        env.cr.execute("DELETE FROM mail_message WHERE id > %s", (last_message,))
        env.cr.execute(
            "UPDATE res_partner SET customer_grade_id = NULL"
            " WHERE customer_grade_id IS NOT NULL"
        )
    common.vacuum(name, *TOUCHED)


def _written(name, last_message):
    with environment(name) as env:
        lines = env.execute_query(
            SQL(
                """
                SELECT line.review_id, line.partner_id, line.score,
                       line.final_grade_id, line.movement, line.decision,
                       assignment.grade_id, assignment.line_id = line.id,
                       partner.customer_grade_id
                  FROM customer_grade_review_line line
                  JOIN res_partner partner ON partner.id = line.partner_id
                  LEFT JOIN customer_grade_assignment assignment
                         ON assignment.partner_id = line.partner_id
                        AND assignment.date_to IS NULL
                 ORDER BY line.review_id, line.partner_id
                """
            )
        )
        [messages] = env.execute_query(
            SQL(
                "SELECT count(*), count(DISTINCT res_id) FROM mail_message"
                " WHERE id > %s AND model = 'res.partner'",
                last_message,
            )
        )
    return lines, messages


def _compare(ours, floor):
    """Both must have written the same, or the comparison means nothing.

    Scores may differ by a hundredth: halves are rounded in binary here, in decimals
    there.
    """
    problems = []
    if ours[1] != floor[1]:
        problems.append(f"notes in the chatter: {ours[1]} and {floor[1]}")
    if len(ours[0]) != len(floor[0]):
        problems.append(f"lines: {len(ours[0])} and {len(floor[0])}")
    different = [
        (mine, theirs)
        for mine, theirs in zip(ours[0], floor[0], strict=False)
        if mine[1] != theirs[1]
        or abs(mine[2] - theirs[2]) > 0.0101
        or (mine[3:] != theirs[3:] and mine[2] == theirs[2])
    ]
    if different:
        problems.append(f"{len(different)} lines, such as {different[0]}")
    if problems:
        raise RuntimeError(f"Ours and the plain SQL differ: {'; '.join(problems)}.")
