from datetime import date, datetime
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Domain
from odoo.tests import Form, tagged

from .common import PolicyCase
from .trial_common import TrialMixin

MONDAY = datetime(2026, 3, 2, 9, 0)


@tagged("post_install", "-at_install")
class TestTrialCompany(TrialMixin, PolicyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.administrator = cls.env["res.users"].create(
            {
                "name": "Administrator of a test",
                "login": "trial_administrator",
                "group_ids": [(6, 0, [cls.env.ref("base.group_system").id])],
            }
        )

    # ------------------------------------------------------------------ who may switch

    def test_only_managers_of_the_policy_begin_a_trial(self):
        mine = self.company.with_user(self.administrator)
        with self.assertRaisesRegex(AccessError, "policy managers"):
            mine.customer_policy_trial = True
        with self.assertRaisesRegex(AccessError, "policy managers"):
            mine.customer_policy_go_live = date(2026, 3, 2)
        mine.name = "Renamed"
        self.administrator.group_ids += self.env.ref("customer_policy.group_manager")
        mine.customer_policy_trial = True
        self.assertTrue(self.company._customer_policy_is_trial())
        with self.assertRaisesRegex(AccessError, "policy managers"):
            mine.customer_policy_live_since = MONDAY

    def test_nobody_leaves_trial_mode_in_passing(self):
        self.administrator.group_ids += self.env.ref("customer_policy.group_manager")
        mine = self.company.with_user(self.administrator)
        mine.customer_policy_trial = True
        mine.customer_policy_go_live = date(2099, 1, 1)
        with self.assertRaisesRegex(UserError, "Go Live"):
            mine.customer_policy_trial = False
        self._go_live(MONDAY)
        with self.assertRaisesRegex(UserError, "That day stays"):
            mine.customer_policy_go_live = date(2026, 3, 9)

    def test_a_company_not_in_trial_goes_live_on_no_day_to_come(self):
        self.administrator.group_ids += self.env.ref("customer_policy.group_manager")
        mine = self.company.with_user(self.administrator)
        with self.assertRaisesRegex(UserError, "Start the trial"):
            mine.customer_policy_go_live = date(2099, 1, 1)
        mine.customer_policy_go_live = date(2026, 3, 2)
        self.assertTrue(self.company._customer_policy_before(date(2026, 3, 1)))
        self.assertFalse(self.company._customer_policy_before(date(2026, 3, 2)))

    def test_of_two_who_go_live_at_one_moment_the_second_is_told_so(self):
        self._start_trial()
        busy = patch.object(
            type(self.company), "lock_for_update", side_effect=LockError("busy")
        )
        with (
            busy,
            self.assertRaisesRegex(UserError, "Somebody else is working on this"),
        ):
            self._go_live(MONDAY)
        self.assertTrue(self.company.customer_policy_trial)

    def test_only_managers_go_live_and_say_why(self):
        self._start_trial()
        for user in (self.staff, self.grading_manager):
            with self.assertRaises(AccessError):
                self._go_live(MONDAY, user)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._go_live(MONDAY, reason=" ")
        self.assertTrue(self.company._customer_policy_is_trial())
        self._go_live(MONDAY)
        self.assertFalse(self.company._customer_policy_is_trial())
        with self.assertRaisesRegex(UserError, "not in trial"):
            self._go_live(MONDAY)

    def test_it_stands_in_the_change_log_with_the_reason(self):
        changes = self.env["customer.policy.change"]
        last = changes.search([], limit=1, order="id desc").id
        self._start_trial()
        self._go_live(MONDAY)
        found = changes.search(
            [("id", ">", last), ("field_name", "=", "customer_policy_trial")],
            order="id",
        )
        self.assertEqual(found.mapped("new_raw"), [True, False])
        self.assertEqual(found[-1].reason, "All is tried out.")
        day = changes.search(
            [("id", ">", last), ("field_name", "=", "customer_policy_go_live")]
        )
        self.assertEqual(day.new_raw, "2026-03-02")

    def test_the_manager_begins_it_without_settings(self):
        wizard = self.env["customer.policy.go.live"].with_user(self.manager).create({})
        self.assertFalse(wizard.is_trial)
        wizard.action_trial()
        self.assertTrue(self.company._customer_policy_is_trial())
        with self.assertRaisesRegex(UserError, "already"):
            wizard.action_trial()

    # ------------------------------------------------------------------- what it means

    def test_asking_costs_no_query(self):
        self.company._customer_policy_terms()
        for mode in ("off", "trial", "live"):
            if mode == "trial":
                self._start_trial()
            elif mode == "live":
                self._go_live(MONDAY)
            self.company._customer_policy_terms()
            with self.subTest(mode=mode), self.assertQueryCount(0):
                self.company._customer_policy_is_trial()
                self.company._customer_policy_counts(MONDAY)
                self.company._customer_policy_counting("date")

    def test_nothing_is_narrowed_where_nobody_tries(self):
        self.assertFalse(self.company._customer_policy_is_trial())
        counting = self.company._customer_policy_counting("date_planned")
        self.assertTrue(counting.is_true())

    def test_another_company_is_live(self):
        other = self.env["res.company"].create({"name": "Live Company"})
        everybody = self.env["res.company"]
        self.env["res.company"].search(
            [("id", "not in", (self.company | other).ids)]
        ).active = False
        self._start_trial()
        self.assertTrue(self.company._customer_policy_is_trial())
        self.assertFalse(other._customer_policy_is_trial())
        # What belongs to all counts as long as one company is live.
        self.assertFalse(everybody._customer_policy_is_trial())
        other.customer_policy_trial = True
        self.assertTrue(everybody._customer_policy_is_trial())
        self.assertEqual(everybody._customer_policy_counting("date"), Domain.FALSE)

    def test_a_day_begins_where_the_company_works(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.company.customer_policy_go_live = date(2026, 3, 2)
        before = self.company._customer_policy_before
        self.assertTrue(before(datetime(2026, 3, 1, 15, 59)))
        self.assertFalse(before(datetime(2026, 3, 1, 16, 0)))

    def test_on_the_day_itself_things_count_from_the_moment_on(self):
        self._start_trial()
        self._go_live(MONDAY)
        self.assertEqual(self.company.customer_policy_go_live, date(2026, 3, 2))
        before = self.company._customer_policy_before
        self.assertTrue(before(datetime(2026, 3, 2, 8, 59)))
        self.assertFalse(before(datetime(2026, 3, 2, 9, 0)))

    # -------------------------------------------------------------------------- banner

    def test_the_web_client_knows(self):
        http = self.env["ir.http"]
        key = "customer_policy_trial"
        self.assertEqual(http.with_user(self.staff)._trial_info(), {key: []})
        self._start_trial()
        mine = http.with_user(self.staff)._trial_info()
        self.assertEqual(mine, {key: self.company.ids})
        self.assertEqual(http.with_user(self.outsider)._trial_info(), {})

    def _banners(self, model, user=None):
        views = self.env[model].with_user(user or self.manager)
        arch = etree.fromstring(views.get_view(view_type="form")["arch"])
        return arch.xpath("//div[hasclass('o_policy_trial')]")

    def test_every_form_says_so_while_it_lasts(self):
        models = (
            "customer.complaint",
            "customer.visit",
            "customer.violation",
            "customer.policy",
            "customer.grade.review",
        )
        for model in models:
            with self.subTest(model=model):
                self.assertFalse(self._banners(model))
        self._start_trial()
        for model in models:
            with self.subTest(model=model):
                [banner] = self._banners(model)
                self.assertIn("nothing is overdue, sent or punished", banner.text)
                self.assertIn(self.company.name, banner.text)
        other = self.env["res.company"].create({"name": "Live Company"})
        self.manager.company_ids += other
        self.manager.company_id = other
        views = self.env["customer.visit"].with_user(self.manager)
        views = views.with_context(allowed_company_ids=other.ids)
        self.assertNotIn("o_policy_trial", views.get_view(view_type="form")["arch"])
        self._go_live(MONDAY, company_id=self.company.id)
        self.assertFalse(self._banners("customer.visit"))

    def test_the_settings_begin_a_trial_and_do_not_end_it(self):
        self.administrator.group_ids += self.env.ref("customer_policy.group_manager")
        settings = self.env["res.config.settings"].with_user(self.administrator)
        with Form(settings) as form:
            form.customer_policy_trial = True
            form.customer_policy_go_live = date(2099, 1, 1)
        form.record.execute()
        self.assertTrue(self.company.customer_policy_trial)
        self.assertEqual(self.company.customer_policy_go_live, date(2099, 1, 1))
        with (
            self.assertRaisesRegex(AssertionError, "readonly"),
            Form(settings) as form,
        ):
            form.customer_policy_trial = False
