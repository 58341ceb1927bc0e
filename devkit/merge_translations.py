"""Merges exported terms into the translation files; run inside the environment.

    merge_translations.py TERMS.tgz ADDON_FOLDER...

Translations are kept, new terms added empty, terms that are gone dropped. Prints
one line per term without a translation.
"""

import sys
import tarfile
from pathlib import Path

import polib

DATES = ("POT-Creation-Date", "PO-Revision-Date")


def main(archive: str, *folders: str) -> None:
    with tarfile.open(archive) as terms:
        for folder in map(Path, folders):
            merge(folder, _exported(terms, folder.name))


def merge(folder: Path, template: polib.POFile) -> None:
    i18n = folder / "i18n"
    i18n.mkdir(exist_ok=True)
    template.save(str(i18n / f"{folder.name}.pot"))
    for file in sorted(i18n.glob("*.po")):
        translated = _translate(template, polib.pofile(str(file)))
        translated.save(str(file))
        for entry in translated.untranslated_entries():
            print(f"{folder.name} {file.stem}: {entry.msgid!r}")


def _exported(terms: tarfile.TarFile, name: str) -> polib.POFile:
    member = terms.extractfile(f"{name}/i18n/{name}.pot")
    template = polib.pofile(member.read().decode())
    for date in DATES:  # they would make every run a change
        template.metadata.pop(date, None)
    return template


def _translate(template: polib.POFile, known: polib.POFile) -> polib.POFile:
    translations = {
        entry.msgid: entry.msgstr
        for entry in known
        if entry.msgstr and not entry.obsolete and not entry.fuzzy
    }
    result = polib.POFile()
    result.header = template.header
    result.metadata = {
        name: value for name, value in known.metadata.items() if name not in DATES
    }
    for entry in template:
        result.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=translations.get(entry.msgid, ""),
                occurrences=entry.occurrences,
                comment=entry.comment,
                flags=entry.flags,
            )
        )
    return result


if __name__ == "__main__":
    main(*sys.argv[1:])
