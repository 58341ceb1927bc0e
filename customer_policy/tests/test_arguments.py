import inspect

from odoo.exceptions import AccessError, UserError

from .violation_common import ViolationCase

OURS = "odoo.addons.customer_policy.models"
# True or false is whatever it is; a phone's drafts are checked one by one.
CHECKED_BY_THEMSELVES = {"granted", "refused", "moved", "drafts", "after"}
WRONG = (7, 1e308, ["x"], {"x": 1}, "\x00")


class TestArguments(ViolationCase):
    """Whatever a program sends over the network is refused in words."""

    def test_each_public_method_says_what_it_takes(self):
        missing = set()
        for name, model in self.env.registry.items():
            for method_name in dir(model):
                if not method_name.startswith(("action_", "get_today", "log_", "add_")):
                    continue
                for one in self._own(model, method_name):
                    taken = set(list(inspect.signature(one).parameters)[1:])
                    named = set(getattr(one, "takes", ()))
                    if taken - named - CHECKED_BY_THEMSELVES:
                        missing.add(f"{name}.{method_name} {taken - named}")
        self.assertFalse(missing)

    @staticmethod
    def _own(model, method_name):
        for definition in model.mro():
            method = vars(definition).get(method_name)
            if inspect.isfunction(method) and definition.__module__.startswith(OURS):
                if not getattr(method, "_api_private", False):
                    yield method

    def test_a_wrong_reason_is_refused_and_changes_nothing(self):
        case = self._lead(self._report()).with_user(self.deciding_manager)
        for wrong in WRONG:
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                case.action_revoke(wrong)
        self.assertEqual(case.state, "in_force")

    def test_a_wrong_day_is_refused(self):
        sheet = self.env["customer.penalty"].with_user(self.personnel)
        for wrong in (7, "2026-13-45", ["x"], "x"):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                sheet.action_export_month(wrong)

    def test_a_record_is_named_by_its_id_over_the_network(self):
        case = self._lead(self._report(), "investigating")
        mine = case.with_user(self.violation_officer)
        mine.action_hand_over(self.boss.id)
        for wrong in (2**31, "x", [["x"]], -1):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                mine.action_hand_over(wrong)

    def test_files_that_one_may_not_read_prove_nothing(self):
        penalty = self._lead(self._report()).sudo().penalty_ids[:1]
        file = self.env["ir.attachment"].create({"name": "of somebody else"})
        with self.assertRaises(AccessError):
            penalty.with_user(self.violation_officer).action_done("Paid", file.ids)

    def test_what_is_no_record_is_refused_in_words(self):
        """Odoo takes ``[None]`` for a record that is not saved, and asks no rights."""
        violations = self.env["customer.violation"].with_user(self.violation_officer)
        for act in ("action_close", "action_enforce", "action_request_statement"):
            with self.subTest(act=act), self.assertRaises(UserError):
                getattr(violations.browse([None]), act)()
        answers = self.env["customer.violation.answer"].with_user(self.culprit)
        for wrong in (None, 0):
            with self.subTest(id=wrong), self.assertRaises(UserError):
                answers.browse([wrong]).action_confirm()

    def test_to_decide_on_nothing_is_nothing(self):
        nothing = self.env["customer.violation"].with_user(self.deciding_manager)
        self.assertFalse(nothing.action_decide("Why not"))

    def test_work_is_handed_over_to_somebody(self):
        case = self._lead(self._report(), "investigating")
        with self.assertRaises(UserError):
            case.with_user(self.violation_officer).action_hand_over("")

    def test_who_sees_is_asked_of_one(self):
        people = self.env["res.users"].browse([self.boss.id, self.staff.id])
        for records, name in ((people, "what"), (people.partner_id, "who")):
            with self.subTest(name), self.assertRaises(UserError):
                getattr(records, f"action_{name}_sees")()
