from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..models.customer_policy_home import GROUPS, IDS
from .common import PolicyCase
from .home_common import HomeMixin
from .http_common import RpcMixin
from .request_common import RequestMixin

GROUP = "customer_policy.group_"
PEOPLE = {
    "visit_manager": GROUP + "visit_manager",
    "officer": GROUP + "complaint_officer",
    "violation_officer": GROUP + "violation_officer",
    "personnel": f"hr.group_hr_user,{GROUP}user",
    "custodian": GROUP + "custodian",
    "auditor": GROUP + "auditor",
    "director": GROUP + "user",
    "personnel_only": "hr.group_hr_user",
}
# Whose pages are there, the one first where the app opens.
PAGES = {
    "portal": [],
    "outsider": [],
    "personnel_only": [],
    "staff": ["staff"],
    "grading_manager": ["manager", "staff"],
    "visit_manager": ["manager", "staff"],
    "officer": ["officer", "staff"],
    "violation_officer": ["violation", "staff"],
    "personnel": ["violation", "staff"],
    "custodian": ["custodian", "staff"],
    "auditor": ["auditor", "staff"],
    "director": ["general_manager", "staff"],
    "manager": ["manager", "officer", "staff"],
}


class HomeCase(HomeMixin, RequestMixin, PolicyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_people(PEOPLE, "home", tz="UTC")
        cls.role = cls.env.ref("customer_policy.role_general_manager")
        cls.role.write({"holder_id": cls.director.id, "deputy_id": False})

    def _enforce(self, policy):
        """Before there was a general manager, any other manager decided."""
        self.role.holder_id = False
        res = super()._enforce(policy)
        self.role.holder_id = self.director
        return res


@tagged("post_install", "-at_install")
class TestHome(HomeCase):
    def test_the_app_opens_with_the_page_of_ones_role(self):
        for person, pages in PAGES.items():
            with self.subTest(person=person):
                self.env.invalidate_all()
                homes = self.env["customer.policy.home"].with_user(
                    getattr(self, person)
                )
                if not pages:
                    with self.assertRaises(AccessError):
                        homes.action_open()
                    continue
                action = homes.action_open()
                self.assertEqual(action["res_id"], IDS[pages[0]])
                home = homes.browse(action["res_id"])
                self.assertEqual(home.page, pages[0])
                self.assertEqual(home.other_page_ids.mapped("page"), pages[1:])

    def test_the_menu_of_the_app_leads_there(self):
        menus = self.env["ir.ui.menu"].with_user(self.staff).load_web_menus(False)
        root = self.env.ref("customer_policy.menu_root")
        action = self.env.ref("customer_policy.customer_policy_home_action")
        self.assertEqual(menus[root.id]["actionID"], action.id)
        opened = action.with_user(self.staff).run()
        self.assertEqual(opened["res_id"], IDS["staff"])

    def test_one_goes_over_to_another_page(self):
        home = self._home(self.manager, "staff")
        self.assertEqual(home.action_open_page()["res_id"], IDS["staff"])

    def test_a_page_has_two_graphs_said_in_words_and_opened_as_views(self):
        for person, pages in PAGES.items():
            for page in pages:
                with self.subTest(person=person, page=page):
                    home = self._home(getattr(self, person), page)
                    for second in (False, True):
                        action = home.with_context(
                            second_graph=second
                        ).action_open_graph()
                        model = home.env[action["res_model"]]
                        [group] = action["context"]["graph_groupbys"]
                        rows = model.formatted_read_group(
                            action["domain"], [group], ["__count"]
                        )
                        name = "second_graph" if second else "graph"
                        drawn = self._drawn(home, name)
                        self.assertEqual(
                            sum(drawn.values()), sum(row["__count"] for row in rows)
                        )
                        self.assertTrue(home[f"{name}_name"])

    def _drawn(self, home, name):
        text = home[f"{name}_text"]
        pairs = [part.rpartition(": ") for part in text.split(", ") if part]
        return {label: int(number) for label, _colon, number in pairs}

    def test_my_customers_are_mine(self):
        partners = self.env["res.partner"]
        company = partners.create(
            {"name": "Mine", "is_company": True, "user_id": self.staff.id}
        )
        partners.create({"name": "Contact of it", "parent_id": company.id})
        partners.create({"name": "Not mine", "user_id": self.manager.id})
        figure = self._figure(self.staff, "staff", "my_customers")
        self.assertEqual(figure.value, 1)
        self.assertEqual(self._listed(figure), company.with_user(self.staff))
        text = self._home(self.staff, "staff").second_graph_text
        self.assertEqual(text, "Without: 1")

    def test_decisions_wait_on_the_page_of_who_decides(self):
        self.policy.with_user(self.manager).action_submit()
        self._settle()
        figures = self._figures(self.director, "staff")
        waiting = self.env["customer.policy.request"].with_user(self.director)
        waiting = waiting.search([("can_decide", "=", True)])
        self.assertTrue(waiting)
        self.assertEqual(figures["decisions"].value, len(waiting))
        self.assertEqual(self._listed(figures["decisions"]), waiting)
        home = self._home(self.director, "general_manager")
        self.assertEqual(home.decision_count, len(waiting))
        self.assertEqual(home.decision_ids, waiting)
        self.assertFalse(self._home(self.staff, "staff").decision_count)

    def test_who_has_not_read_the_policy_is_counted_for_who_may_know(self):
        self.env["hr.employee"].create(
            {"name": self.staff.name, "user_id": self.staff.id}
        )
        self._enforce(self.policy)
        asked = self.env["customer.policy.acknowledgement"].search(
            [("state", "=", "asked"), ("policy_id.state", "=", "in_force")]
        )
        figure = self._figure(self.auditor, "auditor", "unacknowledged")
        self.assertEqual(figure.value, len(asked))
        self.assertEqual(self._listed(figure), asked.with_user(self.auditor))
        own = asked.filtered(lambda line: line.employee_id.user_id == self.staff)
        figure = self._figure(self.staff, "staff", "my_acknowledgements")
        self.assertEqual(self._listed(figure), own.with_user(self.staff))
        self.assertEqual(figure.value, len(own))
        self.assertTrue(own)

    def test_a_target_is_of_the_company_before_it_is_of_all(self):
        targets = self.env["customer.policy.home.target"]
        own = targets.create(
            {
                "figure": "unacknowledged",
                "company_id": self.env.company.id,
                "target": 5,
            }
        )
        found = targets._of_company(self.env.company)
        self.assertEqual(found["unacknowledged"], 5)
        own.active = False
        self.assertEqual(targets._of_company(self.env.company)["unacknowledged"], 0)

    def test_the_general_manager_has_ten_figures_and_the_stand_in_too(self):
        self.director.group_ids += self.env.ref("customer_policy.group_manager")
        figures = self._figures(self.director, "general_manager")
        self.assertEqual(len(figures), 10)
        self.role.write(
            {
                "deputy_id": self.manager.id,
                "deputy_from": "2020-01-01",
                "deputy_to": "2099-01-01",
            }
        )
        self.env.invalidate_all()
        homes = self.env["customer.policy.home"].with_user(self.manager)
        self.assertEqual(homes.action_open()["res_id"], IDS["general_manager"])

    def test_a_general_manager_without_the_roles_is_told_so(self):
        self.assertTrue(self._home(self.director, "general_manager").note)
        self.director.group_ids += self.env.ref("customer_policy.group_manager")
        self.assertFalse(self._home(self.director, "general_manager").note)

    def test_every_figure_of_every_page_is_built_for_everybody_who_has_it(self):
        for person, pages in PAGES.items():
            for page in pages:
                with self.subTest(person=person):
                    self.assertListsHoldWhatIsCounted(getattr(self, person), page)

    def test_every_page_of_a_role_names_groups_that_exist(self):
        for groups in GROUPS.values():
            for group in groups.split(","):
                self.assertTrue(self.env.ref(group))


@tagged("post_install", "-at_install")
class TestHomeHttp(RpcMixin, HomeCase, HttpCase):
    def test_who_may_do_what(self):
        target = {"figure": "grade_gaps", "target": 3}
        sent = {
            "user_id": self.staff.id,
            "company_id": self.env.company.id,
            "week": "2026-03-02",
        }
        existing = self.env.ref("customer_policy.home_target_violations")
        for person, pages in PAGES.items():
            self._login(person)
            is_manager = person == "manager"
            readers = ("manager", "auditor")
            with self.subTest(person=person):
                self._check_pages(pages)
                targets = "customer.policy.home.target"
                mails = "customer.policy.home.mail"
                calls = [
                    (targets, "search", ([],), bool(pages)),
                    (targets, "create", (target,), is_manager),
                    (targets, "write", ([existing.id], {"target": 1}), is_manager),
                    (mails, "search", ([],), person in readers),
                    (mails, "create", (sent,), False),
                    (mails, "_cron_mail", (), False),
                ]
                for model, method, arguments, may in calls:
                    _result, error = self._rpc(model, method, *arguments)
                    self.assertEqual(not error, may, (model, method))

    def _check_pages(self, pages):
        spec = {"page": {}, "figure_ids": {"fields": {"code": {}, "value": {}}}}
        found, error = self._rpc("customer.policy.home", "web_search_read", [], spec)
        if not pages:
            self.assertTrue(error)
            return
        self.assertEqual([row["page"] for row in found["records"]], pages)
        for page, number in IDS.items():
            read, error = self._rpc("customer.policy.home", "web_read", [number], spec)
            self.assertEqual(bool(read) and not error, page in pages, page)
            _opened, error = self._rpc(
                "customer.policy.home", "action_open_page", [number]
            )
            self.assertEqual(not error, page in pages, page)
            _mail, error = self._rpc("customer.policy.home", "action_mail", [number])
            self.assertEqual(not error, "general_manager" in pages, page)
            for method, args in (
                ("write", ([number], {"page": "staff"})),
                ("unlink", ([number],)),
                ("create", ({"page": "staff"},)),
            ):
                _result, error = self._rpc("customer.policy.home", method, *args)
                self.assertTrue(error, method)
        known = [row["id"] for home in found["records"] for row in home["figure_ids"]]
        others = [
            number * 100 + place
            for number in IDS.values()
            for place in range(3)
            if number * 100 + place not in known
        ]
        read, error = self._rpc(
            "customer.policy.home.figure", "search_read", [("id", "in", others)]
        )
        self.assertEqual((read, error), ([], None))


@tagged("post_install", "-at_install")
class TestTourHome(HomeCase, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def _tour(self, name, user):
        self.env.flush_all()
        self.start_tour(
            "/odoo/customer-policy",
            f"customer_policy_home_{name}",
            login=user.login,
            timeout=120,
        )
        self.env.invalidate_all()

    def test_staff_begin_their_day_on_a_phone(self):
        self.env["res.partner"].create(
            {"name": "Mine Own Customer", "is_company": True, "user_id": self.staff.id}
        )
        self._tour("staff", self.staff)

    def test_a_general_manager_looks_at_the_page_and_has_it_mailed(self):
        self.director.group_ids = [
            Command.link(self.env.ref("customer_policy.group_manager").id)
        ]
        self.env["hr.employee"].create(
            {"name": self.staff.name, "user_id": self.staff.id}
        )
        self._enforce(self.policy)
        self._tour("general_manager", self.director)
        self.assertTrue(self.director.policy_home_mail)
