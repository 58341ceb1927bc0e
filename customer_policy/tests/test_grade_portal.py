import json
from urllib.parse import urljoin

from odoo.tests import HttpCase, tagged

from .grade_http_common import ACCESS_ERROR, GradeHttpMixin

GRADE_MODELS = (
    "customer.grade",
    "customer.grade.scheme",
    "customer.grade.assignment",
    "customer.grade.entry",
    "customer.grade.gap",
    "customer.grade.objection",
    "customer.grade.review",
    "customer.grade.review.line",
)
PARTNER_FIELDS = (
    "customer_grade_id",
    "customer_grade_color",
    "grade_assignment_ids",
    "grade_gap_ids",
    "grade_explanation",
    "classification_ids",
    "current_grade_ids",
)
# Names that appear nowhere else, to be looked for in whatever is answered.
SECRET_WORDS = ("Zirconium", "Zeppelin")


@tagged("post_install", "-at_install")
class TestGradePortal(GradeHttpMixin, HttpCase):
    """Nobody from outside learns a grade, whatever the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme.name = SECRET_WORDS[0]
        cls.key.name = SECRET_WORDS[1]
        cls.portal = cls.users["portal"]
        cls.portal.partner_id.parent_id = cls.customer
        cls.env.flush_all()

    def test_the_portal_user_belongs_to_a_graded_customer(self):
        self.assertEqual(self.portal.partner_id.customer_grade_id, self.key)
        self._login("portal")
        [values] = self.assertDone(
            "res.partner", "read", self.portal.partner_id.ids, ["name"]
        )
        self.assertTrue(values["name"])

    def test_no_call_answers_with_a_grade(self):
        self._login("portal")
        ids = self.portal.partner_id.ids
        for name in PARTNER_FIELDS:
            for method, arguments in (
                ("read", [ids, [name]]),
                ("web_read", [ids, {name: {}}]),
                ("search_read", [[], [name]]),
                ("web_search_read", [[], {name: {}}]),
                ("export_data", [ids, [name]]),
                ("search", [[(name, "!=", False)]]),
                ("search_count", [[(name, "=", self.key.id)]]),
                ("formatted_read_group", [[], [name], ["__count"]]),
                ("write", [ids, {name: False}]),
                ("default_get", [[name]]),
            ):
                with self.subTest(field=name, method=method):
                    result, error = self._rpc("res.partner", method, *arguments)
                    self.assertTrue(error or not result, result)

    def test_no_filter_tells_a_grade(self):
        self._login("portal")
        for domain in (
            [("customer_grade_id", "any", [("sequence", "=", 1)])],
            [("customer_grade_id.name", "ilike", "Zep")],
            [("grade_assignment_ids.grade_id.code", "=", "A")],
            [("grade_assignment_ids", "any", [("score", ">", 1)])],
            [("grade_gap_ids.kind", "=", "account_manager")],
            [("commercial_partner_id.customer_grade_id", "=", self.key.id)],
            [("parent_id.customer_grade_id", "=", self.key.id)],
            ["!", ("customer_grade_id", "=", self.key.id)],
        ):
            with self.subTest(domain=domain):
                for method in ("search", "search_count"):
                    _result, error = self._rpc("res.partner", method, domain)
                    self.assertEqual(error, ACCESS_ERROR)
        for order in ("customer_grade_id", "customer_grade_id desc"):
            _result, error = self._rpc("res.partner", "search", [], order=order)
            self.assertEqual(error, ACCESS_ERROR)

    def test_models_of_grading_are_closed(self):
        self._login("portal")
        for model in GRADE_MODELS:
            for method, arguments in (
                ("search_read", [[], ["display_name"]]),
                ("name_search", [""]),
                ("search_count", [[]]),
                ("web_search_read", [[], {"display_name": {}}]),
            ):
                with self.subTest(model=model, method=method):
                    self.assertDenied(model, method, *arguments)
            with self.subTest(model=model, method="name"):
                record = self.env[model].sudo().search([], limit=1)
                self.assertDenied(model, "read", record.ids, ["display_name"])

    def test_actions_are_closed(self):
        self._login("portal")
        ids = self.portal.partner_id.ids
        for model, method, arguments in (
            ("customer.grade.objection", "action_accept", [self.objection.ids]),
            ("customer.grade.objection", "action_withdraw", [self.objection.ids]),
            ("customer.grade", "action_open_customers", [self.key.ids]),
            ("customer.grade.review.line", "action_object", [self.line.ids]),
            (
                "customer.grade.review.line",
                "action_open_documents",
                [self.line.ids, self.criterion.id],
            ),
        ):
            with self.subTest(model=model, method=method):
                result, error = self._rpc(model, method, *arguments)
                self.assertTrue(error, result)
        result, error = self._rpc("res.partner", "action_set_grade", ids)
        self.assertTrue(error or SECRET_WORDS[1] not in json.dumps(result))

    def test_field_lists_name_no_grade(self):
        self._login("portal")
        names = self.assertDone("res.partner", "fields_get", [], ["type"])
        self.assertFalse(set(PARTNER_FIELDS) & set(names))

    def test_names_carry_no_grade(self):
        self._login("portal")
        ids = self.portal.partner_id.ids
        for context in ({}, {"show_address": True}, {"formatted_display_name": True}):
            result = self.assertDone(
                "res.partner", "read", ids, ["display_name"], context=context
            )
            self.assertNoSecret(json.dumps(result))

    def test_pages_show_no_grade(self):
        for user in ("portal", "public"):
            self._login(user)
            for path in (
                "/my",
                "/my/home",
                "/my/account",
                "/my/security",
                "/web/login",
                f"/odoo/contacts/{self.customer.id}",
                f"/odoo/customer.grade/{self.key.id}",
                f"/web/image/customer.grade/{self.key.id}/name",
                f"/web/content/customer.grade/{self.key.id}/name",
                "/odoo/action-customer_policy.customer_grade_assignment_action",
                "/odoo/action-customer_policy.customer_grade_downgrade_action",
            ):
                with self.subTest(user=user, path=path):
                    self.assertNoSecret(self.url_open(path).text)

    def test_exports_carry_no_grade(self):
        self._login("portal")
        data = {
            "model": "res.partner",
            "fields": [{"name": "customer_grade_id", "label": "Grade"}],
            "ids": self.portal.partner_id.ids,
            "domain": [],
            "import_compat": False,
        }
        for path in ("/web/export/csv", "/web/export/xlsx"):
            with self.subTest(path=path):
                response = self.url_open(path, data={"data": json.dumps(data)})
                self.assertNoSecret(response.text)

    def test_messages_of_the_customer_tell_no_grade(self):
        self._login("portal")
        self.assertTrue(self._notes(self.customer))
        result, error = self._rpc(
            "mail.message",
            "search_read",
            [("model", "=", "res.partner"), ("res_id", "=", self.customer.id)],
            ["body"],
        )
        self.assertTrue(error or not result, result)

    def test_programs_of_portal_users_and_strangers_learn_nothing(self):
        for user in ("portal", None):
            for model, method, body in (
                (
                    "res.partner",
                    "read",
                    {
                        "ids": self.portal.partner_id.ids,
                        "fields": ["customer_grade_id"],
                    },
                ),
                (
                    "res.partner",
                    "search",
                    {"domain": [("customer_grade_id", "=", self.key.id)]},
                ),
                ("customer.grade", "search_read", {"domain": []}),
                ("customer.grade.assignment", "search_count", {"domain": []}),
                ("customer.grade.gap", "search_count", {"domain": []}),
                ("customer.grade.objection", "search_read", {"domain": []}),
            ):
                with self.subTest(user=user, model=model, method=method):
                    status = self._json2(user, model, method, **body)
                    self.assertIn(status, (401, 403))

    def test_visitors_reach_no_route_of_the_client(self):
        self._login("public")
        for model in ("res.partner", *GRADE_MODELS):
            with self.subTest(model=model):
                _result, error = self._rpc(model, "search_read", [], ["display_name"])
                self.assertEqual(error, "odoo.http.SessionExpiredException")
        response = self.url_open(
            urljoin(self.base_url(), "/json/2/customer.grade/search")
        )
        self.assertIn(response.status_code, (401, 404, 405))

    def assertNoSecret(self, text):
        for word in SECRET_WORDS:
            self.assertNotIn(word, text)
