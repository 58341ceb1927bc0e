import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools import policy_file
from .common import PolicyCase
from .http_common import RpcMixin
from .policy_file_common import PolicyFileMixin

ACCESS_ERROR = "odoo.exceptions.AccessError"


@tagged("post_install", "-at_install")
class TestPolicyFile(PolicyFileMixin, PolicyCase):
    def test_looking_changes_nothing_and_says_what_would(self):
        before = self.rule.read()
        last = self.env["customer.policy.change"].search([], limit=1)
        wizard = self._preview()
        self.assertEqual(
            self._kinds(wizard),
            {
                ("policy", ""): "create",
                ("policy.clauses[0]", ""): "create",
                ("policy.clauses[1]", ""): "create",
                ("settings[0]", "Time Allowed"): "change",
                ("settings[0]", "Unit"): "change",
                ("settings[0]", "Policy Clause"): "change",
                ("settings[2]", ""): "create",
                ("settings[1]", ""): "create",
            },
        )
        amount = wizard.line_ids.filtered(
            lambda line: line.field_name == "Time Allowed"
        )
        self.assertEqual((amount.value_now, amount.value_new), ("7", "5"))
        self.env.invalidate_all()
        self.assertEqual(self.rule.read(), before)
        self.assertFalse(self._named("ladder_shop"))
        self.assertFalse(
            self.env["customer.policy"].search([("number", "=", "CP-SHOP")])
        )
        self.assertEqual(self.env["customer.policy.change"].search([], limit=1), last)

    def test_taking_over_writes_a_draft_and_its_settings(self):
        policy = self._apply().policy_id
        self.assertEqual((policy.state, policy.name), ("draft", "Shop policy"))
        self.assertEqual(policy.with_context(lang="zh_CN").name, "门店制度")
        limits, penalties = policy.clause_ids
        self.assertEqual(limits.source, "CMP-01 [S3-04]")
        self.assertEqual(limits.body, "<p>Five days.</p><p>No more.</p>")
        self.assertEqual(limits.with_context(lang="zh_CN").body, "<p>五日。</p>")
        self.assertEqual(penalties.with_context(lang="zh_CN").name, "处罚")
        self.assertEqual((self.rule.amount, self.rule.unit), (5, "working_day"))
        self.assertEqual(self.rule.clause_id, limits)
        ladder, late = self._named("ladder_shop"), self._named("type_late")
        self.assertEqual(late.ladder_id, ladder)
        self.assertEqual(late.with_context(lang="zh_CN").name, "名单迟交")
        self.assertEqual(ladder.step_ids.mapped("measure"), ["warning", "fine"])
        self.assertEqual(ladder.step_ids[1].fine_max, 500)

    def test_doing_it_again_changes_nothing(self):
        self._apply()
        last = self.env["customer.policy.change"].search([], limit=1)
        again = self._apply()
        self.assertEqual(
            (again.change_count, again.create_count, again.same_count), (0, 0, 6)
        )
        self.assertEqual(self.env["customer.policy.change"].search([], limit=1), last)
        self.assertEqual(
            self.env["customer.policy"].search_count([("number", "=", "CP-SHOP")]), 1
        )

    def test_it_is_the_measure_from_then_on(self):
        self._apply()
        changes = self.env["customer.policy.change"].search(
            [("res_model", "=", self.rule._name), ("res_id", "=", self.rule.id)],
            limit=3,
        )
        self.assertEqual(set(changes.mapped("origin")), {"import"})
        self.assertEqual(changes.user_id, self.manager)
        self.assertEqual(set(changes.mapped("reason")), {"shop.json"})
        self.assertFalse(self.rule.departs_from_clause)
        self.rule.amount = 6
        self.rule.invalidate_recordset()
        self.assertIn("6 instead of 5", self.rule.departure_text)

    def test_what_a_manager_edited_is_kept(self):
        self.rule.with_user(self.manager).amount = 9
        wizard = self._apply()
        self.assertEqual((self.rule.amount, self.rule.unit), (9, "working_day"))
        self.assertEqual(wizard.kept_count, 1)
        self.document["settings"][2]["values"]["window_months"] = 3
        self.document["settings"][2]["values"]["step_ids"][1]["fine_max"] = 800
        ladder = self._named("ladder_shop").with_user(self.manager)
        ladder.step_ids[1].fine_max = 600
        again = self._apply()
        self.assertEqual((ladder.window_months, ladder.step_ids[1].fine_max), (3, 600))
        self.assertEqual((again.kept_count, again.change_count), (2, 1))

    def test_what_a_manager_deleted_does_not_come_back(self):
        self._apply()
        self._named("type_late").with_user(self.manager).unlink()
        again = self._preview()
        self.assertEqual(
            self._kinds(again),
            {
                ("settings[1]", ""): "kept",
            },
        )
        again.action_apply()
        self.assertFalse(self._named("type_late"))

    def test_parts_are_changed_where_they_are(self):
        self._apply()
        ladder = self._named("ladder_shop")
        warning, fine = ladder.step_ids
        steps = self.document["settings"][2]["values"]["step_ids"]
        steps[0]["notify_hr"] = True
        steps[1] = {"sequence": 2, "measure": "dismissal", "target": "person"}
        steps.append({"sequence": 3, "measure": "removal", "target": "person"})
        self._apply()
        self.assertEqual(
            ladder.step_ids.mapped("measure"), ["warning", "dismissal", "removal"]
        )
        self.assertEqual(ladder.step_ids[0], warning)
        self.assertTrue(warning.notify_hr)
        self.assertFalse(fine.exists())

    def test_a_settled_policy_gets_a_new_version(self):
        policy = self._apply().policy_id
        self._enforce(policy)
        self.assertEqual(self._preview().change_count, 0)
        self.document["policy"]["clauses"][0]["name"]["en_US"] = "Deadlines"
        self.document["policy"]["clauses"].append(
            {"number": "3", "name": {"en_US": "Upkeep"}}
        )
        wizard = self._preview()
        self.assertTrue(wizard.is_next_version)
        wizard.action_apply()
        newest = wizard.policy_id
        self.assertEqual((newest.version, newest.state), (2, "draft"))
        self.assertEqual(
            newest.clause_ids.mapped("name"), ["Deadlines", "Penalties", "Upkeep"]
        )
        self.assertEqual(policy.clause_ids.mapped("name"), ["Time limits", "Penalties"])
        self.assertEqual(self.rule.clause_id.policy_id, policy, "until it is in force")
        self._enforce(newest)
        self.assertEqual(self.rule.clause_id.policy_id, newest)
        chinese = newest.with_context(lang="zh_CN").clause_ids[0]
        self.assertEqual(chinese.body, "<p>五日。</p>", "of fewer paragraphs")
        again = self._preview()
        self.assertEqual((again.change_count, again.create_count), (0, 0))

    def test_a_clause_that_a_manager_wrote_anew_is_kept(self):
        policy = self._apply().policy_id
        policy.with_user(self.manager).clause_ids[0].name = "Our limits"
        self.document["policy"]["clauses"][0]["name"]["en_US"] = "Deadlines"
        self.assertEqual(self._apply().kept_count, 1)
        self.assertEqual(policy.clause_ids[0].name, "Our limits")

    def test_what_a_setting_does_not_accept_is_shown_beforehand(self):
        self.document["settings"][0]["values"]["amount"] = 0
        self.document["settings"][2]["values"]["window_months"] = 0
        wizard = self._preview()
        impossible = wizard.line_ids.filtered(lambda line: line.kind == "impossible")
        reasons = {line.path: line.reason for line in impossible}
        self.assertIn("at least one minute", reasons["settings[0]"])
        self.assertIn("window of 0 months", reasons["settings[2]"])
        self.assertIn("ladder_shop", reasons["settings[1]"])
        wizard.action_apply()
        self.assertEqual(wizard.policy_id.number, "CP-SHOP")
        self.assertFalse(self._named("ladder_shop"))

    def test_what_is_not_here_is_not_possible(self):
        self.document["settings"][0]["ref"] = "customer_policy.no_such_rule"
        self.document["settings"][1]["values"]["ladder_id"] = {
            "ref": "base.main_company"
        }
        del self.document["settings"][2]["values"]["name"]
        wizard = self._preview()
        self.assertEqual(wizard.impossible_count, 3)

    def test_a_wrong_file_is_refused_with_its_places(self):
        self.document["settings"][0]["values"]["amount"] = "five"
        self.document["settings"][1]["clause"] = "9"
        with self.assertRaises(UserError) as error:
            self._preview()
        self.assertIn("settings[0].values.amount", str(error.exception))
        self.assertIn("settings[1].clause", str(error.exception))
        for document in ({"format": "x"}, {"format": policy_file.FORMAT}):
            with self.assertRaises(UserError):
                self._preview(document)
        with self.assertRaisesRegex(UserError, "Choose a file"):
            self._preview(file=False)

    def test_every_problem_has_words(self):
        texts = self.env["customer.policy.file.schema"]._problem_texts()
        for code, text in texts.items():
            with self.subTest(code):
                self.assertTrue(text.strip())
        self.assertGreater(len(texts), 20)

    def test_what_changed_since_one_looked_is_looked_at_again(self):
        wizard = self._preview()
        self.rule.amount = 3
        with self.assertRaisesRegex(UserError, "Look again"):
            wizard.action_apply()
        self.assertEqual(self.rule.amount, 3)

    def test_people_and_protected_columns_come_from_no_file(self):
        for model, values in (
            ("customer.complaint.team", {"member_ids": []}),
            ("customer.complaint.team", {"form_token": "x"}),
            ("customer.grade", {"executive_sponsor_id": {"ref": "base.user_admin"}}),
            ("customer.grade.scheme", {"company_id": {"ref": "base.main_company"}}),
            ("res.groups", {"name": "x"}),
        ):
            self.document["settings"] = [{"model": model, "key": "x", "values": values}]
            with self.subTest(model, values=values), self.assertRaises(UserError):
                self._preview()

    def test_in_one_company_what_all_share_stays(self):
        company = self.env["res.company"].create({"name": "Shops"})
        self.manager.company_ids = [Command.link(company.id)]
        before = self.rule.amount
        wizard = self._preview(company_id=company.id)
        self.assertEqual(self._kinds(wizard)["settings[0]", ""], "impossible")
        wizard.action_apply()
        self.assertEqual(self.rule.amount, before)
        self.assertEqual(wizard.policy_id.company_id, company)
        ladder = self._named(f"ladder_shop_c{company.id}")
        self.assertEqual(ladder.company_id, company)
        self.assertFalse(self._named("ladder_shop"))
        again = self._preview(company_id=company.id)
        self.assertEqual((again.change_count, again.create_count), (0, 0))

    def test_a_failure_leaves_nothing_half_done(self):
        wizard = self._preview()
        ladders = type(self.env["customer.violation.type"])
        with (
            patch.object(ladders, "_check_imported", side_effect=UserError("No")),
            self.assertRaises(UserError),
            self.env.cr.savepoint(),
        ):
            wizard.action_apply()
        self.assertFalse(self._named("ladder_shop"))
        self.assertEqual(self.rule.amount, 7)

    def test_the_query_count_does_not_grow_with_what_stays(self):
        """What is so already is compared set-wise, model by model."""

        def queries(count):
            self.document["settings"] = [
                {
                    "model": "customer.complaint.category",
                    "key": f"category_{index}",
                    "clause": "1",
                    "values": {"name": {"en_US": f"C{index}"}, "severity": "major"},
                }
                for index in range(count)
            ]
            self._apply()
            wizard = self._wizard()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_preview()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(2)
        small, large = queries(4), queries(24)
        self.assertLessEqual(large - small, 20 * 4)


@tagged("post_install", "-at_install")
class TestPolicyExport(PolicyFileMixin, PolicyCase):
    def _exported(self, policy):
        return json.loads(
            policy_file.dump(policy.with_user(self.manager)._to_document())
        )

    def test_what_is_exported_is_what_was_taken_over(self):
        policy = self._apply().policy_id
        found = self._exported(policy)
        self.assertEqual(found["code"], "shop")
        self.assertEqual(
            found["policy"]["clauses"][0], self.document["policy"]["clauses"][0]
        )
        entries = {
            entry.get("key") or entry["ref"]: entry for entry in found["settings"]
        }
        for wanted in self.document["settings"]:
            entry = entries[wanted.get("key") or wanted["ref"]]
            self.assertEqual(entry["clause"], wanted["clause"])
            for name, value in wanted["values"].items():
                if name == "step_ids":
                    for step, given in zip(entry["values"][name], value, strict=True):
                        self.assertLessEqual(given.items(), step.items())
                else:
                    self.assertEqual(entry["values"][name], value, name)

    def test_importing_ones_own_export_changes_nothing(self):
        for policy in (
            self._apply().policy_id,
            self.env.ref("customer_policy.policy_customer"),
        ):
            wizard = self._preview(self._exported(policy))
            with self.subTest(policy.number):
                acts = [
                    (line.path, line.kind, line.value_now, line.value_new, line.reason)
                    for line in wizard.line_ids
                ]
                self.assertEqual(acts, [])

    def test_a_setting_made_by_hand_is_found_again(self):
        policy = self._apply().policy_id
        mine = self.env["customer.complaint.category"].create(
            {"name": "Mine", "clause_id": policy.clause_ids[0].id}
        )
        wizard = self._apply(self._exported(policy))
        self.assertEqual(wizard.create_count, 0)
        self.assertEqual(mine.search_count([("name", "=", "Mine")]), 1)

    def test_elsewhere_it_gives_the_same(self):
        """Another database: the same shipped records, none of the file's own."""
        policy = self._apply().policy_id
        document = self._exported(policy)
        self._forget(policy)
        again = self._apply(document).policy_id
        self.assertNotEqual(again, policy)
        self.assertEqual(self._exported(again), document)
        self.assertEqual(self.rule.amount, 5)

    def _forget(self, policy):
        """As if nothing of the file had ever been here, and the rest were another's."""
        self._named("type_late").unlink()
        self._named("ladder_shop").unlink()
        self.rule.write({"clause_id": False, "amount": 1})
        policy.unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM customer_policy_change WHERE origin <> 'install'"
        )
        self.env.invalidate_all()

    def test_the_shipped_policy_carries_all_that_names_it(self):
        policy = self.env.ref("customer_policy.policy_customer")
        found = self._exported(policy)
        count = sum(policy.clause_ids.mapped("setting_count"))
        named = [entry for entry in found["settings"] if "clause" in entry]
        # What only administrators may read is not the managers' to export.
        hidden = self.env["customer.confidentiality.model"].search_count(
            [("clause_id", "in", policy.clause_ids.ids)]
        )
        self.assertEqual(len(named), count - hidden)

    def test_the_file_is_downloaded(self):
        action = self.policy.with_user(self.manager).action_export_file()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertIn("t_01_v1.json", action["url"])


@tagged("post_install", "-at_install")
class TestPolicyFileAccess(RpcMixin, PolicyFileMixin, PolicyCase, HttpCase):
    def test_only_managers_take_a_policy_over(self):
        content = self._wizard().file
        for persona in ("staff", "grading_manager", "outsider", "portal", "manager"):
            self._login(persona)
            key, error = self._rpc(
                "customer.policy.file", "create", {"file": content.decode()}
            )
            with self.subTest(persona):
                if persona != "manager":
                    self.assertEqual(error, ACCESS_ERROR)
                    continue
                self.assertFalse(error)
                for method in ("action_preview", "action_apply"):
                    _result, error = self._rpc("customer.policy.file", method, [key])
                    self.assertFalse(error)
        self.env.invalidate_all()
        self.assertEqual(self.rule.amount, 5)

    def test_only_managers_export(self):
        for persona in ("staff", "grading_manager", "outsider", "portal", "manager"):
            self._login(persona)
            _result, error = self._rpc(
                "customer.policy", "action_export_file", self.policy.ids
            )
            with self.subTest(persona):
                self.assertEqual(bool(error), persona != "manager")

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a_manager_gives_no_rights_by_a_file(self):
        """Neither what only administrators set, nor groups or clearances."""
        setting = self.env["customer.confidentiality.model"].search([], limit=1)
        ref = setting.get_external_id()[setting.id]
        self.document["settings"] = [
            {"model": setting._name, "ref": ref, "values": {"masked_fields": "comment"}}
        ]
        wizard = self._preview()
        self.assertEqual(self._kinds(wizard)["settings[0]", ""], "impossible")
        groups, before = self.manager.all_group_ids, setting.masked_fields
        wizard.action_apply()
        self.env.invalidate_all()
        self.assertEqual(setting.masked_fields, before)
        self.assertEqual(self.manager.all_group_ids, groups)

    def test_staff_do_not_see_the_file_of_a_manager(self):
        wizard = self._wizard()
        with self.assertRaises(AccessError):
            wizard.with_user(self.other_manager).action_preview()
