"""Many users like a first one, copied by SQL: a password is hashed once, not often."""

COPY = """
    INSERT INTO {table}
    SELECT (jsonb_populate_record(NULL::{table}, new.row)).*
      FROM {table} one,
           unnest(%(ids)s::int[], %(texts)s::text[], %(partners)s::int[])
           entry (id, text, partner),
           LATERAL (SELECT to_jsonb(one) || jsonb_build_object(
                    'id', entry.id, {changes}) AS row) new
     WHERE one.id = %(one)s
"""
# Tables that say what a user may: the column of the user, and the other one.
RIGHTS = {
    "res_company_users_rel": ("user_id", "cid"),
    "res_groups_users_rel": ("uid", "gid"),
}


def copy_partner(env, first, names):
    """:return: ids of partners like the first user's, one for each name"""
    changes = (
        "'name', text, 'complete_name', text, 'commercial_partner_id', entry.id,"
        " 'email', NULL, 'email_normalized', NULL"
    )
    return _copy(env, first.partner_id, changes, names, [None] * len(names))


def copy_user(env, first, logins, partner_ids):
    """Users with the rights and the password of the first one, one for each partner.

    :return: the new users
    """
    ids = _copy(env, first, "'login', text, 'partner_id', partner", logins, partner_ids)
    for table, (user, right) in RIGHTS.items():
        env.cr.execute(
            f"INSERT INTO {table} ({user}, {right})"
            f" SELECT new.id, {right} FROM {table}, unnest(%s) new (id)"
            f"  WHERE {user} = %s",
            (ids, first.id),
        )
    env.invalidate_all()
    env.registry.clear_cache()
    return env["res.users"].browse(ids)


def _copy(env, first, changes, texts, partner_ids):
    """:return: ids of the new rows"""
    env.flush_all()
    table = first._table
    env.cr.execute(
        f"SELECT nextval('{table}_id_seq') FROM generate_series(1, %s)", (len(texts),)
    )
    ids = [number for (number,) in env.cr.fetchall()]
    env.cr.execute(
        COPY.format(table=table, changes=changes),
        {
            "ids": ids,
            "texts": list(texts),
            "partners": list(partner_ids),
            "one": first.id,
        },
    )
    return ids
