"""Visit plans, beside plain SQL, beside themselves, and beside a routing solver.

    ./dev bench visits --size 100000

growth    putting 10,000, 100,000 and 300,000 visits on days, without a database
ways      minutes of way in a generated city; reference: OR-Tools' routing, from its own
          start and from our routes
planning  a quarter for SIZE customers and a person for 200 of them, from nothing;
          reference: three times the same rows by plain SQL, and the pure scheduling
again     planning again, with nothing changed
calendar  from rules to meetings in calendars, visits a second; reference: OCA's
          crm_salesperson_planner
"""

import importlib
import itertools

import common
import complaint_data
import visit_peer_port

PARTS = {
    "growth": "visit_scheduling",
    "ways": "visit_scheduling",
    "planning": "visit_planning",
    "again": "visit_planning",
    "calendar": "visit_peer",
}
WITHOUT_DATABASE = ("growth", "ways")


def part_of(name):
    """They import the add-on, whose place is known when Odoo has been started."""
    return getattr(importlib.import_module(PARTS[name]), name)


def main():
    options = common.argument_parser(
        __doc__.splitlines()[0], 100_000, PARTS
    ).parse_args()
    parts = options.only or list(PARTS)
    visit_peer_port.port()
    complaint_data.start()
    with common.Databases(options.keep) as databases:
        source = None
        if set(parts) - set(WITHOUT_DATABASE):
            source = databases.ensure(
                "odoo", lambda name: common.install(name, common.ODOO_MODULES)
            )
        common.show(
            itertools.chain.from_iterable(
                part_of(name)(databases, source, options) for name in parts
            ),
            options.size,
        )


if __name__ == "__main__":
    main()
