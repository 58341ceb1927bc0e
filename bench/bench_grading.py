"""Grading beside plain SQL, and contacts beside Odoo without the add-on.

    ./dev bench grading --size 100000 --json

review   computed and applied, first (everybody new) and second (nothing changed),
         for SIZE customers and for a tenth of them; reference: grading_floor.sql
whatif   a what-if; reference: the computing half of a review
past     the grades of a past day, a page and its groups; reference: those of today
listing  a page of contacts and one contact; reference: Odoo without the add-on,
         for the list with grades the list without
finding  contacts as one types; reference: Odoo without the add-on

Listing and finding look at ten times SIZE contacts, a million at most. The first
run builds the databases, which takes longer than the measurements: --keep them.
"""

import itertools

import common
import grading_contacts
import grading_review
import grading_what_if

PARTS = ("review", "whatif", "past", "listing", "finding")
MOST_CONTACTS = 1_000_000
# Ten invoices for each of a million customers are hours to make and a full disk.
MOST_INVOICES = 2_000_000


def arguments():
    parser = common.argument_parser(__doc__.splitlines()[0], 100_000, PARTS)
    parser.add_argument(
        "--invoices",
        type=int,
        metavar="N",
        help="per customer; 10, as far as it makes no more than "
        f"{MOST_INVOICES:,} together",
    )
    return parser.parse_args()


def reviews(databases, source, options):
    for size in sorted({max(options.size // 10, 1000), options.size}):
        invoices = options.invoices or min(10, max(MOST_INVOICES // size, 1))
        database = grading_review.build(databases, size, invoices, source)
        yield from grading_review.measure(database, size, invoices, options.runs or 3)


def graded(databases, source, options, measure, runs):
    size = options.size
    invoices = options.invoices or min(10, max(MOST_INVOICES // size, 1))
    database = grading_review.build(databases, size, invoices, source)
    yield from measure(database, size, options.runs or runs)


def contacts(databases, source, options, measure, runs):
    size = min(10 * options.size, MOST_CONTACTS)
    pair = grading_contacts.build(databases, size, source)
    yield from measure(*pair, options.runs or runs)


def main():
    options = arguments()
    common.start()
    parts = {
        "review": lambda *given: reviews(*given),
        "whatif": lambda *given: graded(*given, grading_what_if.simulation, 3),
        "past": lambda *given: graded(*given, grading_what_if.past, 20),
        "listing": lambda *given: contacts(*given, grading_contacts.listing, 60),
        "finding": lambda *given: contacts(*given, grading_contacts.finding, 3),
    }
    with common.Databases(options.keep) as databases:
        source = databases.ensure(
            "odoo", lambda name: common.install(name, common.ODOO_MODULES)
        )
        common.show(
            itertools.chain.from_iterable(
                parts[part](databases, source, options)
                for part in options.only or PARTS
            ),
            options.size,
        )


if __name__ == "__main__":
    main()
