from datetime import date, datetime, timedelta
from unittest.mock import patch
from urllib.parse import urljoin
from xmlrpc.client import Fault

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PolicyCase
from .http_common import RpcMixin
from .violation_common import MONDAY, ViolationMixin


class SuspensionMixin(ViolationMixin):
    """A case that ends in a suspension from Tuesday on."""

    def _suspend(self, employee=None, **penalty):
        kind = self._ladder(
            {"sequence": 1, "measure": "suspension", "suspension_days": 7}
        )
        case = self._report(type_id=kind.id, employee_id=(employee or self.employee).id)
        self._lead(case, "heard")
        if penalty:
            case.penalty_ids.with_user(self.violation_officer).write(penalty)
        return self._lead(case)


@tagged("post_install", "-at_install")
class TestViolationSuspension(SuspensionMixin, PolicyCase):
    def test_it_lasts_from_its_first_to_its_last_day(self):
        with self._at():
            case = self._suspend()
            penalty = case.penalty_ids
            self.assertEqual(penalty.date_from, date(2026, 3, 3))
            self.assertEqual(penalty.date_to, date(2026, 3, 9))
        for moment, suspended in (
            (datetime(2026, 3, 2, 23, 59), False),
            (datetime(2026, 3, 3, 0, 0), True),
            (datetime(2026, 3, 9, 23, 59), True),
            (datetime(2026, 3, 10, 0, 0), False),
        ):
            with self.subTest(moment=moment), self._at(moment):
                self.assertEqual(self.culprit.is_suspended, suspended)
                found = self.env["res.users"].search([("is_suspended", "=", True)])
                self.assertEqual(self.culprit in found, suspended)

    def test_days_begin_where_the_person_lives(self):
        self.employee.tz = "Asia/Shanghai"
        with self._at():
            self._suspend()
        with self._at(datetime(2026, 3, 2, 15, 59)):
            self.assertFalse(self.culprit.is_suspended)
        with self._at(datetime(2026, 3, 2, 16, 0)):
            self.assertTrue(self.culprit.is_suspended)

    def test_a_revocation_gives_access_back_at_once(self):
        with self._at():
            case = self._suspend()
        with self._at(days=2):
            self.assertTrue(self.culprit.is_suspended)
            case.with_user(self.deciding_manager).action_revoke("Wrong person.")
            self.assertFalse(self.culprit.is_suspended)

    def test_two_at_a_time_and_past_ones_are_refused(self):
        with self._at():
            self._suspend()
            with self.assertRaisesRegex(ValidationError, "is suspended from"):
                self._suspend(date_from=date(2026, 3, 9), date_to=date(2026, 3, 9))
            with self.assertRaisesRegex(ValidationError, "in the past"):
                self._suspend(date_from=date(2026, 3, 1), date_to=date(2026, 3, 5))
            self._suspend(date_from=date(2026, 3, 10), date_to=date(2026, 3, 12))

    def test_it_cannot_end_before_it_begins(self):
        with self._at(), mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self._suspend(date_from=date(2026, 3, 9), date_to=date(2026, 3, 5))

    def test_the_last_administrator_is_never_locked_out(self):
        system = self.env.ref("base.group_system")
        others = system.all_user_ids - self.administrator
        others.filtered("active").active = False
        person = self._employee(self.administrator)
        with self._at():
            with self.assertRaisesRegex(UserError, "last administrator"):
                self._suspend(person)
            second = self.outsider
            second.group_ids += system
            self._suspend(person)
        with self._at(days=2):
            self.assertTrue(self.administrator.is_suspended)
            second.active = False
            self.assertFalse(self.administrator.is_suspended)

    def test_it_is_over_by_itself_and_noted_afterwards(self):
        with self._at():
            penalty = self._suspend().penalty_ids
            with self.assertRaisesRegex(UserError, "by itself"):
                penalty.with_user(self.violation_officer).action_done("Over.")
        with self._at(days=7):
            self.env["customer.penalty"]._cron_end_suspensions()
            self.assertEqual(penalty.state, "in_force")
        with self._at(days=8):
            self.env["customer.penalty"]._cron_end_suspensions()
            self.assertEqual(penalty.state, "done")
            self.assertEqual(penalty.date_done, date(2026, 3, 9))

    def test_asking_who_is_suspended_costs_no_query(self):
        with self._at():
            self._suspend()
            users = self.culprit | self.outsider | self.staff
            users.mapped("is_suspended")
            self.env.flush_all()
            users.invalidate_recordset(["is_suspended"], flush=False)
            before = self.env.cr.sql_log_count
            for user in users:
                user._suspended_until()
            self.assertEqual(self.env.cr.sql_log_count, before)

    def test_an_employee_without_a_user_is_suspended_on_paper(self):
        with self._at():
            case = self._suspend(self.first_responsible)
        self.assertEqual(case.penalty_ids.state, "in_force")

    def test_another_employee_of_the_user_takes_it_along(self):
        with self._at():
            self._suspend()
        with self._at(days=2):
            self.employee.user_id = False
            self.assertFalse(self.culprit.is_suspended)
            self.employee.user_id = self.outsider
            self.assertTrue(self.outsider.is_suspended)

    def test_another_user_of_somebody_never_suspended_forgets_nothing(self):
        """All that the server keeps would be forgotten with it, by every process."""
        penalty = self.env.registry["customer.penalty"]
        with patch.object(penalty, "_forget_suspensions") as forgotten:
            self.employee.user_id = self.outsider
        forgotten.assert_not_called()


@tagged("post_install", "-at_install")
class TestViolationSuspensionHttp(RpcMixin, SuspensionMixin, PolicyCase, HttpCase):
    """Every door, while it lasts and afterwards, over HTTP."""

    def setUp(self):
        super().setUp()
        self.set_registry_readonly_mode(False)
        now = datetime.now()
        self.key = (
            self.env["res.users.apikeys"]
            .with_user(self.culprit)
            ._generate("rpc", "test", now + timedelta(days=30))
        )

    def _password(self):
        self.opener.cookies.clear()
        page = self.url_open("/web/login")
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.url_open(
            "/web/login",
            data={
                "login": self.culprit.login,
                "password": self.culprit.login,
                "csrf_token": token,
            },
        )

    def _key_call(self):
        self.opener.cookies.clear()
        return self.opener.post(
            urljoin(self.base_url(), "/json/2/res.users/context_get"),
            json={},
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=30,
        )

    def _jsonrpc(self, secret):
        self.opener.cookies.clear()
        args = [
            self.env.cr.dbname,
            self.culprit.id,
            secret,
            "res.users",
            "context_get",
            [],
        ]
        return self.opener.post(
            urljoin(self.base_url(), "/jsonrpc"),
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {"service": "object", "method": "execute_kw", "args": args},
            },
            timeout=30,
        ).json()

    def _xmlrpc(self, secret):
        """:return: what the server answers, or the fault it gives"""
        self.opener.cookies.clear()
        try:
            return self.xmlrpc_object.execute_kw(
                self.env.cr.dbname,
                self.culprit.id,
                secret,
                "res.users",
                "context_get",
                [],
            )
        except Fault as fault:
            return fault.faultString

    def _xmlrpc_login(self):
        login = self.culprit.login
        try:
            return self.xmlrpc_common.authenticate(self.env.cr.dbname, login, login, {})
        except Fault as fault:
            return fault.faultString

    def _assertOpen(self):
        self.assertNotIn("You are suspended", self._password().text)
        self.assertEqual(self._key_call().status_code, 200)
        for secret in (self.key, self.culprit.login):
            self.assertIn("result", self._jsonrpc(secret))
            self.assertIn("lang", self._xmlrpc(secret))
        self.assertEqual(self._xmlrpc_login(), self.culprit.id)

    @mute_logger("odoo.http", "odoo.addons.base.models.res_users")
    def test_every_door_is_closed_while_it_lasts_and_opens_by_itself(self):
        with freeze_time(MONDAY):
            self._suspend()
            self._assertOpen()
            self.authenticate(self.culprit.login, self.culprit.login)
            _res, error = self._rpc("res.users", "context_get")
            self.assertIsNone(error)
        with freeze_time(MONDAY + timedelta(days=2)):
            for _time in range(2):
                answer = self._answer("res.users", "context_get")
                self.assertIn("You are suspended", str(answer["error"]))
            self.assertIn("/web/login", self.url_open("/odoo").url)
            _res, error = self._rpc("res.users", "context_get")
            self.assertIn("SessionExpired", error)
            self.assertIn("You are suspended", self._password().text)
            response = self._key_call()
            self.assertIn(response.status_code, (401, 403))
            self.assertIn("You are suspended", response.text)
            for secret in (self.key, self.culprit.login):
                self.assertIn("You are suspended", str(self._jsonrpc(secret)["error"]))
                self.assertIn("You are suspended", self._xmlrpc(secret))
            self.assertNotEqual(self._xmlrpc_login(), self.culprit.id)
            # Whoever does not know the password learns nothing.
            self.assertNotIn("suspended", str(self._jsonrpc("wrong")))
            self.assertNotIn("suspended", str(self._xmlrpc("wrong")))
        with freeze_time(MONDAY + timedelta(days=8)):
            self._assertOpen()

    @mute_logger("odoo.http")
    def test_a_session_of_before_stays_closed_afterwards(self):
        with freeze_time(MONDAY):
            self._suspend()
            self.authenticate(self.culprit.login, self.culprit.login)
        with freeze_time(MONDAY + timedelta(days=8)):
            _res, error = self._rpc("res.users", "context_get")
            self.assertIn("SessionExpired", error)

    def test_others_are_not_touched(self):
        with freeze_time(MONDAY):
            self._suspend()
            self.authenticate(self.staff.login, self.staff.login)
        with freeze_time(MONDAY + timedelta(days=2)):
            _res, error = self._rpc("res.users", "context_get")
            self.assertIsNone(error)
