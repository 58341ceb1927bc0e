"""Trigram indexes of text columns: what there should be, what there is, build, drop.

They serve ``ILIKE '%…%'`` as the ORM sends it. The functions take a cursor and
nothing else, so that the same code works inside the transaction of an
installation and, without blocking writers, on a connection of its own.
"""

from collections.abc import Iterable
from typing import NamedTuple

from odoo.tools import SQL, make_identifier


class TrigramIndex(NamedTuple):
    table: str
    column: str
    prefix: str
    unaccent: bool = False

    @property
    def name(self) -> str:
        """Say what is indexed, so that a switch of ``unaccent`` makes another index."""
        suffix = "unaccent_trgm" if self.unaccent else "trgm"
        return make_identifier(f"{self.prefix}_{self.column}_{suffix}")

    @property
    def expression(self) -> SQL:
        column = SQL.identifier(self.column)
        return SQL("unaccent(%s::text)", column) if self.unaccent else column


def existing(cr, prefix: str) -> dict[str, bool]:
    """Map the indexes with that prefix to whether they are valid."""
    cr.execute(
        SQL(
            """
            SELECT class.relname, index.indisvalid
              FROM pg_index index
              JOIN pg_class class ON class.oid = index.indexrelid
             WHERE class.relnamespace = current_schema::regnamespace
               AND starts_with(class.relname, %s)
            """,
            prefix,
        )
    )
    return dict(cr.fetchall())


def outdated(cr, wanted: Iterable[TrigramIndex], prefix: str) -> bool:
    return existing(cr, prefix) != {index.name: True for index in wanted}


def build(cr, wanted: Iterable[TrigramIndex], prefix: str, concurrently=False) -> bool:
    """Make the indexes with that prefix exactly the wanted ones.

    What a broken build left behind (PostgreSQL keeps it as an invalid index, which
    costs and serves nobody) is built anew; what is there stays untouched.
    Concurrently, the cursor must be in autocommit mode.

    :return: whether there was anything to do
    """
    indexes = {index.name: index for index in wanted}
    found = existing(cr, prefix)
    valid = {name for name, is_valid in found.items() if is_valid}
    how = SQL("CONCURRENTLY") if concurrently else SQL()
    for name in found.keys() - (valid & indexes.keys()):
        cr.execute(SQL("DROP INDEX %s IF EXISTS %s", how, SQL.identifier(name)))
    missing = [index for name, index in indexes.items() if name not in valid]
    for index in missing:
        cr.execute(
            SQL(
                "CREATE INDEX %s %s ON %s USING gin (%s gin_trgm_ops)",
                how,
                SQL.identifier(index.name),
                SQL.identifier(index.table),
                index.expression,
            )
        )
    for table in {index.table for index in missing}:
        # An expression has no statistics before it is analyzed, and without them
        # the planner takes a search to match far too much and scans.
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    return bool(missing)


def drop(cr, prefix: str) -> None:
    for name in existing(cr, prefix):
        cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(name)))
