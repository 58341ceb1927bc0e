"""What two transactions do at the same moment, each unaware of the other."""

from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError


@contextmanager
def done_anew_if_taken(cr):
    """For what is made once, by whoever needs it first.

    Who comes second does not see it: the transaction began before it was there. The
    whole request is done again, and finds it.
    """
    try:
        with cr.savepoint():
            yield
    except UniqueViolation as error:
        name = error.diag.constraint_name
        raise ConcurrencyError(f"Taken at this moment: {name}") from error
