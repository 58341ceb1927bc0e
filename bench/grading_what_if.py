"""A what-if beside the computing half of a review; a past day beside today."""

import business_data
import common
import grading_review
from client import Side, compare_time
from common import environment
from grading_review import USER_ADMIN

PAGE = 80
GOAL = 2  # a past day beside today
SHOWN = {
    "partner_id": {"fields": {"display_name": {}}},
    "grade_id": {"fields": {"display_name": {}}},
    "score": {},
    "date_from": {},
    "date_to": {},
}


def simulation(name, size, runs):
    """Both compute the same customers by the same settings."""

    def compute(is_simulation):
        def run():
            with environment(name, USER_ADMIN, commit=True) as env:
                review = env["customer.grade.review"].create(
                    {
                        "scheme_id": grading_review._scheme(env).id,
                        "date": business_data.REVIEW_DATE,
                        "is_simulation": is_simulation,
                    }
                )
                review.action_compute()
                grading_review._carry_out(env)
                made.append(review.id)

        return run

    def clean():
        with environment(name, commit=True) as env:
            env["customer.grade.review"].browse(made).exists().unlink()
        made.clear()
        common.vacuum(name, "customer_grade_review_line")

    made = []
    times = ([], [])
    for turn in range(runs + 1):
        for side in (0, 1) if turn % 2 else (1, 0):
            seconds, _nothing = common.timed(compute(side == 0))
            if turn:
                times[side].append(seconds)
            clean()
    one = common.result(f"what-if, {size:,} customers", *times)
    yield common.judged_beside_noise(one)


def past(name, size, runs):
    """Everybody graded four times: the list of a past day, and the list of today."""
    _give_history(name)

    def page(day):
        def ask(env):
            domain = [("scheme_id", "=", grading_review._scheme(env).id)]
            if day:
                domain += env["customer.grade.assignment"]._valid_on_domain(day)
            else:
                domain.append(("date_to", "=", False))
            model = env["customer.grade.assignment"]
            return (
                model.web_search_read(domain, SHOWN, limit=PAGE, count_limit=10_001),
                model.formatted_read_group(domain, ["grade_id"], ["__count"]),
            )

        return ask

    today = Side(name, USER_ADMIN, page(None))
    for label, day in (("first", "2020-06-30"), ("last", "2023-06-30")):
        then = Side(name, USER_ADMIN, page(day))
        yield compare_time(
            f"grades on a past day ({label} of 4), {size:,} customers",
            then,
            today,
            runs,
            goal=GOAL,
        )


def _give_history(name):
    with environment(name, commit=True) as env:
        scheme = grading_review._scheme(env)
        env.cr.execute("TRUNCATE customer_grade_assignment CASCADE")
        env.cr.execute(
            """
            INSERT INTO customer_grade_assignment
                   (partner_id, scheme_id, grade_id, score, date_from, date_to)
            SELECT partner.id, %s, (%s)[1 + (partner.id + year) %% %s], 50,
                   make_date(year, 1, 1),
                   CASE WHEN year < 2023 THEN make_date(year + 1, 1, 1) END
              FROM res_partner partner, generate_series(2020, 2023) year
             WHERE partner.active AND partner.commercial_partner_id = partner.id
               AND partner.company_id IS NULL
            """,
            (scheme.id, scheme.grade_ids.ids, len(scheme.grade_ids)),
        )
    common.vacuum(name, "customer_grade_assignment")
