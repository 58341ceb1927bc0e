"""Indexes for finding text as one types: what there should be, what there is.

They serve ``ILIKE '%…%'`` as the ORM sends it. Trigrams serve three characters and
more; a Chinese name is often two, and ideographs have an index of their own.

The functions take a cursor and nothing else, so that the same code works inside the
transaction of an installation and, without blocking writers, on a connection of its
own.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from odoo.tools import SQL, make_identifier

# CJK ideographs, kana and hangul: scripts in which two characters say a lot.
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_SHORT_TERM = re.compile(f"[{IDEOGRAPHS}]{{1,2}}")

FUNCTION = "customer_policy_ideographs"
# The ideographs of a text, each and in pairs, which an array index can look up.
_CREATE_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT CASE WHEN value ~ '[{IDEOGRAPHS}]' THEN (
        SELECT array_agg(DISTINCT substr(run[1], place, size))
          FROM regexp_matches(value, '[{IDEOGRAPHS}]+', 'g') run,
               generate_series(1, 2) size,
               generate_series(1, char_length(run[1]) - size + 1) place
    ) END
$$
"""


def is_short_term(value) -> bool:
    """Whether ``value`` is text that only the ideograph indexes can find."""
    return isinstance(value, str) and bool(_SHORT_TERM.fullmatch(value.strip()))


def contains_sql(column: SQL, term: str) -> SQL:
    """Condition implied by ``column ILIKE '%term%'``, served by an IdeographIndex.

    :param term: see :func:`is_short_term`
    """
    return SQL("%s(%s) @> %s", SQL.identifier(FUNCTION), column, [term.strip()])


def create_function(cr) -> None:
    cr.execute(_CREATE_FUNCTION)


def drop_function(cr) -> None:
    cr.execute(SQL("DROP FUNCTION IF EXISTS %s(text)", SQL.identifier(FUNCTION)))


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
    def element(self) -> SQL:
        column = SQL.identifier(self.column)
        if self.unaccent:
            column = SQL("unaccent(%s::text)", column)
        return SQL("%s gin_trgm_ops", column)


class IdeographIndex(NamedTuple):
    table: str
    column: str
    prefix: str

    @property
    def name(self) -> str:
        return make_identifier(f"{self.prefix}_{self.column}_ideographs")

    @property
    def element(self) -> SQL:
        return SQL("%s(%s)", SQL.identifier(FUNCTION), SQL.identifier(self.column))


SearchIndex = TrigramIndex | IdeographIndex


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


def outdated(cr, wanted: Iterable[SearchIndex], prefix: str) -> bool:
    return existing(cr, prefix) != {index.name: True for index in wanted}


def build(cr, wanted: Iterable[SearchIndex], prefix: str, concurrently=False) -> bool:
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
                "CREATE INDEX %s %s ON %s USING gin (%s)",
                how,
                SQL.identifier(index.name),
                SQL.identifier(index.table),
                index.element,
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
