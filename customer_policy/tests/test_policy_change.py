from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.customer_policy_change_mixin import ChangeOrigin
from .common import PolicyCase
from .http_common import RpcMixin

ACCESS_ERROR = "odoo.exceptions.AccessError"
READERS = ("manager", "change_auditor")
EVERYBODY = (*READERS, "staff", "grading_manager", "outsider", "portal")


class ChangeMixin:
    """A shipped deadline as ``self.rule``, and an auditor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.change_auditor = new_test_user(
            cls.env,
            login="change_auditor",
            groups="customer_policy.group_auditor",
            lang="en_US",
        )
        cls.rule = cls.env.ref("customer_policy.deadline_rule_complaint_close")
        cls.changes = cls.env["customer.policy.change"]

    def _of(self, setting):
        """What is kept of a setting in this test, oldest first."""
        domain = [("res_model", "=", setting._name), ("res_id", "=", setting.id)]
        return self.changes.search([*domain, ("origin", "!=", "install")], order="id")

    def _speaking(self, setting, origin="profile"):
        return setting.with_context(policy_change_origin=ChangeOrigin(origin))


@tagged("post_install", "-at_install")
class TestPolicyChange(ChangeMixin, PolicyCase):
    def test_a_change_is_kept_with_old_new_who_and_why(self):
        rule = self.rule.with_user(self.manager)
        before = rule.amount
        rule.write({"amount": before + 2, "change_reason": "Agreed with the north"})
        change = self._of(rule)
        self.assertRecordValues(
            change,
            [
                {
                    "operation": "write",
                    "origin": "user",
                    "user_id": self.manager.id,
                    "field_name": "amount",
                    "field_label": "Time Allowed",
                    "old_value": str(before),
                    "new_value": str(before + 2),
                    "old_raw": before,
                    "new_raw": before + 2,
                    "reason": "Agreed with the north",
                    "clause_id": rule.clause_id.id,
                    "departs": True,
                }
            ],
        )
        self.assertIn("Close the case", change.res_name)
        self.assertEqual(change.model_name, "Complaint Deadline Rule")
        self.assertFalse(rule.change_reason, "it belongs to the change")

    def test_what_stays_the_same_is_not_kept(self):
        self.rule.write({"amount": self.rule.amount, "unit": self.rule.unit})
        self.assertFalse(self._of(self.rule))

    def test_values_are_kept_as_people_read_them(self):
        category = self.env["customer.complaint.category"].create({"name": "One"})
        team = self.env.ref("customer_policy.complaint_team_service")
        category.write({"severity": "major", "team_id": team.id, "is_portal": False})
        texts = {c.field_name: (c.old_value, c.new_value) for c in self._of(category)}
        self.assertEqual(texts["severity"], ("", "Major"))
        self.assertEqual(texts["team_id"], ("", team.display_name))
        self.assertEqual(texts["is_portal"], ("Yes", "No"))
        scheme = self.env.ref("customer_policy.scheme_importance")
        grade = scheme.grade_ids[0]
        grade.service_user_ids = [Command.link(self.staff.id)]
        self.assertEqual(self._of(grade).new_value, "Staff")
        self.assertEqual(self._of(grade).new_raw, self.staff.ids)

    def test_a_translation_is_a_change_too(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        category = self.env["customer.complaint.category"].create({"name": "One"})
        category.with_context(lang="zh_CN").name = "一"
        category.update_field_translations("name", {"zh_CN": "壹"})
        changes = self._of(category).filtered("field_name")
        self.assertEqual(
            [(c.old_raw.get("zh_CN"), c.new_raw["zh_CN"]) for c in changes],
            [(None, "一"), ("一", "壹")],
        )

    def test_added_and_deleted_settings_leave_all_their_values(self):
        category = self.env["customer.complaint.category"].create(
            {"name": "One", "severity": "major"}
        )
        name, key = category._name, category.id
        category.unlink()
        added, deleted = self.changes.search(
            [("res_model", "=", name), ("res_id", "=", key)], order="id"
        )
        self.assertEqual((added.operation, deleted.operation), ("create", "unlink"))
        self.assertEqual(added.new_raw["severity"], "major")
        self.assertEqual(deleted.old_raw, added.new_raw)
        self.assertIn("Severity: Major", deleted.old_value)
        with self.assertRaises(UserError):
            deleted.action_open_setting()

    def test_parts_belong_to_their_setting(self):
        ladder = self.env.ref("customer_policy.penalty_ladder_information")
        suspension = ladder.step_ids.filtered(lambda s: s.measure == "suspension")
        ladder.write(
            {"step_ids": [Command.update(suspension.id, {"suspension_days": 9})]}
        )
        change = self._of(ladder)
        self.assertEqual(change.part_model, "customer.penalty.step")
        self.assertEqual(change.part_id, suspension.id)
        self.assertEqual((change.old_value, change.new_value), ("7", "9"))
        self.assertTrue(change.departs)
        self.assertTrue(ladder.departs_from_clause)
        self.assertIn("Days of Suspension: 9 instead of 7", ladder.departure_text)

    def test_what_goes_with_a_deleted_setting_is_kept_as_well(self):
        scheme = self.env["customer.grade.scheme"].create(
            {
                "name": "S",
                "code": "s_change",
                "grade_ids": [Command.create({"name": "A", "code": "A"})],
                "criterion_ids": [
                    Command.create(
                        {
                            "metric": "manual",
                            "weight": 100,
                            "bracket_ids": [Command.create({"points": 50})],
                        }
                    )
                ],
            }
        )
        last = self.changes.search([], limit=1).id
        scheme.unlink()
        gone = self.changes.search([("id", ">", last)])
        self.assertEqual(set(gone.mapped("operation")), {"unlink"})
        self.assertEqual(
            set(gone.mapped("res_model")),
            {"customer.grade.scheme", "customer.grade", "customer.grade.criterion"},
        )
        self.assertEqual(gone.filtered("part_id").part_model, "customer.grade.bracket")

    def test_what_the_system_writes_is_no_setting(self):
        scheme = self.env.ref("customer_policy.scheme_importance")
        scheme.review_date_next = "2031-01-01"
        self.assertFalse(self._of(scheme))
        team = self.env.ref("customer_policy.complaint_team_service")
        team.sudo().form_token = "secret"
        self.assertFalse(self._of(team))

    def test_what_is_only_supposed_is_not_kept(self):
        scheme = self.env.ref("customer_policy.scheme_importance")
        action = scheme.action_what_if()
        review = self.env["customer.grade.review"].browse(action["res_id"])
        last = self.changes.search([], limit=1)
        for criterion in review.simulated_criterion_ids:
            criterion.weight = 1
            criterion.bracket_ids[:1].points = 1
        self.assertTrue(review.simulated_criterion_ids)
        self.assertEqual(self.changes.search([], limit=1), last)

    def test_switches_and_limits_are_settings(self):
        settings = self.env["res.config.settings"].create(
            {"customer_policy_export_warn_count": 77}
        )
        settings.execute()
        change = self.changes.search([("res_model", "=", "ir.config_parameter")])[0]
        self.assertEqual(change.res_name, "customer_policy.export_warn_count")
        self.assertEqual(change.new_value, "77")
        self.assertEqual(change.field_label, "Exports Warn from")
        last = self.changes.search([], limit=1)
        self.env["ir.config_parameter"].set_param("something.else", "1")
        self.assertEqual(self.changes.search([], limit=1), last)

    def test_the_query_count_does_not_grow_with_the_settings(self):
        rules = self.env["customer.complaint.deadline.rule"].search([])

        def queries(count):
            some = rules[:count]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.write({"amount": some[0].amount + 1})
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(15), queries(3) + 2)


@tagged("post_install", "-at_install")
class TestPolicyDeparture(ChangeMixin, PolicyCase):
    def test_shipped_settings_depart_nowhere(self):
        for name in self.env["customer.policy.rule.mixin"]._policy_rule_models():
            settings = self.env[name].with_context(active_test=False).search([])
            with self.subTest(name):
                shipped = settings.filtered(lambda s: s.get_external_id()[s.id])
                self.assertFalse(shipped.filtered("departs_from_clause"))

    def test_a_setting_departs_until_it_is_as_shipped_again(self):
        shipped = self.rule.amount
        self.rule.amount = shipped + 1
        self.assertTrue(self.rule.departs_from_clause)
        self.assertIn("instead of", self.rule.departure_text)
        found = self.rule.search([("departs_from_clause", "=", True)])
        self.assertEqual(found, self.rule)
        self.rule.amount = shipped
        self.rule.invalidate_recordset()
        self.assertFalse(self.rule.departs_from_clause)
        self.assertEqual(self._of(self.rule).mapped("departs"), [True, False])
        self.assertNotIn(
            self.rule, self.rule.search([("departs_from_clause", "=", True)])
        )

    def test_what_a_profile_writes_is_the_new_measure(self):
        self._speaking(self.rule).write({"amount": 5, "unit": "day"})
        self.assertFalse(self.rule.departs_from_clause)
        self.rule.amount = 6
        self.rule.invalidate_recordset()
        self.assertIn("6 instead of 5", self.rule.departure_text)

    def test_under_another_clause_it_departs_from_nothing(self):
        self.rule.amount = 6
        self.rule.clause_id = self.policy.clause_ids[0]
        self.rule.invalidate_recordset()
        self.assertFalse(self.rule.departs_from_clause)

    def test_a_new_version_of_the_policy_changes_nothing_about_it(self):
        clause = self.policy.clause_ids[0]
        setting = self._create_setting(clause)
        self._speaking(setting, "import").write({"max_steps_down": 2})
        self._enforce(self.policy)
        self.policy.with_user(self.manager).action_new_version()
        newest = self.policy.search([("number", "=", "T-01"), ("state", "=", "draft")])
        self._enforce(newest)
        self.assertEqual(setting.clause_id.policy_id, newest)
        handed = self._of(setting)[-1]
        self.assertEqual((handed.field_name, handed.origin), ("clause_id", "version"))
        setting.max_steps_down = 3
        setting.invalidate_recordset()
        self.assertIn("3 instead of 2", setting.departure_text)

    def test_parts_that_came_or_went_depart(self):
        ladder = self.env.ref("customer_policy.penalty_ladder_conduct")
        ladder.step_ids = [
            Command.create({"sequence": 3, "measure": "points", "points": 3})
        ]
        ladder.invalidate_recordset()
        self.assertIn("was added", ladder.departure_text)
        self.assertTrue(self._of(ladder)[-1].departs)

    def test_nobody_pretends_to_speak_for_the_clause(self):
        """A context travels with every call."""
        rule = self.rule.with_user(self.manager)
        rule.with_context(
            policy_change_origin="profile", policy_change_off="off", install_mode=True
        ).amount = 99
        change = self._of(self.rule)
        self.assertEqual((change.origin, change.departs), ("user", True))

    def test_forms_and_lists_of_settings_show_it_and_ask_why(self):
        rule = self.rule.with_user(self.manager)
        for kind in ("form", "list", "search"):
            self.assertIn("departs_from_clause", rule.get_view(view_type=kind)["arch"])
        self.assertIn("change_reason", rule.get_view(view_type="form")["arch"])
        with Form(rule) as form:
            form.amount = 42
            form.change_reason = "Because"
        self.assertEqual(self._of(rule).reason, "Because")

    def test_a_reason_can_be_given_afterwards(self):
        rule = self.rule.with_user(self.manager)
        rule.amount = 42
        action = rule.action_give_change_reason()
        wizard = self.env[action["res_model"]].with_user(self.manager)
        wizard = wizard.with_context(**action["context"]).create({"reason": "Winter"})
        wizard.action_save()
        change = self._of(rule)[-1]
        self.assertEqual((change.operation, change.reason), ("reason", "Winter"))
        with self.assertRaises(UserError):
            wizard.create(
                {"res_model": "res.partner", "res_id": 1, "reason": "x"}
            ).action_save()

    def test_every_form_of_a_setting_can_be_opened(self):
        for name in self.env["customer.policy.rule.mixin"]._policy_rule_models():
            model = self.env[name]
            for kind in ("form", "list", "search"):
                with self.subTest(name, kind=kind):
                    self.assertTrue(model.get_views([(False, kind)])["views"][kind])


@tagged("post_install", "-at_install")
class TestPolicyChangeAccess(RpcMixin, ChangeMixin, PolicyCase, HttpCase):
    def test_managers_and_auditors_read_and_nobody_writes(self):
        self.rule.amount = 42
        change = self._of(self.rule)
        calls = {
            "read": ("search_read", [[("id", "=", change.id)], ["new_value"]]),
            "create": ("create", [{"res_model": "x", "operation": "write"}]),
            "write": ("write", [change.ids, {"reason": "x"}]),
            "unlink": ("unlink", [change.ids]),
            "copy": ("copy", [change.ids]),
        }
        for persona in EVERYBODY:
            self._login(persona)
            for operation, (method, args) in calls.items():
                with self.subTest(persona=persona, operation=operation):
                    result, error = self._rpc(change._name, method, *args)
                    if operation == "read" and persona in READERS:
                        self.assertFalse(error)
                        self.assertEqual(result[0]["new_value"], "42")
                    else:
                        self.assertTrue(error)

    @mute_logger("odoo.models.unlink")
    def test_not_even_code_changes_what_is_kept(self):
        self.rule.amount = 42
        change = self._of(self.rule).sudo()
        self.assertRaises(UserError, change.write, {"reason": "x"})
        self.assertRaises(UserError, change.unlink)

    def test_the_writing_of_lines_is_no_call(self):
        self._login("manager")
        for method in ("_keep_created", "_write_rows", "_keep"):
            result, error = self._rpc("customer.policy.change", method, [])
            self.assertEqual((result, error), (None, ACCESS_ERROR))

    def test_a_change_of_another_company_is_out_of_sight(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        rule = self.rule.copy({"company_id": company.id})
        self.env.invalidate_all()
        seen = self.changes.with_user(self.manager).search(
            [("res_model", "=", rule._name), ("res_id", "=", rule.id)]
        )
        self.assertTrue(self._of(rule))
        self.assertFalse(seen)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_who_may_not_change_a_setting_gives_no_reason_for_it(self):
        with self.assertRaises(AccessError):
            self.env["customer.policy.change.reason"].with_user(self.staff).create(
                {"res_model": self.rule._name, "res_id": self.rule.id, "reason": "x"}
            )
