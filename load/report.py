"""The table of what each request took on both sides."""

from collections import Counter

from .samples import Figures

HEADING = ("request", "times", "ours", "95 %", "plain", "95 %", "median", "95 %")
NOTHING = "-"


def table(ours: dict[str, Figures], plain: dict[str, Figures]) -> list[tuple[str, ...]]:
    """Rows of text; a request that one side does not have stands alone."""
    return [
        (name, *_row(ours.get(name), plain.get(name)))
        for name in sorted(ours.keys() | plain.keys())
    ]


def _row(ours: Figures | None, plain: Figures | None) -> tuple[str, ...]:
    counts = f"{ours.count if ours else 0} / {plain.count if plain else 0}"
    times = [
        f"{value:.0f} ms"
        for side in (ours, plain)
        if side
        for value in (side.median, side.high)
    ]
    if not (ours and plain):
        alone = [NOTHING, NOTHING]
        both = [*times, *alone] if ours else [*alone, *times]
        return counts, *both, *alone
    ratios = [
        f"{mine / theirs:.2f} ×"
        for mine, theirs in ((ours.median, plain.median), (ours.high, plain.high))
    ]
    return counts, *times, *ratios


def as_text(rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(HEADING, *rows, strict=True)]
    return "\n".join(
        "  ".join(
            text.rjust(width) if place else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (HEADING, *rows)
    )


def as_markdown(rows: list[tuple[str, ...]]) -> str:
    rule = ("---", *["---:"] * (len(HEADING) - 1))
    return "\n".join(f"| {' | '.join(row)} |" for row in (HEADING, rule, *rows))


def told(errors: dict[str, Counter[str]]) -> list[str]:
    """A line for each kind of error of each side."""
    return [
        f"{side}: {number} × {error}"
        for side, counted in errors.items()
        for error, number in counted.most_common()
    ]
