"""Adding the add-on to many contacts, beside adding the same columns by SQL.

    ./dev bench install --size 1000000

contacts   how much longer an installation takes with SIZE contacts than with a few;
           reference: the same columns, indexes and foreign keys added by plain SQL
searching  the indexes that the scheduler builds afterwards, writers not waiting;
           reference: the same indexes built at once

Beside the ratio of contacts stands its goal.
"""

import common
import install_contacts

PARTS = {
    "contacts": install_contacts.contacts,
    "searching": install_contacts.searching,
}


if __name__ == "__main__":
    common.run_parts(
        __doc__.splitlines()[0], 1_000_000, PARTS, "odoo", common.ODOO_MODULES
    )
