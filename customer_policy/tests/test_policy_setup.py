from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from .contact_import_common import ContactImportMixin
from .http_common import RpcMixin

ACCESS_ERROR = "odoo.exceptions.AccessError"


class SetupMixin(ContactImportMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.policy.setup"].search([]).unlink()
        cls.setup = cls._opened(cls.manager)
        cls.administrator = new_test_user(
            cls.env,
            "setup_administrator",
            "customer_policy.group_manager,base.group_erp_manager",
            lang="en_US",
        )
        cls.users["administrator"] = cls.administrator
        cls.menu = cls.env.ref("customer_policy.menu_setup_start")

    @classmethod
    def _opened(cls, user):
        setups = cls.env["customer.policy.setup"].with_user(user)
        return setups.browse(setups.action_open()["res_id"])

    def _states(self):
        self.env.invalidate_all()
        return {
            name: self.setup[f"{name}_state"]
            for name in ("profile", "people", "customers", "review")
        }


@tagged("post_install", "-at_install")
class TestPolicySetup(SetupMixin, TransactionCase):
    """The first hour: to be left and taken up again, each step possible to skip."""

    # ------------------------------------------------------------------- coming back

    def test_there_is_one_for_each_company(self):
        self.assertEqual(self._opened(self.administrator), self.setup)
        company = self.env["res.company"].create({"name": "Second"})
        self.manager.company_ids = [Command.link(company.id)]
        setups = self.env["customer.policy.setup"].with_user(self.manager)
        second = setups.with_context(allowed_company_ids=company.ids).action_open()
        self.assertNotEqual(second["res_id"], self.setup.id)

    def test_one_leaves_it_and_comes_back_to_the_same_step(self):
        self.setup.action_next()
        self.setup.action_skip()
        again = self._opened(self.manager)
        self.assertEqual((again.step, again.people_state), ("customers", "skipped"))
        again.action_back()
        again.action_take_up()
        self.assertEqual((again.step, again.people_state), ("people", "todo"))
        for _place in range(6):
            again.action_next()
        self.assertEqual(again.step, "review")

    def test_it_closes_no_to_do_of_another_add_on(self):
        """Odoo keeps one open: the one that came last, unless another comes first."""
        action = self.env.ref("customer_policy.customer_policy_setup_action_url")
        self.env.ref("customer_policy.setup_todo").state = "open"
        other = self.env["ir.actions.todo"].create({"action_id": action.id})
        self.assertEqual(other.state, "open")

    def test_it_opens_after_the_installation_and_by_the_menu_until_it_is_closed(self):
        todo = self.env.ref("customer_policy.setup_todo")
        action = self.env.ref("customer_policy.customer_policy_setup_action_url")
        self.assertEqual(todo.action_id.id, action.id)
        self.assertTrue(self.menu.active)
        for close, state in (
            ("action_finish", "done"),
            ("action_dismiss", "dismissed"),
        ):
            with self.subTest(close):
                action = getattr(self.setup, close)()
                self.assertEqual(
                    action["params"]["action_id"],
                    "customer_policy.customer_policy_home_action",
                )
                self.assertEqual((self.setup.state, self.menu.active), (state, False))
                self.assertEqual(self.setup.closed_by_id, self.manager)
                # It can be opened again, and opens by itself again when asked to.
                self.assertEqual(self._opened(self.manager), self.setup)
                self.assertFalse(self.menu.active)
                self.setup.action_resume()
                self.assertEqual((self.setup.state, self.menu.active), ("open", True))

    def test_the_first_menu_of_the_application_leads_to_it(self):
        root = self.env.ref("customer_policy.menu_root")
        first = self.env["ir.ui.menu"].search([("parent_id", "=", root.id)], limit=1)
        self.assertEqual(first, self.menu)
        self.assertEqual(
            first.action, self.env.ref("customer_policy.menu_setup").action
        )

    # ------------------------------------------------------------------------ profile

    def test_a_profile_is_looked_at_and_taken_over(self):
        self.env["customer.policy.profile"].sudo().search([]).write(
            {"chosen_date": False}
        )
        self.assertEqual(self._states()["profile"], "todo")
        profile = self.setup.profile_ids.filtered(lambda p: p.code == "retail")
        action = profile.action_choose()
        wizard = self.env[action["res_model"]].with_user(self.manager)
        wizard = wizard.browse(action["res_id"])
        self.assertTrue(wizard.line_ids)
        self.assertEqual(self._states()["profile"], "todo")
        wizard.action_apply()
        self.assertEqual(self._states()["profile"], "done")
        self.assertIn(profile.name, self.setup.profile_text)
        self.assertIn("draft", self.setup.profile_text)
        self.assertEqual(
            self.setup.action_open_policy()["res_id"], profile.policy_id.id
        )

    # ------------------------------------------------------------------------- people

    def test_roles_are_filled_where_they_are(self):
        role = self.env.ref("customer_policy.role_hr")
        role.write({"holder_id": False, "deputy_id": False})
        self.assertIn(role.name, self.setup.people_text)
        self.setup.write(
            {
                "role_ids": [
                    Command.update(
                        role.id,
                        {"holder_id": self.manager.id, "deputy_id": self.grader.id},
                    )
                ]
            }
        )
        self.assertEqual((role.holder_id, role.deputy_id), (self.manager, self.grader))
        self.env.invalidate_all()
        self.assertNotIn(role.name, self.setup.people_text)

    def test_too_few_cleared_people_are_warned_of(self):
        line = self.setup.clearance_ids.filtered(lambda line: line.level == "3")
        line.group_id.sudo().user_ids = [Command.clear()]
        self.env.invalidate_all()
        self.assertEqual((line.holder_count, line.warning), (0, "Nobody yet"))
        admin_line = line.with_user(self.administrator)
        admin_line.user_ids = [Command.link(self.grader.id)]
        self.env.invalidate_all()
        self.assertEqual(line.holder_count, 1)
        self.assertIn("1 of the 2", line.warning)
        self.assertIn(line.name, self.setup.people_text)
        admin_line.user_ids = [Command.link(self.administrator.id)]
        self.env.invalidate_all()
        self.assertEqual((line.holder_count, line.warning), (2, False))
        # Whoever is cleared for the highest knows the lower ones.
        lower = self.setup.clearance_ids.filtered(lambda line: line.level == "1")
        self.assertFalse(lower.warning)

    def test_a_clearance_is_named_by_those_who_manage_users_only(self):
        line = self.setup.clearance_ids[:1]
        self.assertFalse(line.may_change)
        self.assertFalse(self.setup.may_change_groups)
        before = line.group_id.user_ids
        for person in (self.manager, self.grader):
            with self.subTest(person=person.name), self.assertRaises(AccessError):
                line.write({"user_ids": [Command.link(person.id)]})
            self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.setup.write(
                {
                    "clearance_ids": [
                        Command.update(
                            line.id, {"user_ids": [Command.set(self.manager.ids)]}
                        )
                    ]
                }
            )
        self.env.invalidate_all()
        self.assertEqual(line.group_id.user_ids, before)
        self.assertTrue(line.with_user(self.administrator).may_change)

    def test_who_gives_a_clearance_here_is_on_record(self):
        line = self.setup.clearance_ids.filtered(lambda line: line.level == "1")
        line = line.with_user(self.administrator)
        line.user_ids = [Command.link(self.grader.id)]
        self.env["customer.clearance.change"].with_user(self.administrator)._report()
        change = self.env["customer.clearance.change"].search(
            [("user_id", "=", self.grader.id), ("change", "=", "given")]
        )
        self.assertEqual((change.level, change.actor_id), ("1", self.administrator))

    def test_no_group_can_be_slipped_in(self):
        line = self.setup.duty_ids[:1].with_user(self.administrator)
        with self.assertRaises(AccessError):
            line.group_id = self.env.ref("base.group_system")

    # ---------------------------------------------------------------------- customers

    def test_customers_are_counted_as_one_may_know_them(self):
        action = self.setup.action_import()
        self.assertEqual(action["res_model"], "customer.contact.import")
        sheet = self.env["customer.contact.import"].with_user(self.manager)
        sheet = sheet.browse(action["res_id"])
        sheet.file = self._file([{"name": "One"}, {"name": "Two", "parent": "One"}])
        before = self.setup.customers_text
        sheet.action_preview()
        sheet.action_import()
        self.assertEqual(self._states()["customers"], "done")
        self.assertNotEqual(self.setup.customers_text, before)

    def test_it_says_from_when_on_things_count(self):
        company = self.setup.company_id
        today = self._today()
        for trial, day, words in (
            (False, False, "count now"),
            (False, today, "on counts"),
            (True, False, "in trial mode."),
            (True, today, "goes live on"),
        ):
            with self.subTest(trial=trial, day=day):
                company.sudo().write(
                    {"customer_policy_trial": trial, "customer_policy_go_live": day}
                )
                self.env.invalidate_all()
                self.assertIn(words, self.setup.start_text)

    def test_who_starts_with_a_past_finds_the_way(self):
        view = self.setup.get_view(view_type="form")["arch"]
        for name in (
            "customer_policy_opening_action",
            "customer_policy_go_live_action",
        ):
            with self.subTest(name):
                action = self.env.ref(f"customer_policy.{name}")
                self.assertIn(f'name="{action.id}"', view)
                wizard = self.env[action.res_model].with_user(self.manager)
                self.assertTrue(wizard.has_access("create"))

    # ------------------------------------------------------------------------- review

    def test_the_first_review_is_simulated_and_changes_nobody(self):
        customers = self._create_customers(3)
        self._give(dict(zip(customers, (90, 60, 10), strict=True)), self._today())
        self.assertEqual(self._states()["review"], "todo")
        self.setup.action_simulate()
        review = self.setup.review_id
        self.assertTrue(review.is_simulation)
        self.assertEqual(review.scheme_id, self.scheme)
        self.assertEqual(self._states()["review"], "done")
        self.assertIn("3 customers", self.setup.review_text)
        for grade in self.scheme.grade_ids:
            self.assertIn(grade.name, self.setup.review_result)
        self.assertFalse(customers.customer_grade_id)
        self.assertEqual(self.setup.action_open_review()["res_id"], review.id)
        self.setup.action_simulate()
        self.assertNotEqual(self.setup.review_id, review)

    def test_without_a_primary_scheme_it_says_what_to_do(self):
        self.scheme.is_primary = False
        with self.assertRefused("primary"):
            self.setup.action_simulate()


@tagged("post_install", "-at_install")
class TestPolicySetupHttp(RpcMixin, SetupMixin, HttpCase):
    """Who may do what, asked for over HTTP."""

    def _login(self, name):
        self.env.flush_all()
        self.env.invalidate_all()
        login = self.users[name].login
        self.authenticate(login, login)

    def test_who_may_do_what(self):
        sheet = self._looked_at({"name": "One"})
        line = self.setup.clearance_ids[:1]
        group = self.env.ref("customer_policy.group_clearance_top_secret")
        table = [
            # model, method, arguments, who may
            ("setup", "action_open", [], {"manager", "administrator"}),
            ("setup", "read", [self.setup.ids], {"manager", "administrator"}),
            ("setup", "action_next", [self.setup.ids], {"manager", "administrator"}),
            ("setup", "action_skip", [self.setup.ids], {"manager", "administrator"}),
            (
                "setup",
                "write",
                [self.setup.ids, {"step": "people"}],
                {"manager", "administrator"},
            ),
            ("setup", "write", [self.setup.ids, {"state": "done"}], set()),
            ("setup", "write", [self.setup.ids, {"review_id": False}], set()),
            ("setup", "create", [{}], set()),
            ("setup", "unlink", [self.setup.ids], set()),
            (
                "setup.line",
                "write",
                [line.ids, {"user_ids": [[4, self.grader.id]]}],
                {"administrator"},
            ),
            ("setup.line", "write", [line.ids, {"group_id": group.id}], set()),
            ("setup.line", "create", [{"setup_id": self.setup.id}], set()),
        ]
        names = ("outsider", "staff", "grading_manager", "manager", "administrator")
        for name in names:
            self._login(name)
            for model, method, args, allowed in table:
                with self.subTest(name=name, model=model, method=method):
                    _result, error = self._rpc(
                        f"customer.policy.{model}", method, *args
                    )
                    self.assertEqual(error, None if name in allowed else ACCESS_ERROR)
            for method, args, allowed in (
                ("read", [sheet.ids, ["file_name"]], {"manager"}),
                ("write", [sheet.ids, {"skip_errors": True}], {"manager"}),
                ("write", [sheet.ids, {"created_count": 9}], set()),
                ("action_preview", [sheet.ids], {"manager"}),
                ("create", [{}], {"manager", "administrator"}),
                ("create", [{"state": "running"}], set()),
            ):
                with self.subTest(name=name, model="import", method=method):
                    _result, error = self._rpc("customer.contact.import", method, *args)
                    self.assertEqual(error, None if name in allowed else ACCESS_ERROR)

    def test_private_business_is_not_for_rpc(self):
        self._login("administrator")
        for model, method in (
            ("customer.policy.setup", "_of_company"),
            ("customer.contact.import", "_carry_out"),
            ("customer.contact.import", "_cron_import"),
        ):
            _result, error = self._rpc(model, method, [])
            self.assertEqual(error, ACCESS_ERROR)
