"""Reports as workbooks: time and memory, beside Odoo's own export of the same rows.

    ./dev bench reports --size 100000

register  the complaint register of SIZE cases
grading   the grading list of SIZE customers, two of them classified

A server is started anew for each, works a little, and is asked over HTTP. Memory is
what its process took at most (VmHWM) above what it held before (VmRSS). Reference:
the same person exports the same fields of the first 10,000 with Odoo's export; time is
told for a thousand rows. Beside the memory stands its goal, for 100,000 rows: 150 MB.
"""

import common
import report_writing

PARTS = {
    "register": report_writing.register,
    "grading": report_writing.grading,
}


if __name__ == "__main__":
    common.run_parts(
        __doc__.splitlines()[0], 100_000, PARTS, "violations", ["customer_policy"]
    )
