import json
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PolicyCase
from .http_common import RpcMixin
from .policy_file_common import FIRST, PolicyFileMixin

ACCESS_ERROR = "odoo.exceptions.AccessError"
PROFILE = {
    "code": "shop",
    "name": {"en_US": "Shops", "zh_CN": "门店"},
    "description": {"en_US": "For shops", "zh_CN": "适用于门店"},
}


class ProfileMixin(PolicyFileMixin):
    """One profile, ``self.profile``, in a folder of its own."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "shop.json"
        profiles = type(self.env["customer.policy.profile"])
        self.startPatcher(
            patch.object(
                profiles,
                "_profile_files",
                lambda _self: (
                    {"test/shop.json": self.path} if self.path.exists() else {}
                ),
            )
        )
        self.profile = self._load()

    def _load(self, **changes):
        document = {**FIRST, "profile": PROFILE, **changes}
        document.pop("code", None)
        self.path.write_text(json.dumps(document))
        self.env["customer.policy.profile"]._load_profiles()
        return self.env["customer.policy.profile"].search([("code", "=", "shop")])


@tagged("post_install", "-at_install")
class TestPolicyProfile(ProfileMixin, PolicyCase):
    def test_each_file_is_listed_and_listed_anew(self):
        self.assertEqual(self.profile.name, "Shops")
        self.assertEqual(self.profile.with_context(lang="zh_CN").name, "门店")
        self.assertEqual(
            (self.profile.clause_count, self.profile.setting_count), (2, 3)
        )
        again = self._load(profile={**PROFILE, "name": {"en_US": "All shops"}})
        self.assertEqual((again, again.name), (self.profile, "All shops"))
        self.path.unlink()
        self.env["customer.policy.profile"]._load_profiles()
        self.assertFalse(self.profile.active)

    @mute_logger("odoo.addons.customer_policy.models.customer_policy_profile")
    def test_a_broken_file_stops_no_update(self):
        self.path.write_text("{")
        self.env["customer.policy.profile"]._load_profiles()
        self.assertFalse(self.profile.active)

    def test_choosing_shows_first_and_is_noted_then(self):
        action = self.profile.with_user(self.manager).action_choose()
        wizard = self.env[action["res_model"]].with_user(self.manager)
        wizard = wizard.browse(action["res_id"])
        self.assertEqual(wizard.state, "preview")
        self.assertFalse(self.profile.chosen_date)
        wizard.action_apply()
        self.assertTrue(self.profile.chosen_date)
        self.assertEqual(self.profile.chosen_by_id, self.manager)
        self.assertEqual(self.profile.policy_id.number, "CP-SHOP")
        change = self.env["customer.policy.change"].search(
            [("res_model", "=", self.rule._name), ("field_name", "=", "amount")],
            limit=1,
        )
        self.assertEqual((change.origin, change.reason), ("profile", "Shops"))


@tagged("post_install", "-at_install")
class TestPolicyProfileFormer(ProfileMixin, PolicyCase):
    """Another profile takes the place of the one that was chosen before."""

    def setUp(self):
        super().setUp()
        self._chosen(self.profile).action_apply()
        self.ladder = self._named("ladder_shop")
        self.type = self._named("type_late")
        other = {
            **FIRST,
            "profile": {"code": "hotel", "name": {"en_US": "Hotels"}},
            "policy": {**FIRST["policy"], "number": "CP-HOTEL"},
            "settings": [],
        }
        other.pop("code")
        path = self.path.with_name("hotel.json")
        path.write_text(json.dumps(other))
        profiles = type(self.env["customer.policy.profile"])
        files = {"test/shop.json": self.path, "test/hotel.json": path}
        self.startPatcher(patch.object(profiles, "_profile_files", lambda _self: files))
        profiles._load_profiles(self.env["customer.policy.profile"])
        self.other = self.env["customer.policy.profile"].search(
            [("code", "=", "hotel")]
        )

    def _chosen(self, profile, **values):
        action = profile.with_user(self.manager).action_choose()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.manager)
        if values:
            wizard.write(values)
            wizard.action_preview()
        return wizard

    def _archived(self, wizard):
        return set(
            wizard.line_ids.filtered(lambda line: line.kind == "archive").mapped(
                "setting"
            )
        )

    def test_what_nobody_edited_is_shown_and_archived(self):
        wizard = self._chosen(self.other)
        self.assertEqual(self._archived(wizard), {"Shop", "Late list"})
        self.assertEqual(wizard.archive_count, 2)
        self.assertTrue(self.ladder.active and self.type.active, "Nothing happened yet")
        wizard.action_apply()
        self.assertFalse(self.ladder.active or self.type.active)
        change = self.env["customer.policy.change"].search(
            [("res_model", "=", self.type._name), ("field_name", "=", "active")],
            limit=1,
        )
        self.assertEqual((change.origin, change.reason), ("profile", "Hotels"))
        self.assertEqual(self._chosen(self.other).archive_count, 0)

    def test_nothing_is_archived_where_the_manager_says_so(self):
        wizard = self._chosen(self.other, is_former_archived=False)
        self.assertEqual((wizard.archive_count, self._archived(wizard)), (0, set()))
        self.assertTrue(wizard.has_former, "The question is still asked")
        wizard.action_apply()
        self.assertTrue(self.ladder.active and self.type.active)

    def test_what_was_edited_stays_and_what_it_uses(self):
        self.type.with_user(self.manager).name = "Very late"
        wizard = self._chosen(self.other)
        kept = wizard.line_ids.filtered(lambda line: line.kind == "kept")
        reasons = dict(kept.mapped(lambda line: (line.setting, line.reason)))
        self.assertEqual(set(reasons), {"Very late", "Shop"})
        self.assertIn("Very late", reasons["Shop"])
        wizard.action_apply()
        self.assertTrue(self.ladder.active and self.type.active)

    def test_what_the_shipped_settings_use_stays(self):
        shipped = self.env.ref("customer_policy.violation_type_leak")
        shipped.with_user(self.manager).ladder_id = self.ladder
        wizard = self._chosen(self.other)
        self.assertEqual(self._archived(wizard), {"Late list"})
        wizard.action_apply()
        self.assertEqual((self.ladder.active, self.type.active), (True, False))

    def test_choosing_it_again_brings_back_what_was_archived_with_the_change(self):
        self._chosen(self.other).action_apply()
        wizard = self._chosen(self.profile)
        self.assertEqual(wizard.change_count, 2)
        wizard.action_apply()
        self.assertTrue(self.ladder.active and self.type.active)

    def test_what_somebody_archived_by_hand_is_not_brought_back(self):
        self.type.with_user(self.manager).active = False
        wizard = self._chosen(self.profile)
        self.assertEqual((wizard.change_count, wizard.kept_count), (0, 1))
        wizard.action_apply()
        self.assertFalse(self.type.active)

    def test_after_changing_the_mind_one_has_to_look_again(self):
        wizard = self._chosen(self.other)
        wizard.is_former_archived = False
        with self.assertRaisesRegex(UserError, "Look again"):
            wizard.action_apply()
        self.assertTrue(self.type.active)


@tagged("post_install", "-at_install")
class TestPolicyProfileAccess(RpcMixin, ProfileMixin, PolicyCase, HttpCase):
    def test_only_managers_choose_and_nobody_edits(self):
        for persona in ("staff", "grading_manager", "outsider", "portal", "manager"):
            self._login(persona)
            calls = {
                "choose": ("action_choose", [self.profile.id]),
                "write": ("write", [self.profile.id], {"name": "x"}),
                "create": ("create", [{"code": "x", "name": "x", "file_name": "x"}]),
                "unlink": ("unlink", [self.profile.id]),
            }
            for operation, (method, *args) in calls.items():
                with self.subTest(persona=persona, operation=operation):
                    _result, error = self._rpc(self.profile._name, method, *args)
                    if persona == "manager" and operation == "choose":
                        self.assertFalse(error)
                    else:
                        self.assertEqual(error, ACCESS_ERROR)
