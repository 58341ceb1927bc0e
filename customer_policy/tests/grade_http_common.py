from datetime import datetime, timedelta
from urllib.parse import urljoin

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .grading_common import SPRING, SUMMER, GradingMixin
from .http_common import RpcMixin

ACCESS_ERROR = "odoo.exceptions.AccessError"


class GradeHttpMixin(RpcMixin, GradingMixin):
    """Grades, a review and a request, asked for over HTTP.

    To be put before HttpCase.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        editor = cls.env.ref("base.group_partner_manager")
        for name in ("outsider", "staff", "grading_manager", "manager"):
            cls.users[name].group_ids = [Command.link(editor.id)]
        cls.customer, cls.other = cls._create_customers(2)
        cls._applied(SPRING, {cls.customer: 90})
        cls.assignment = cls.customer.grade_assignment_ids
        cls._give({cls.customer: 60}, SUMMER)
        cls.review = cls._review(SUMMER)
        cls.line = cls.review.line_ids
        cls.member = cls.env["customer.grade.review.member"].create(
            {
                "review_id": cls.review.id,
                "head_id": cls.other.id,
                "partner_id": cls.customer.id,
            }
        )
        cls.what_if = cls._review(SUMMER, is_simulation=True)
        cls.figure = cls.env["customer.grade.metric"].create(
            {"name": "Elsewhere", "code": "elsewhere"}
        )
        cls.sheet = cls.env["customer.grade.metric.import"].create({})
        cls.key.requires_account_manager = True
        cls.gap = cls.customer.grade_gap_ids
        cls.ann = new_test_user(cls.env, "grade_ann", "customer_policy.group_user")
        cls.users["account_manager"] = cls.ann
        cls.other.user_id = cls.ann
        cls.objection = (
            cls.env["customer.grade.objection"]
            .with_user(cls.ann)
            .create(
                {
                    "partner_id": cls.other.id,
                    "scheme_id": cls.scheme.id,
                    "requested_grade_id": cls.key.id,
                    "reason": "As agreed",
                }
            )
            .sudo()
        )
        cls.place = 0

    # ---------------------------------------------------------------------- helpers

    def _login(self, name):
        self.env.invalidate_all()
        login = self.users[name].login if name != "public" else None
        self.authenticate(login, login)

    def assertDenied(self, model, method, *args, **kwargs):
        _result, error = self._rpc(model, method, *args, **kwargs)
        self.assertEqual(error, ACCESS_ERROR)

    def assertDone(self, model, method, *args, **kwargs):
        result, error = self._rpc(model, method, *args, **kwargs)
        self.assertIsNone(error)
        return result

    def _json2(self, user, model, method, **body):
        self.env.flush_all()
        self.env.invalidate_all()
        headers = {}
        if user:
            key = (
                self.env(user=self.users[user])["res.users.apikeys"]
                .sudo()
                ._generate("rpc", "Test", datetime.now() + timedelta(days=1))
            )
            self.env.flush_all()
            headers["Authorization"] = f"Bearer {key}"
        with mute_logger("odoo.http"):
            response = self.opener.post(
                urljoin(self.base_url(), f"/json/2/{model}/{method}"),
                json=body,
                headers=headers,
                timeout=30,
            )
        self.env.invalidate_all()
        return response.status_code
