"""What the headers of a mail say about it, and a subject for one that has none.

Plain Python without Odoo.
"""

from collections.abc import Mapping

MAX_SUBJECT = 200


def _lowered(headers: Mapping[str, str], name: str) -> str:
    return str(headers.get(name) or "").strip().lower()


def is_automatic(headers: Mapping[str, str]) -> bool:
    """Whether a machine answers: an absence notice, a receipt, a failed delivery.

    RFC 3834 for Auto-Submitted; an empty return path is a delivery report's (RFC 5321,
    4.5.5); X-Auto-Response-Suppress is Microsoft's. Nobody complains by such a mail.
    """
    submitted = _lowered(headers, "Auto-Submitted").partition(";")[0].strip()
    if submitted and submitted != "no":
        return True
    if _lowered(headers, "X-Auto-Response-Suppress") not in ("", "none"):
        return True
    if _lowered(headers, "Precedence") in ("auto_reply", "auto-reply"):
        return True
    if any(
        _lowered(headers, name) not in ("", "no")
        for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")
    ):
        return True
    return _lowered(headers, "Return-Path") == "<>"


def is_bulk(headers: Mapping[str, str]) -> bool:
    """Whether it went to many: such a mail may complain, but is never answered."""
    if _lowered(headers, "Precedence") in ("bulk", "list", "junk"):
        return True
    return any(
        headers.get(name) for name in ("List-Id", "List-Unsubscribe", "List-Post")
    )


def subject(given: str, text: str, fallback: str) -> str:
    """Return a subject of one line: the one given, else the first words of the text."""
    for candidate in (given, *(text or "").splitlines()):
        line = " ".join(clean(candidate).split())
        if line:
            return line if len(line) <= MAX_SUBJECT else line[: MAX_SUBJECT - 1] + "…"
    return fallback


def clean(text: str) -> str:
    """Return a text without what no database takes."""
    return (text or "").replace("\x00", "")
