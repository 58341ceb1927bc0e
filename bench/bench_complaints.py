"""Complaints, beside a helpdesk of others with deadlines, and beside few of them.

    ./dev bench complaints --size 1000000

creating  one case, and a thousand in one call, over JSON-RPC, by a running server;
          reference: the helpdesk, with as many deadlines, handlers assigned
sweep     telling of 1,000 missed deadlines among SIZE cases; reference: among 10,000
reading   the queue by next deadline, and the kanban; reference: fewer of them

Beside each ratio stands its goal. The first run builds the databases, which takes
longer than the measurements: --keep them.
"""

import common
import complaint_creating
import complaint_data
import complaint_sweeping

PARTS = {
    "creating": complaint_creating.measure,
    "sweep": complaint_sweeping.sweep,
    "reading": complaint_sweeping.reading,
}


if __name__ == "__main__":
    common.run_parts(
        __doc__.splitlines()[0],
        1_000_000,
        PARTS,
        "odoo",
        common.ODOO_MODULES,
        prepare=complaint_data.start,
    )
