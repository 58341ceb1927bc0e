"""Complaints, beside a helpdesk of others with deadlines, and beside few of them.

    ./dev bench complaints --size 1000000

creating  one case, and a thousand in one call, over JSON-RPC, by a running server;
          reference: the helpdesk, with as many deadlines, handlers assigned
sweep     telling of 1,000 missed deadlines among SIZE cases; reference: among 10,000
reading   the queue by next deadline, and the kanban; reference: fewer of them

Beside each ratio stands its goal. The first run builds the databases, which takes
longer than the measurements: --keep them.
"""

import itertools

import common
import complaint_creating
import complaint_data
import complaint_sweeping

PARTS = {
    "creating": complaint_creating.measure,
    "sweep": complaint_sweeping.sweep,
    "reading": complaint_sweeping.reading,
}


def arguments():
    parser = common.argument_parser(__doc__.splitlines()[0], 1_000_000, PARTS)
    return parser.parse_args()


def main():
    options = arguments()
    complaint_data.start()
    with common.Databases(options.keep) as databases:
        source = databases.ensure(
            "odoo", lambda name: common.install(name, common.ODOO_MODULES)
        )
        common.show(
            itertools.chain.from_iterable(
                PARTS[part](databases, source, options)
                for part in options.only or PARTS
            ),
            options.json,
        )


if __name__ == "__main__":
    main()
