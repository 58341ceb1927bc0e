"""Which texts of a page in another language are still English."""

import re
from collections.abc import Iterable
from pathlib import Path

import polib

WORDS = re.compile(r"[A-Za-z]{3,}")
# Names and formats that are written alike in every language.
ALIKE = re.compile(
    r"^(?:XLSX|PDF|Webhook|CSV|JSON|HTML|URL|QR|VIP|ID|IP|VAT|API|RPC|GPS|Odoo|OdooBot|Excel|"
    r"OpenStreetMap|Google Maps|Google|Slack|Amap|WGS-?84|GCJ-?02|BD-?09|"
    r"[\w.+-]+@[\w.-]+|https?://\S+|[A-Z]{2,4}[/\d-]*\d*)$"
)
# Odoo's own, without a translation of its own.
ODOO = frozenset(
    {
        "Try to add some records, or make sure that there is no active filter in the "
        "search bar.",
    }
)
NOT_LETTERS = re.compile(r"[\s\d\W_]+")


class Translations:
    """The terms of the add-ons, for one language."""

    def __init__(self, folders: Iterable[Path], language: str):
        self._differing: set[str] = set()
        for folder in folders:
            file = folder / "i18n" / f"{language}.po"
            if file.exists():
                self._add(polib.pofile(str(file)))

    def _add(self, terms: polib.POFile) -> None:
        for term in terms:
            if term.msgstr and term.msgstr != term.msgid and WORDS.search(term.msgid):
                self._differing.add(" ".join(term.msgid.split()))

    def untranslated(self, texts: Iterable[tuple[str, bool]]) -> set[str]:
        """``texts``: each with whether it stands where only labels stand.

        A text is English if it is a term whose translation differs, or if it is a
        label with Latin words only.
        """
        return {
            text
            for text, is_label in texts
            if text in self._differing or (is_label and self._is_english(text))
        }

    def _is_english(self, text: str) -> bool:
        if not text.isascii() or not WORDS.search(text) or text in ODOO:
            return False
        words = NOT_LETTERS.sub(" ", text).split()
        return not ALIKE.match(text) and not all(ALIKE.match(word) for word in words)
