"""Who knows which classified customer, as functions of the database.

Their plans are made once for a connection, where the same text within a query would be
planned with each of them: that alone took longer than finding a customer by name. In a
query each is one value, worked out only when a classified contact is met.

``customer_policy_clearance(reader, clearance, moment)``
    the level up to which a user's groups open customers: none under an access hold
``customer_policy_known(reader, moment)``
    ids of the classified contacts that a user knows by name: by role or by grant
``customer_policy_known_if(reader, moment, supposed_ids, supposed_level)``
    the same, were these contacts on that level at least
"""

_CLEARANCE = """
CREATE OR REPLACE FUNCTION customer_policy_clearance(
    reader integer, clearance varchar, moment timestamp
) RETURNS varchar LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM customer_access_hold
         WHERE user_id = reader AND date_from <= moment
           AND (date_to IS NULL OR date_to > moment)
    ) THEN
        RETURN '0';
    END IF;
    RETURN clearance;
END
$$;
"""

# One knows oneself, and a customer's user its own company: no hold takes that away. The
# account manager is that of the company, not of a single contact. All reaches down to
# subsidiaries and contacts, as far as the level of each allows.
_KNOWN = """
CREATE OR REPLACE FUNCTION %(name)s(
    reader integer, moment timestamp%(parameters)s
) RETURNS integer[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    own integer[] := ARRAY(
        SELECT partner_id FROM res_users WHERE id = reader
         UNION
        SELECT p.id
          FROM res_users
          JOIN res_partner myself ON myself.id = res_users.partner_id
          JOIN res_partner p ON p.commercial_partner_id = myself.commercial_partner_id
         WHERE res_users.id = reader AND res_users.share AND %(classified)s
    );
BEGIN
    IF customer_policy_clearance(reader, '1', moment) = '0' THEN
        RETURN own;
    END IF;
    RETURN own || ARRAY(
        WITH RECURSIVE known (id, reason, level) AS (
            SELECT p.id, 'manager', NULL::varchar
              FROM res_partner p
             WHERE p.user_id = reader AND p.id = p.commercial_partner_id
               AND %(classified)s
             UNION
            SELECT p.id, 'manager', NULL
              FROM res_partner p
              JOIN res_partner company ON company.id = p.commercial_partner_id
             WHERE %(raised)s AND p.id <> p.commercial_partner_id
               AND company.user_id = reader
             UNION
            SELECT p.id, 'team', NULL
              FROM res_partner_service_user_rel team
              JOIN res_partner p ON p.id = team.partner_id
             WHERE team.user_id = reader AND %(classified)s
             UNION
            SELECT partner_id, 'grant', customer_access_grant.level
              FROM customer_access_grant
             WHERE user_id = reader AND state = 'granted'
               AND date_from <= moment AND date_to > moment
             UNION
            SELECT p.id, known.reason, known.level
              FROM known JOIN res_partner p ON p.parent_id = known.id
             WHERE %(classified)s
        )
        SELECT known.id
          FROM known
          JOIN res_partner p ON p.id = known.id
          JOIN customer_confidentiality_level setting ON setting.level = %(level)s
         WHERE (known.reason = 'manager' AND setting.know_account_manager)
            OR (known.reason = 'team' AND setting.know_service_team)
            OR (known.reason = 'grant' AND known.level >= %(level)s)
    );
END
$$;
"""
_TODAY = {
    "name": "customer_policy_known",
    "parameters": "",
    "level": "p.confidentiality_level",
    "classified": "p.confidentiality_level > '0'",
    "raised": "p.confidentiality_own_level > '0'",
}
_SUPPOSED = {
    "name": "customer_policy_known_if",
    "parameters": ", supposed_ids integer[], supposed_level varchar",
    "level": """CASE WHEN p.id = ANY(supposed_ids)
                     THEN GREATEST(p.confidentiality_level, supposed_level)
                     ELSE p.confidentiality_level END""",
    "classified": "(p.confidentiality_level > '0' OR p.id = ANY(supposed_ids))",
    "raised": "(p.confidentiality_own_level > '0' OR p.id = ANY(supposed_ids))",
}
_DROP = """
DROP FUNCTION IF EXISTS customer_policy_known(integer, timestamp);
DROP FUNCTION IF EXISTS customer_policy_known_if(
    integer, timestamp, integer[], varchar
);
DROP FUNCTION IF EXISTS customer_policy_clearance(integer, varchar, timestamp);
"""


def create_functions(cr) -> None:
    cr.execute(_CLEARANCE)
    for variant in (_TODAY, _SUPPOSED):
        cr.execute(_KNOWN % variant)  # pylint: disable=sql-injection


def drop_functions(cr) -> None:
    cr.execute(_DROP)
