"""What code may say to the code below it about a read, and no request can."""

from odoo.exceptions import AccessError, MissingError

TRUE_NAMES = "customer_true_names"
# While a search runs for contacts of which this transaction knows that they show.
SEEN_BEFORE = "customer_policy.seen_before"
# While a read fills the cache with true values, to be masked on their way out.
INNER_FETCH = "customer_policy.inner_fetch"
# A read that another one needs for its many2one and list fields.
INNER_READ = "customer_policy.inner_read"
# An import, which finds hidden records no more than those that do not exist.
IMPORT = "customer_import"
# While files of some models are looked for: their names, None for any.
FILES_OF = "customer_policy.files_of"
# A search whose query shall tell hidden records apart.
COUNTED = "customer_counted"


class _Trusted(str):
    """A context value that no request can bring: it is compared by identity."""

    __slots__ = ()


_TRUSTED = _Trusted("trusted")


class HiddenRecordError(MissingError, AccessError):
    """Says of a hidden record just what is said of one that does not exist.

    The ORM catches ``AccessError`` where it may go on without a record; people and
    programs must see ``MissingError``.
    """


# The name travels to the client.
HiddenRecordError.__name__ = HiddenRecordError.__qualname__ = "MissingError"
HiddenRecordError.__module__ = "odoo.exceptions"


def with_trust(records, key):
    """The same records, with a ``key`` in their context that ``has_trust`` knows."""
    return records.with_context(**{key: _TRUSTED})


def has_trust(env, key):
    return env.context.get(key) is _TRUSTED


class meanwhile:  # noqa: N801
    """Remember ``key`` while the block runs, in this transaction: see ``is_going_on``.

    With a value of its own, if one is given: what runs within may set another one.

    For what every request does. To put it into the context makes another environment
    each time, and each of them slows down all that follows.
    """

    __slots__ = ("_before", "_cache", "_key", "_value")

    def __init__(self, env, key, value=True):
        self._cache, self._key, self._value = env.cr.cache, key, value

    def __enter__(self):
        self._before = self._cache.get(self._key, False)
        self._cache[self._key] = self._value

    def __exit__(self, *exc_info):
        self._cache[self._key] = self._before


def is_going_on(env, key):
    return env.cr.cache.get(key, False)


def true_names(records):
    """The same records, telling true names: for values that are stored."""
    return with_trust(records, TRUE_NAMES)
