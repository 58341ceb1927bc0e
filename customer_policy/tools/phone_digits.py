"""Phone numbers as people type them: any part, with any signs between."""

import re

# Fewer digits are in too many numbers, and no index of trigrams finds them.
MIN_DIGITS = 3
_FOREIGN = re.compile(r"^\s*(\+|00)")
_DIGIT = re.compile(r"\d")


def digits(typed: str) -> str:
    """The digits of ``typed``, full-width and other scripts' digits as 0 to 9."""
    return "".join(str(int(digit)) for digit in _DIGIT.findall(typed or ""))


def parts(typed: str, country_codes: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Digit strings, one of which is in the number that is meant.

    A number may be stored with or without the country's code, and typed the other way:
    what follows the code, or the trunk zero, is looked for as well.

    :param country_codes: such as ``("86",)``, tried where ``typed`` begins like one
    :return: without doubles, what was typed first; empty where that is too short
    """
    whole = digits(typed)
    if len(whole) < MIN_DIGITS:
        return ()
    found = [whole]
    rest = whole
    if match := _FOREIGN.match(typed):
        rest = whole[2:] if match.group(1) == "00" else whole
        found.append(rest)
        for code in country_codes:
            if rest.startswith(code):
                found.append(rest[len(code) :])
    elif whole.startswith("0"):
        # "010 1234 5678" is "+86 10 1234 5678".
        found.append(whole.lstrip("0"))
    return tuple(dict.fromkeys(part for part in found if len(part) >= MIN_DIGITS))
