"""The users whom a field may name."""


def internal_users(_model):
    """Domain of a many2many field of users, for ``domain=internal_users``.

    A function, because the ORM takes a list for a dependency: whenever a user is made
    or given a group, it would look for all records that name the user.
    """
    return [("share", "=", False)]
