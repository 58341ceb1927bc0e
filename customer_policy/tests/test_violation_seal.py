from hashlib import sha256

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import PolicyCase
from .http_common import RpcMixin
from .violation_common import ViolationCase, ViolationMixin

KEEPER = "customer_policy.group_seal_keeper"


class SealMixin(ViolationMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref(KEEPER).user_ids = False
        cls.seal_keeper = new_test_user(
            cls.env, login="violation_keeper", name="Keeper", groups=KEEPER
        )

    def _served(self):
        return self._lead(self._report())

    def _text(self, case):
        return str(case._notice_pdf())


class TestViolationSeal(SealMixin, ViolationCase):
    def test_the_notice_shows_the_seal_only_after_its_keeper_applied_it(self):
        with self._at():
            case = self._served()
        self.assertEqual(case.seal_state, "waiting")
        self.assertIn("not sealed yet", self._text(case))
        self.assertNotIn("<svg", self._text(case))
        with self._at(days=1):
            case.seal_ids.with_user(self.seal_keeper).action_apply()
        self.assertEqual(case.seal_state, "applied")
        self.assertIn("<svg", self._text(case))
        self.assertNotIn("not sealed yet", self._text(case))

    def test_it_is_logged_who_sealed_what_and_when(self):
        with self._at():
            case = self._served()
            seal = case.seal_ids
            self.assertFalse(seal.document_hash)
            seal.with_user(self.seal_keeper).action_apply()
        self.assertEqual(seal.user_id, self.seal_keeper)
        self.assertEqual(str(seal.date), "2026-03-02 09:00:00")
        self.assertEqual(seal.notice_number, case.notice_number)
        self.assertEqual(seal.document_hash, sha256(case._notice_pdf()).hexdigest())
        notes = " ".join(case.message_ids.mapped("body"))
        self.assertIn(seal.document_hash, notes)

    def test_what_was_sealed_does_not_change(self):
        with self._at():
            case = self._served()
            case.seal_ids.with_user(self.seal_keeper).action_apply()
            before = case._notice_pdf()
            case.sudo().opinion = "Something else."
            self.assertEqual(case._notice_pdf(), before)
            with self.assertRaisesRegex(UserError, "log of the seal is kept"):
                case.seal_ids.unlink()

    def test_nobody_but_the_keeper_seals_and_once(self):
        with self._at():
            seal = self._served().seal_ids
            for user in (
                self.violation_officer,
                self.deciding_manager,
                self.violation_auditor,
                self.administrator,
                self.culprit,
                self.staff,
            ):
                with self.subTest(user=user.name), self.assertRaises(AccessError):
                    seal.with_user(user).action_apply()
            keeper = seal.with_user(self.seal_keeper)
            keeper.action_apply()
            with self.assertRaisesRegex(UserError, "does not wait"):
                keeper.action_apply()

    def test_a_keeper_does_not_seal_what_concerns_him(self):
        for user in (self.culprit, self.underling):
            user.group_ids += self.env.ref(KEEPER)
        with self._at():
            seal = self._served().seal_ids
            for user in (self.culprit, self.underling):
                with self.assertRaisesRegex(AccessError, "Another keeper"):
                    seal.with_user(user).action_apply()

    def test_a_revocation_voids_it(self):
        with self._at():
            case = self._served()
            seal = case.seal_ids
            case.with_user(self.deciding_manager).action_revoke("Wrong.")
            self.assertEqual((seal.state, case.seal_state), ("void", "none"))
            with self.assertRaisesRegex(UserError, "does not wait"):
                seal.with_user(self.seal_keeper).action_apply()

    def test_a_notice_that_says_something_else_is_sealed_anew(self):
        with self._at():
            first = self._served()
            second = self._served()
            second.seal_ids.with_user(self.seal_keeper).action_apply()
            first.with_user(self.deciding_manager).action_revoke("Wrong.")
            second.with_user(self.deciding_manager).action_adopt_step("Due now.")
        states = second.seal_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["void", "waiting"])
        self.assertIn("not sealed yet", self._text(second))

    def test_where_nobody_keeps_a_seal_it_is_asked_for_later(self):
        self.env.ref(KEEPER).user_ids = False
        with self._at():
            case = self._served()
            self.assertEqual(case.seal_state, "none")
            officer = case.with_user(self.violation_officer)
            with self.assertRaisesRegex(UserError, "Nobody keeps the seal"):
                officer.action_request_seal()
            self.seal_keeper.group_ids = [Command.link(self.env.ref(KEEPER).id)]
            officer.action_request_seal()
            self.assertEqual(case.seal_state, "waiting")
            with self.assertRaisesRegex(UserError, "already"):
                officer.action_request_seal()


@tagged("post_install", "-at_install")
class TestViolationSealHttp(RpcMixin, SealMixin, PolicyCase, HttpCase):
    """The keeper sees the number of a notice, and nothing of the case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        case.env = cls.env
        cls.case = case._served()

    def test_who_reads_the_log_and_who_sees_the_case_in_it(self):
        readers = {"violation_officer", "deciding_manager", "violation_auditor"}
        seal = self.case.seal_ids
        for name in (*readers, "seal_keeper", "staff", "manager", "administrator"):
            self._login(name)
            with self.subTest(user=name):
                _rows, error = self._rpc(
                    seal._name, "read", seal.ids, ["notice_number"]
                )
                self.assertEqual(not error, name in {*readers, "seal_keeper"})
                _rows, error = self._rpc(seal._name, "read", seal.ids, ["violation_id"])
                self.assertEqual(not error, name in readers)
                _rows, error = self._rpc(seal._name, "read", seal.ids, ["document"])
                self.assertIn("AccessError", error)

    def test_the_keeper_reads_no_case_and_no_notice(self):
        self._login("seal_keeper")
        _rows, error = self._rpc("customer.violation", "read", self.case.ids, ["name"])
        self.assertIn("AccessError", error)
        response = self.url_open(f"/violation/notice/{self.case.id}")
        self.assertEqual(response.status_code, 403)
        for view in ("list", "kanban", "form", "search"):
            _views, error = self._rpc(
                "customer.violation.seal", "get_views", [[False, view]]
            )
            self.assertIsNone(error)

    def test_nobody_writes_in_the_log(self):
        seal = self.case.seal_ids
        for name in ("seal_keeper", "violation_officer", "administrator"):
            self._login(name)
            for call in (
                ("write", seal.ids, {"state": "applied"}),
                ("write", seal.ids, {"document_hash": "0"}),
                ("create", {"notice_number": "1", "violation_id": self.case.id}),
                ("unlink", seal.ids),
            ):
                with self.subTest(user=name, call=call):
                    _result, error = self._rpc(seal._name, *call)
                    self.assertIn("AccessError", error)
