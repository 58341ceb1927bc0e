"""What changed between two versions of a text, clause by clause and word by word."""

import re
from collections import namedtuple
from difflib import SequenceMatcher

# ``key`` is the clause itself, ``previous`` the key of the one it carries on.
Clause = namedtuple("Clause", ["key", "previous", "number", "title", "text"])
# ``status`` is added, removed, changed or same; ``old`` and ``new`` are clauses or
# None; ``title`` and ``text`` are pairs of segments, see ``diff_words``.
Row = namedtuple("Row", ["status", "old", "new", "title", "text"])
Segment = namedtuple("Segment", ["text", "is_changed"])

# Chinese has no blanks between words: there each character is one.
_WORD = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    r"|[^\W\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|\s+|[^\w\s]"
)


def words(text: str) -> list[str]:
    """The words, blanks and signs of a text, which they make up again."""
    return _WORD.findall(text)


def diff_words(old: str, new: str) -> tuple[list[Segment], list[Segment]]:
    """:return: the segments of the old text, and those of the new one"""
    before, after = words(old), words(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    left, right = [], []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        changed = tag != "equal"
        if i1 < i2:
            left.append(Segment("".join(before[i1:i2]), changed))
        if j1 < j2:
            right.append(Segment("".join(after[j1:j2]), changed))
    return left, right


def compare(old: list[Clause], new: list[Clause]) -> list[Row]:
    """The clauses side by side, in the order of the new text.

    What was removed stands where it stood: after what came before it.
    """
    by_key = {clause.key: clause for clause in old}
    carried_on = {clause.previous for clause in new} & by_key.keys()
    removed = _removed_after(old, carried_on)
    rows = [_removed_row(clause) for clause in removed.get(None, ())]
    for clause in new:
        rows.append(_row(by_key.get(clause.previous), clause))
        if clause.previous in carried_on:
            gone = removed.get(clause.previous, ())
            rows += [_removed_row(one) for one in gone]
    return rows


def _removed_after(old, carried_on):
    """:return: {key of the last clause that stays, or None: those removed after it}"""
    removed, last = {}, None
    for clause in old:
        if clause.key in carried_on:
            last = clause.key
        else:
            removed.setdefault(last, []).append(clause)
    return removed


def _removed_row(clause):
    title, text = diff_words(clause.title, ""), diff_words(clause.text, "")
    return Row("removed", clause, None, title, text)


def _row(old, new):
    if old is None:
        title, text = diff_words("", new.title), diff_words("", new.text)
        return Row("added", None, new, title, text)
    title, text = diff_words(old.title, new.title), diff_words(old.text, new.text)
    same = (old.number, old.title, old.text) == (new.number, new.title, new.text)
    return Row("same" if same else "changed", old, new, title, text)
