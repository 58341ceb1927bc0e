"""What two transactions do at the same moment, each unaware of the other."""

from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError, LockError, UserError


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


def lock(records):
    """Nobody else acts on these records until the transaction ends.

    :raise UserError: somebody is at it already
    """
    try:
        records.lock_for_update()
    except LockError as error:
        raise UserError(
            records.env._(
                "Somebody else is working on this at this moment. Reload the page and "
                "look at it again."
            )
        ) from error
