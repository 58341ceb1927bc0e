"""Which contacts came out for a user in this transaction, as the cache has it."""


def are_seen(env, partner_ids):
    """Whether the cache says already that none of these contacts is hidden.

    It stands in the way of every list, so no loop of Python.
    """
    hidden = env["res.partner"]._fields["confidentiality_hidden"]._get_cache(env)
    return hidden.keys() >= set(partner_ids) and not any(
        map(hidden.__getitem__, partner_ids)
    )


def note_seen(env, partner_ids):
    """These contacts came out for the user, through a rule that hides some."""
    hidden = env["res.partner"]._fields["confidentiality_hidden"]._get_cache(env)
    if new := set(partner_ids).difference(hidden, (None,)):
        hidden.update(dict.fromkeys(new, False))
