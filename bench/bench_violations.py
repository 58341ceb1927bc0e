"""Violations: closing a period of points beside plain SQL, and deciding.

    ./dev bench violations --size 10000

points    closing a period of SIZE employees with ten entries each: the sheet, what
          heads of teams pay and earn, and who is for HR; reference: plain SQL that
          writes the same sheet
deciding  the queries of a decision, notices aside, of a person with a record as long
          as a hundredth of SIZE; reference: the goal of 25

Beside each ratio stands its goal.
"""

import common
import violation_deciding
import violation_points

PARTS = {
    "points": violation_points.measure,
    "deciding": violation_deciding.measure,
}


if __name__ == "__main__":
    common.run_parts(
        __doc__.splitlines()[0], 10_000, PARTS, "violations", ["customer_policy"]
    )
