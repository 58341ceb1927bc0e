"""When somebody opened a public form, written so that nobody can change it.

A robot sends at once, or the same form again and again; a person takes a while and
sends it once. Plain Python without Odoo: whoever calls signs.
"""

from collections.abc import Callable

SEPARATOR = "-"


class StampError(ValueError):
    """``args[0]`` is the code: forged, early, late."""


def make(opened: int, nonce: str, sign: Callable[[str], str]) -> str:
    """Return a stamp.

    :param opened: seconds since 1970
    :param nonce: letters and digits that no other form has
    :param sign: text to a signature of letters and digits
    """
    text = f"{opened}{SEPARATOR}{nonce}"
    return f"{text}{SEPARATOR}{sign(text)}"


def read(
    stamp: str,
    now: int,
    shortest: int,
    longest: int,
    same: Callable[[str, str], bool],
    sign: Callable[[str], str],
) -> str:
    """Return the nonce of a stamp.

    Raise StampError('forged') for one that was not made with ``sign``, ('early') if
    fewer than ``shortest`` seconds have passed, ('late') if more than ``longest`` have.

    :param same: compares two signatures in constant time
    """
    parts = (stamp or "").split(SEPARATOR)
    if len(parts) != 3 or not parts[0].isascii() or not parts[0].isdigit():
        raise StampError("forged")
    opened, nonce, signature = parts
    if not nonce or not same(sign(f"{opened}{SEPARATOR}{nonce}"), signature):
        raise StampError("forged")
    age = now - int(opened)
    if age < shortest:
        raise StampError("early")
    if age > longest:
        raise StampError("late")
    return nonce
