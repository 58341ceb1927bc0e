"""The few classified contacts in tables of their own, kept by the database.

PostgreSQL looks at each index of a table with each query on it, whether it serves the
query or not. ``res_partner`` has forty already, and what serves a handful of classified
contacts would be paid for by everybody who reads a contact. So those stand here again.
Triggers keep them, so that they are right whoever writes: the ORM, a merge, or SQL.

``customer_policy_classified (id, level)``
    contacts whose level is above '0', for documents to be compared with
``customer_policy_classified_contact``
    contacts that are or were classified, with the columns by which they are known and
    found; their names are those of ``res_partner``, so that a condition fits both
"""

TABLE = "customer_policy_classified"
CONTACTS = "customer_policy_classified_contact"
# By what a contact is known, and by what it is taken for the same as another one.
_COLUMNS = {
    "id": "integer PRIMARY KEY",
    "confidentiality_level": "varchar NOT NULL",
    "confidentiality_own_level": "varchar NOT NULL",
    "confidential_code": "varchar",
    "parent_id": "integer",
    "commercial_partner_id": "integer",
    "user_id": "integer",
    "is_company": "boolean",
    "name": "varchar",
    "email_normalized": "varchar",
    "phone_sanitized": "varchar",
    "vat": "varchar",
    "company_registry": "varchar",
    "ref": "varchar",
    "barcode": "jsonb",
}
_INDEXES = {
    "parent": "(parent_id)",
    "company": "(commercial_partner_id)",
    "manager": "(user_id)",
    "raised": "(id) WHERE confidentiality_own_level > '0' AND parent_id IS NOT NULL",
    "email": "(email_normalized)",
    "phone": "(phone_sanitized)",
    "name": "(lower(btrim(name)))",
}
_NAMES = ", ".join(_COLUMNS)
# A code stays with its contact when that is released, and is given to no other one.
_STANDS = "({0}.confidentiality_level > '0' OR {0}.confidential_code IS NOT NULL)"
_TABLES = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (id integer PRIMARY KEY, level varchar NOT NULL);
DROP TABLE IF EXISTS {CONTACTS};
CREATE TABLE {CONTACTS} ({", ".join(map(" ".join, _COLUMNS.items()))});
CREATE UNIQUE INDEX {CONTACTS}_code ON {CONTACTS} (confidential_code);
"""
_KEEP = f"""
CREATE OR REPLACE FUNCTION customer_policy_keep_classified() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM {TABLE} WHERE id = OLD.id;
        DELETE FROM {CONTACTS} WHERE id = OLD.id;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN NULL;
    END IF;
    IF NEW.confidentiality_level > '0' THEN
        INSERT INTO {TABLE} (id, level) VALUES (NEW.id, NEW.confidentiality_level);
    END IF;
    IF {_STANDS.format("NEW")} THEN
        INSERT INTO {CONTACTS} ({_NAMES})
        VALUES ({", ".join(f"NEW.{name}" for name in _COLUMNS)});
    END IF;
    RETURN NULL;
END
$$
"""
# An open contact costs one comparison when it is made, and one when it is changed.
_TRIGGERS = f"""
DROP TRIGGER IF EXISTS customer_policy_classified_made ON res_partner;
CREATE TRIGGER customer_policy_classified_made AFTER INSERT ON res_partner
    FOR EACH ROW WHEN {_STANDS.format("NEW")}
    EXECUTE FUNCTION customer_policy_keep_classified();
DROP TRIGGER IF EXISTS customer_policy_classified_changed ON res_partner;
CREATE TRIGGER customer_policy_classified_changed
    AFTER UPDATE OF {_NAMES} ON res_partner
    FOR EACH ROW WHEN ({_STANDS.format("OLD")} OR {_STANDS.format("NEW")})
    EXECUTE FUNCTION customer_policy_keep_classified();
DROP TRIGGER IF EXISTS customer_policy_classified_gone ON res_partner;
CREATE TRIGGER customer_policy_classified_gone AFTER DELETE ON res_partner
    FOR EACH ROW WHEN {_STANDS.format("OLD")}
    EXECUTE FUNCTION customer_policy_keep_classified();
"""
_FILL = f"""
DELETE FROM {TABLE};
INSERT INTO {TABLE} (id, level)
SELECT id, confidentiality_level FROM res_partner WHERE confidentiality_level > '0';
INSERT INTO {CONTACTS} ({_NAMES})
SELECT {_NAMES} FROM res_partner WHERE {_STANDS.format("res_partner")};
"""


def keep(cr) -> None:
    """Make the tables, fill them and have them kept; again without harm."""
    cr.execute(_TABLES)
    cr.execute(_KEEP)
    cr.execute(_TRIGGERS)
    cr.execute(_FILL)
    for name, what in _INDEXES.items():
        # Constants of this file.  pylint: disable=sql-injection
        cr.execute(f"CREATE INDEX {CONTACTS}_{name} ON {CONTACTS} {what}")
    cr.execute(f"ANALYZE {TABLE}, {CONTACTS}")  # pylint: disable=sql-injection


def release(cr) -> None:
    """Keep them no longer, so that the columns they are kept from can go."""
    cr.execute("DROP FUNCTION IF EXISTS customer_policy_keep_classified() CASCADE")


def drop(cr) -> None:
    cr.execute(f"DROP TABLE IF EXISTS {TABLE}, {CONTACTS}")  # pylint: disable=sql-injection
