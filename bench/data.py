"""Customers made by plain SQL: a million in minutes.

The same size gives the same data.
"""

import contextlib

from common import insert_select, say

CONTACTS_PER_CUSTOMER = 0.2

_SYLLABLES = (
    "ba be bo ca ce da de di do el fa fe ga ge gra ha he jo ka ke la le li lo ma me "
    "mi mo na ne ni no or pa pe ra re ri ro sa se sha ste ta te ti to tra va ve vi wa "
    "wil za zo"
).split()
_SURNAMES = list("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹")
_GIVEN = list("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建文辉")
_SUFFIXES = ["Ltd", "GmbH", "SARL", "Inc.", "& Sons", "BV", "AG", "Trading", "Group"]
_DOMAINS = ["example.com", "mail.example", "example.org", "firma.example", "co.example"]


def _pick(words):
    texts = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{texts}])[1 + floor(random() * {len(words)})::int]"


def _word(syllables):
    return f"initcap({' || '.join([_pick(_SYLLABLES)] * syllables)})"


@contextlib.contextmanager
def bare(cr, *tables):
    """Without secondary indexes and foreign keys meanwhile, as a bulk load wants."""
    cr.execute(
        """
        SELECT format('DROP INDEX %%I', class.relname), pg_get_indexdef(class.oid)
          FROM pg_index
          JOIN pg_class class ON class.oid = pg_index.indexrelid
         WHERE pg_index.indrelid = ANY(%(tables)s::regclass[])
           AND NOT EXISTS (SELECT FROM pg_constraint
                            WHERE conindid = class.oid AND contype IN ('p', 'u'))
         UNION ALL
        SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I',
                      conrelid::regclass, conname),
               format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass,
                      conname, pg_get_constraintdef(oid))
          FROM pg_constraint
         WHERE conrelid = ANY(%(tables)s::regclass[]) AND contype = 'f'
        """,
        {"tables": list(tables)},
    )
    commands = cr.fetchall()
    for drop, _create in commands:
        cr.execute(drop)
    yield
    # The planner must know the rows before it checks the foreign keys by joins.
    for table in tables:
        cr.execute(f"ANALYZE {table}")
    for _drop, create in commands:
        cr.execute(create)


def last_id(cr, table):
    """The last id in it."""
    cr.execute(f"SELECT COALESCE(max(id), 0) FROM {table}")
    return cr.fetchone()[0]


def set_sequences(cr, *tables):
    """To go on after the ids that were given here."""
    for table in tables:
        cr.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id))"
            f" FROM {table} HAVING max(id) IS NOT NULL",
            (table,),
        )


def add_customers(cr, count):
    """``count`` customers, companies and persons, and contacts of the companies.

    :return: the id before the first customer's
    """
    contacts = int(count * CONTACTS_PER_CUSTOMER)
    say(f"{count + contacts:,} contacts")
    top = last_id(cr, "res_partner")
    cr.execute("SELECT setseed(0.42)")
    cr.execute(
        f"""
        CREATE TEMPORARY TABLE bench_person ON COMMIT DROP AS
        SELECT i, is_company,
               CASE WHEN random() < 0.1
                    THEN {_pick(_SURNAMES)} || {_pick(_GIVEN)} || {_pick(_GIVEN)}
                         || CASE WHEN is_company THEN '有限公司' ELSE '' END
                    ELSE {_word(2)} || ' ' || {_word(3)}
                         || CASE WHEN is_company THEN ' ' || {_pick(_SUFFIXES)}
                            ELSE '' END
               END AS name,
               {_word(3)} || '.' || {_word(2)} || i %% 97 || '@' || {_pick(_DOMAINS)}
               AS email,
               '49' || (30 + floor(random() * 900))::int
                    || (1000000 + floor(random() * 8999999))::int AS digits,
               initcap({_pick(_SYLLABLES)} || {_pick(_SYLLABLES)} || 'burg') AS city,
               random() AS luck, NULL::text AS company,
               -- Six of ten customers are companies; the first ones have contacts.
               CASE WHEN i > %(count)s
                    THEN (i - %(count)s) / 6 * 10 + (i - %(count)s) %% 6 END AS parent
          FROM (SELECT i, i <= %(count)s AND i %% 10 < 6 AS is_company
                  FROM generate_series(1, %(count)s + %(contacts)s) i) series
        """,
        {"count": count, "contacts": contacts},
    )
    cr.execute(
        "UPDATE bench_person SET company = parent.name FROM bench_person parent"
        " WHERE parent.i = bench_person.parent"
    )
    with bare(cr, "res_partner"):
        insert_select(
            cr,
            "res_partner",
            {
                "id": f"{top} + i",
                "name": "name",
                "complete_name": "concat_ws(', ', company, name)",
                "is_company": "is_company",
                "parent_id": f"{top} + parent",
                "commercial_partner_id": f"{top} + COALESCE(parent, i)",
                "commercial_company_name": "CASE WHEN is_company THEN name"
                " ELSE company END",
                "type": "'contact'",
                "active": "TRUE",
                "lang": "'en_US'",
                "tz": "'Europe/Berlin'",
                "email": "lower(email)",
                "email_normalized": "lower(email)",
                "phone": "'+49 ' || substr(digits, 3, 3) || ' ' || substr(digits, 6)",
                "phone_sanitized": "'+' || digits",
                "ref": "CASE WHEN luck < 0.3 THEN 'C' || lpad(i::text, 7, '0') END",
                "vat": "CASE WHEN is_company THEN 'DE' || (100000000 + i) END",
                "city": "city",
                "zip": "lpad((i % 99999)::text, 5, '0')",
                "street": "city || 'er Str. ' || i % 200",
                "country_id": "(SELECT id FROM res_country WHERE code = 'DE')",
                "color": "0",
                "employee": "FALSE",
                "partner_share": "TRUE",
                "customer_rank": "1",
                "supplier_rank": "0",
                "autopost_bills": "'ask'",
                "create_uid": "1",
                "write_uid": "1",
                "create_date": "'2023-01-01'::timestamp",
                "write_date": "'2023-01-01'::timestamp",
            },
            "bench_person ORDER BY i",
        )
    set_sequences(cr, "res_partner")
    return top
