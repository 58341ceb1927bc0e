"""Rows in the states that a demo company has no documents in, put in by SQL.

They are for looking whether a row outlives an update, not for work: what the database
asks of a row they have, and no more.
"""

from installation import Installation

# In Odoo's shell, where each row can fail by itself.
PROGRAM = """
from psycopg2 import Error
from odoo.tools import SQL

STATES = '''
    SELECT replace(field.model, '.', '_'), array_agg(selection.value ORDER BY 1)
      FROM ir_model_fields_selection selection
      JOIN ir_model_fields field ON field.id = selection.field_id
      JOIN ir_model model ON model.id = field.model_id
      JOIN pg_class class ON class.relname = replace(field.model, '.', '_')
     WHERE field.model LIKE 'customer.%' AND field.name = 'state' AND field.store
       AND NOT model.transient AND class.relkind = 'r'
  GROUP BY field.model
'''
COLUMNS = '''
    SELECT column_.attname, format_type(column_.atttypid, NULL), column_.attnotnull,
           (SELECT link.confrelid::regclass::text FROM pg_constraint link
             WHERE link.conrelid = column_.attrelid AND link.contype = 'f'
               AND link.conkey = ARRAY[column_.attnum] LIMIT 1),
           EXISTS (SELECT FROM pg_index index
                    WHERE index.indrelid = column_.attrelid AND index.indisunique
                      AND column_.attnum = ANY (index.indkey))
      FROM pg_attribute column_
     WHERE column_.attrelid = %s::regclass AND column_.attnum > 0
       AND NOT column_.attisdropped AND column_.attname NOT IN ('id', 'state')
'''
VALUES = {
    "character varying": "'New ' || %(state)s", "text": "'New ' || %(state)s",
    "jsonb": "'{}'::jsonb", "boolean": "FALSE", "date": "CURRENT_DATE",
    "timestamp without time zone": "now() AT TIME ZONE 'UTC'",
}
PLACES = 20


def made_up(kind, table, place):
    if table:
        return f"(SELECT id FROM {table} ORDER BY id DESC OFFSET {place} LIMIT 1)"
    return VALUES.get(kind, "1")


def copied(name, kind, needed, table, unique):
    if not unique:
        return f'"{name}"'
    if kind in ("character varying", "text"):
        return f'"{name}" || %(state)s'
    return f'"{name}"' if needed else "NULL"


def attempts(table, columns):
    names = ", ".join(f'"{name}"' for name, *_rest in columns)
    copy = ", ".join(copied(*column) for column in columns)
    yield (
        f"INSERT INTO {table} (state, {names})"
        f" SELECT %(state)s, {copy} FROM {table} LIMIT 1"
    )
    # What may be there once only is tried with other documents that it belongs to.
    for place in range(PLACES):
        for needed in (
            [column for column in columns if column[2]],
            [column for column in columns if column[2] or column[3]],
        ):
            names = "".join(f', "{name}"' for name, *_rest in needed)
            values = "".join(
                f", {made_up(kind, to, place)}" for _n, kind, _needed, to, _u in needed
            )
            yield f"INSERT INTO {table} (state{names}) VALUES (%(state)s{values})"


def insert(table, state, columns):
    for command in attempts(table, columns):
        try:
            with env.cr.savepoint(flush=False):
                env.cr.execute(command, {"state": state}, log_exceptions=False)
                if env.cr.rowcount:
                    return
        except Error as error:
            problem = str(error).splitlines()[0]
    print("NOT MADE", table, state, problem)


for name in ("North", "South", "West"):
    env["res.company"].create({"name": name})
env["customer.policy.webhook"].create(
    {
        "name": "Robot",
        "format": "generic",
        "url": "https://robots.example.com/send",
        "group_id": env.ref("base.group_user").id,
    }
)
env.cr.execute(STATES)
for table, states in env.cr.fetchall():
    env.cr.execute(f"SELECT DISTINCT state FROM {table}")
    found = {state for (state,) in env.cr.fetchall()}
    env.cr.execute(COLUMNS, [table])
    columns = env.cr.fetchall()
    for state in states:
        if state not in found:
            insert(table, state, columns)
env.cr.commit()
"""


def fill(installation: Installation) -> str:
    """:return: what was tried in vain"""
    return installation.run(PROGRAM)
