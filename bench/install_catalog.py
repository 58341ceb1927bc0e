"""What an installation added to tables that were there before, as plain SQL."""

import contextlib

from common import db_connect

# Each gives (table, what is added, command). What must not be empty and has no preset
# value cannot be added like that to a table with rows.
_COLUMNS = """
    SELECT class.relname, 'columns',
           format('ALTER TABLE %I ADD COLUMN %I %s', class.relname, column_.attname,
                  format_type(column_.atttypid, column_.atttypmod))
           || COALESCE(' DEFAULT ' || pg_get_expr(preset.adbin, preset.adrelid), '')
           || CASE WHEN column_.attnotnull AND preset.adbin IS NOT NULL
                   THEN ' NOT NULL' ELSE '' END
      FROM pg_attribute column_
      JOIN pg_class class ON class.oid = column_.attrelid AND class.relkind = 'r'
 LEFT JOIN pg_attrdef preset ON preset.adrelid = column_.attrelid
                            AND preset.adnum = column_.attnum
     WHERE class.relnamespace = 'public'::regnamespace
       AND column_.attnum > 0 AND NOT column_.attisdropped
  ORDER BY class.relname, column_.attnum
"""
_INDEXES = """
    SELECT tablename, 'indexes', indexdef FROM pg_indexes
     WHERE schemaname = 'public' ORDER BY indexname
"""
_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"


def added(before, after):
    """Read two databases' catalogs.

    :param before: name of the database without the add-on
    :param after: name of the same database with it
    :return: [(table, 'columns' or 'indexes', command)] for the tables of ``before``
    """
    known = {table for (table,) in _rows(before, _TABLES)}
    commands = []
    for sql in (_COLUMNS, _INDEXES):
        there = set(_rows(before, sql))
        commands += [
            row for row in _rows(after, sql) if row[0] in known and row not in there
        ]
    return commands


def _rows(name, sql):
    with contextlib.closing(db_connect(name).cursor()) as cr:
        cr.execute(sql)
        return cr.fetchall()
