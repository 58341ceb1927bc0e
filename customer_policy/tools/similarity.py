"""How alike two texts are.

PostgreSQL's trigrams leave out what its locale takes for no letter: with the plain
``C`` locale all Chinese. These compare any writing.
"""


def shingles(text: str, size: int = 3) -> frozenset[str]:
    """All runs of ``size`` letters or digits of a text, spaces and signs left out."""
    letters = "".join(sign for sign in text.casefold() if sign.isalnum())
    if len(letters) <= size:
        return frozenset([letters] if letters else [])
    return frozenset(letters[i : i + size] for i in range(len(letters) - size + 1))


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of common shingles: 0 is nothing alike, 1 the same."""
    if not one or not other:
        return 0.0
    return len(one & other) / len(one | other)
