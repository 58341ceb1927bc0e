from odoo.tests import tagged

from ..tools import policy_file
from .common import PolicyCase


@tagged("post_install", "-at_install")
class TestProfileFiles(PolicyCase):
    """Every profile that is shipped fits this database, word by word."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        profiles = cls.env["customer.policy.profile"]
        cls.documents = {
            name: policy_file.read(path.read_bytes())
            for name, path in profiles._profile_files().items()
        }
        cls.profiles = profiles.search([])

    def _chosen(self, profile, **values):
        """The look at a profile, as the manager has it."""
        action = profile.with_user(self.manager).action_choose()
        wizard = self.env["customer.policy.file"].browse(action["res_id"])
        wizard = wizard.with_user(self.manager)
        if values:
            wizard.write(values)
            wizard.action_preview()
        return wizard

    def test_there_are_the_profiles_that_are_promised(self):
        codes = {"general", "property", "call_centre", "retail", "project"}
        self.assertGreaterEqual(set(self.profiles.mapped("code")), codes)
        for name, document in self.documents.items():
            with self.subTest(name):
                self.assertTrue(document["policy"]["clauses"])
                self.assertTrue(document["settings"])

    def test_every_file_is_listed(self):
        profiles = self.env["customer.policy.profile"].search([])
        self.assertEqual(set(profiles.mapped("file_name")), set(self.documents))
        for profile in profiles:
            document = self.documents[profile.file_name]
            self.assertEqual(profile.code, document["profile"]["code"])
            self.assertEqual(profile.setting_count, len(document["settings"]))

    def test_models_fields_values_and_references_are_right(self):
        schema = self.env["customer.policy.file.schema"]
        for name, document in self.documents.items():
            with self.subTest(name):
                found = policy_file.problems(document, schema._schema())
                self.assertEqual([schema._problem_text(p) for p in found], [])
                self.assertEqual(
                    sorted(policy_file.order(document["settings"])),
                    list(range(len(document["settings"]))),
                )

    def test_every_text_is_there_in_both_languages(self):
        schema = self.env["customer.policy.file.schema"]._schema()
        for name, document in self.documents.items():
            lacking = [
                path
                for path, text in _texts(document, schema)
                if not isinstance(text, dict)
                or not all(text.get(lang, "").strip() for lang in ("en_US", "zh_CN"))
            ]
            with self.subTest(name):
                self.assertEqual(lacking, [])

    def test_every_clause_names_its_source(self):
        for name, document in self.documents.items():
            lacking = [
                clause["number"]
                for clause in document["policy"]["clauses"]
                if not (clause.get("source") or "").strip()
            ]
            with self.subTest(name):
                self.assertEqual(lacking, [])

    def test_every_profile_can_be_chosen_and_chosen_again(self):
        for profile in self.profiles:
            with self.subTest(profile.code), self.env.cr.savepoint() as savepoint:
                wizard = self._chosen(profile)
                impossible = wizard.line_ids.filtered(
                    lambda line: line.kind in ("impossible", "kept")
                )
                problems = impossible.mapped(lambda line: f"{line.path}: {line.reason}")
                self.assertEqual(problems, [])
                wizard.action_apply()
                self.assertEqual(profile.policy_id, wizard.policy_id)
                again = self._chosen(profile)
                self.assertEqual((again.change_count, again.create_count), (0, 0))
                savepoint.rollback()

    def test_one_profile_follows_another_and_its_records_give_way(self):
        """In each pair of neighbours only what the later one brings is in use."""
        for profile in self.profiles:
            wizard = self._chosen(profile)
            lines = wizard.line_ids.filtered(lambda line: line.kind != "create")
            problems = lines.filtered(lambda line: line.kind in ("impossible", "kept"))
            self.assertEqual(problems.mapped("reason"), [], profile.code)
            wizard.action_apply()
            again = self._chosen(profile)
            self.assertEqual(
                (again.change_count, again.create_count, again.archive_count),
                (0, 0, 0),
                profile.code,
            )
            self.assertEqual(self._active_codes(), self._keyed([profile]), profile.code)
        self.assertEqual(len(self.profiles.policy_id), len(self.profiles))

    def test_the_first_profile_comes_back_whole(self):
        first, second = self.profiles.filtered(
            lambda profile: profile.code in ("call_centre", "retail")
        )
        for profile in (first, second, first):
            self._chosen(profile).action_apply()
        self.assertEqual(self._active_codes(), self._keyed([first]))

    def _active_codes(self):
        """External ids of the active records that any profile added."""
        rows = self.env["ir.model.data"].search(
            [("module", "=", "customer_policy_profile")]
        )
        return {
            row.name for row in rows if self.env[row.model].browse(row.res_id).active
        }

    def _keyed(self, profiles):
        return {
            f"{profile.code}_{setting['key']}"
            for profile in profiles
            for setting in self.documents[profile.file_name]["settings"]
            if "key" in setting
        }


def _texts(document, schema):
    """(path, text) of everything that people read."""
    yield "profile.name", document["profile"].get("name")
    yield "profile.description", document["profile"].get("description")
    policy = document["policy"]
    yield "policy.name", policy.get("name")
    yield "policy.description", policy.get("description")
    for place, clause in enumerate(policy["clauses"]):
        yield f"policy.clauses[{place}].name", clause.get("name")
        yield f"policy.clauses[{place}].body", clause.get("body")
    for place, setting in enumerate(document["settings"]):
        fields = schema.get(setting["model"], {})
        for name, value in setting["values"].items():
            if name in fields and fields[name].is_translated and value is not None:
                yield f"settings[{place}].values.{name}", value
