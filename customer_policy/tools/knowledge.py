"""Who knows which classified customer, as functions of the database.

The same text within a query would be planned with each query, which alone took longer
than finding a customer by name. In a query each is one value, worked out only when a
classified contact is met. Odoo throws a connection's plans away after each request, so
that planning counts within the functions, too: hence simple statements, one level of
the hierarchy after the other, and one plan whatever the arguments.

``customer_policy_clearance(reader, clearance, moment)``
    the level up to which a user's groups open customers: none under an access hold
``customer_policy_known(reader, moment)``
    ids of the classified contacts that a user knows by name: by role or by grant
``customer_policy_known_if(reader, moment, supposed_ids, supposed_level)``
    the same, were these contacts on that level at least
``customer_policy_hidden_users(reader, clearance, moment)``
    ids of the portal users whose contacts are hidden from a user
"""

from .classified import CONTACTS

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
# subsidiaries and contacts, as far as the level of each allows; the depth is limited
# only lest contacts that are their own parents keep it going.
_KNOWN = """
CREATE OR REPLACE FUNCTION %(name)s(
    reader integer, moment timestamp%(parameters)s
) RETURNS integer[] LANGUAGE plpgsql STABLE PARALLEL SAFE
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    own integer[];
    company integer;
    ids integer[];
    reasons varchar[];
    all_ids integer[] := '{}';
    all_reasons varchar[] := '{}';
BEGIN
    SELECT ARRAY[partner_id], CASE WHEN share THEN (
               SELECT commercial_partner_id FROM res_partner WHERE id = partner_id
           ) END
      INTO own, company
      FROM res_users WHERE id = reader;
    IF company IS NOT NULL THEN
        own := own || ARRAY(
            SELECT p.id FROM %(classified)s p WHERE p.commercial_partner_id = company
        );
    END IF;
    IF customer_policy_clearance(reader, '1', moment) = '0' THEN
        RETURN COALESCE(own, '{}');
    END IF;
    SELECT array_agg(seed.id), array_agg(seed.reason)
      INTO ids, reasons
      FROM (
            SELECT p.id, 'manager'::varchar AS reason
              FROM %(classified)s p
             WHERE p.user_id = reader AND p.id = p.commercial_partner_id
             UNION ALL
            SELECT p.id, 'team'
              FROM res_partner_service_user_rel team
              JOIN %(classified)s p ON p.id = team.partner_id
             WHERE team.user_id = reader
             UNION ALL
            SELECT partner_id, customer_access_grant.level
              FROM customer_access_grant
             WHERE user_id = reader AND state = 'granted'
               AND date_from <= moment AND date_to > moment
           ) seed;
    -- What is open stands between some and the company by which they are known.
    IF EXISTS (
        SELECT 1 FROM %(classified)s p
         WHERE p.own_level > '0' AND p.parent_id IS NOT NULL
    ) THEN
        WITH RECURSIVE above (raised_id, id) AS (
            SELECT p.id, p.parent_id FROM %(classified)s p
             WHERE p.own_level > '0' AND p.parent_id IS NOT NULL
             UNION
            SELECT above.raised_id, p.parent_id
              FROM above JOIN res_partner p ON p.id = above.id
             WHERE p.parent_id IS NOT NULL
        )
        SELECT ids || array_agg(seed.raised_id), reasons || array_agg(seed.reason)
          INTO ids, reasons
          FROM (
                SELECT above.raised_id, 'manager'::varchar AS reason
                  FROM above JOIN res_partner p ON p.id = above.id
                 WHERE p.user_id = reader AND p.id = p.commercial_partner_id
                 UNION ALL
                SELECT above.raised_id, 'team'
                  FROM above
                  JOIN res_partner_service_user_rel team ON team.partner_id = above.id
                 WHERE team.user_id = reader
                 UNION ALL
                SELECT above.raised_id, customer_access_grant.level
                  FROM above
                  JOIN customer_access_grant
                    ON customer_access_grant.partner_id = above.id
                 WHERE user_id = reader AND state = 'granted'
                   AND date_from <= moment AND date_to > moment
               ) seed;
    END IF;
    FOR depth IN 1..%(most_levels)s LOOP
        EXIT WHEN ids IS NULL;
        all_ids := all_ids || ids;
        all_reasons := all_reasons || reasons;
        SELECT array_agg(p.id), array_agg(known.reason)
          INTO ids, reasons
          FROM unnest(ids, reasons) known (id, reason)
          JOIN %(classified)s p ON p.parent_id = known.id;
    END LOOP;
    IF all_ids = '{}' THEN
        RETURN COALESCE(own, '{}');
    END IF;
    RETURN own || ARRAY(
        SELECT known.id
          FROM unnest(all_ids, all_reasons) known (id, reason)
          JOIN %(classified)s p ON p.id = known.id
          JOIN customer_confidentiality_level setting ON setting.level = p.level
         WHERE CASE known.reason
               WHEN 'manager' THEN setting.know_account_manager
               WHEN 'team' THEN setting.know_service_team
               ELSE known.reason >= p.level END
    );
END
$$;
"""
# Few of the classified have a login: where none has, nobody asks whom the reader knows.
_HIDDEN_USERS = """
CREATE OR REPLACE FUNCTION customer_policy_hidden_users(
    reader integer, clearance varchar, moment timestamp
) RETURNS integer[] LANGUAGE plpgsql STABLE PARALLEL SAFE
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    clearance_now varchar;
    found integer[];
    people integer[];
    known integer[];
BEGIN
    clearance_now := customer_policy_clearance(reader, clearance, moment);
    SELECT array_agg(u.id), array_agg(p.id) INTO found, people
      FROM customer_policy_classified p
      JOIN res_users u ON u.partner_id = p.id
     WHERE u.share AND p.level > clearance_now;
    IF found IS NULL THEN
        RETURN '{}';
    END IF;
    known := customer_policy_known(reader, moment);
    RETURN ARRAY(
        SELECT person.user_id FROM unnest(found, people) person (user_id, partner_id)
         WHERE person.partner_id <> ALL (known)
    );
END
$$;
"""
_MOST_LEVELS = 1000
# Who is classified, with what leads to them; of one shape, whoever is supposed to be.
_CLASSIFIED = f"""(
    SELECT id, confidentiality_level AS level, confidentiality_own_level AS own_level,
           parent_id, commercial_partner_id, user_id
      FROM {CONTACTS} WHERE confidentiality_level > '0'
)"""
_SUPPOSEDLY = f"""(
    SELECT * FROM {_CLASSIFIED} really WHERE id <> ALL (supposed_ids)
     UNION ALL
    SELECT id, GREATEST(confidentiality_level, supposed_level),
           GREATEST(confidentiality_own_level, supposed_level),
           parent_id, commercial_partner_id, user_id
      FROM res_partner WHERE id = ANY (supposed_ids)
)"""
_TODAY = {
    "name": "customer_policy_known",
    "most_levels": _MOST_LEVELS,
    "parameters": "",
    "classified": _CLASSIFIED,
}
_SUPPOSED = {
    "name": "customer_policy_known_if",
    "most_levels": _MOST_LEVELS,
    "parameters": ", supposed_ids integer[], supposed_level varchar",
    "classified": _SUPPOSEDLY,
}
_DROP = """
DROP FUNCTION IF EXISTS customer_policy_hidden_users(integer, varchar, timestamp);
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
    cr.execute(_HIDDEN_USERS)


def drop_functions(cr) -> None:
    cr.execute(_DROP)
