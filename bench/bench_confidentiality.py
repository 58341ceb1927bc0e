"""Hiding customers, beside Odoo without the add-on.

    ./dev bench confidentiality --size 50000

classified    contacts and orders as a salesperson without clearance, who has some
              grants and manages some classified customers
unclassified  the same with the add-on, but nobody classified
log           records of classified customers read by who is cleared; reference: as
              many open ones
others        creating and writing what has no partner
classifying   a customer of 100,000 documents classified and released; reference: the
              same by bare SQL

SIZE is the number of contacts: 0.2 % of them classified, one order for each five.
The first run builds the databases, which takes longer than the measurements: --keep
them. Beside each ratio stands its goal.
"""

import itertools

import common
import confidentiality_classifying
import confidentiality_data
import confidentiality_reading
import confidentiality_writing

PARTS = {
    "classified": confidentiality_reading.classified,
    "unclassified": confidentiality_reading.unclassified,
    "log": confidentiality_writing.log,
    "others": confidentiality_writing.others,
    "classifying": confidentiality_classifying.classifying,
}


def arguments():
    parser = common.argument_parser(__doc__.splitlines()[0], 1_000_000, PARTS)
    return parser.parse_args()


def main():
    options = arguments()
    common.start()
    with common.Databases(options.keep) as databases:
        source = databases.ensure(
            "odoo", lambda name: common.install(name, common.ODOO_MODULES)
        )
        built = confidentiality_data.build(databases, options.size, source)
        common.show(
            itertools.chain.from_iterable(
                PARTS[part](built, options.runs) for part in options.only or PARTS
            ),
            options.size,
        )


if __name__ == "__main__":
    main()
