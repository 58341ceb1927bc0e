import re
from pathlib import Path

import polib

from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

SHOWN = 10
# What a translation has to keep: placeholders, and tags where the term has markup.
KEPT = re.compile(r"%\(\w+\)[a-z]|%[sd]|</?\w+")
# Fields of our models that Odoo's own mixins bring: which of them there are depends
# on what else is installed.
BORROWED = re.compile(
    r"model:ir\.model\.fields,\w+:\w+\.field_\w+__"
    r"(activity_|has_message|message_|my_activity_|rating_|website_message_)"
)


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        addons = (
            cls.env["ir.module.module"]
            .search(
                [("name", "=like", r"customer\_policy%"), ("state", "=", "installed")]
            )
            .mapped("name")
        )
        cls.terms = {addon: set() for addon in addons}
        reader = TranslationModuleReader(cls.env.cr, modules=addons)
        for addon, kind, name, place, term, _value, _comments in reader:
            if not BORROWED.match(f"{kind}:{name}:{place}"):
                cls.terms[addon].add(term)

    def test_every_term_is_translated_and_no_other(self):
        for addon in self.terms:
            with self.subTest(addon):
                self._assert_none(self._problems(self._file(addon, "zh_CN.po"), addon))

    def test_templates_hold_the_terms_of_the_code(self):
        for addon in self.terms:
            with self.subTest(addon):
                file = self._file(addon, f"{addon}.pot")
                self._assert_none(self._differences(file, addon))

    def test_translations_keep_placeholders_and_tags(self):
        for addon in self.terms:
            with self.subTest(addon):
                self._assert_none(
                    f"mangled: {entry.msgid!r} -> {entry.msgstr!r}"
                    for entry in self._file(addon, "zh_CN.po").translated_entries()
                    if sorted(KEPT.findall(entry.msgid))
                    != sorted(KEPT.findall(entry.msgstr))
                )

    @staticmethod
    def _file(addon, name):
        return polib.pofile(str(Path(get_module_path(addon), "i18n", name)))

    def _problems(self, file, addon):
        yield from (f"fuzzy: {entry.msgid!r}" for entry in file.fuzzy_entries())
        yield from (f"empty: {entry.msgid!r}" for entry in file.untranslated_entries())
        yield from self._differences(file, addon)

    def _differences(self, file, addon):
        known = {entry.msgid for entry in file if not entry.obsolete}
        own = {entry.msgid for entry in file if not self._is_borrowed(entry)}
        yield from (f"missing: {term!r}" for term in sorted(self.terms[addon] - known))
        yield from (f"stale: {term!r}" for term in sorted(own - self.terms[addon]))

    @staticmethod
    def _is_borrowed(entry):
        return all(BORROWED.match(source) for source, _line in entry.occurrences)

    def _assert_none(self, problems):
        problems = list(problems)
        if problems:
            first = "\n".join(problems[:SHOWN])
            self.fail(f"{len(problems)} terms; ./dev i18n mends the files:\n{first}")
