from base64 import b64encode

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.customer_policy.tests.http_common import RpcMixin

from .common import SurveyCase


@tagged("post_install", "-at_install")
class TestSurveyAccess(RpcMixin, SurveyCase, HttpCase):
    """Who may do what with evaluations and revisits, over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("officer", "head", "account_manager", "other_staff", "outsider"):
            user = getattr(cls, name)
            user.password = user.login

    def _evaluated(self):
        self._say(self.unhappy, "1", "Too slow")
        evaluation = self._evaluate()
        with freeze_time("2026-04-01"):
            evaluation.action_summarise()
        evaluation.correction = "<p>More people.</p>"
        evaluation.with_user(self.head).action_correct()
        self.env.flush_all()
        return evaluation

    def _may(self, user, model, method, *args, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        self.authenticate(user.login, user.login)
        return not self._rpc(model, method, *args, **kwargs)[1]

    def test_evaluations_are_for_officers(self):
        evaluation = self._evaluated()
        for user, allowed in (
            (self.officer, True),
            (self.head, True),
            (self.account_manager, False),
            (self.outsider, False),
        ):
            self.assertEqual(
                self._may(user, evaluation._name, "read", evaluation.ids, ["summary"]),
                allowed,
                user.login,
            )
            self.assertFalse(
                self._may(
                    user,
                    evaluation._name,
                    "write",
                    evaluation.ids,
                    {"state": "closed"},
                ),
                user.login,
            )

    def test_only_the_head_says_what_is_put_right(self):
        self._say(self.unhappy, "1")
        evaluation = self._evaluate(summary="<p>Slow.</p>")
        with freeze_time("2026-04-01"):
            evaluation.action_summarise()
        evaluation.correction = "<p>More people.</p>"
        with self.assertRaises(AccessError):
            evaluation.with_user(self.officer).action_correct()
        evaluation.with_user(self.head).action_correct()

    def test_a_revisit_is_for_who_makes_it_and_for_officers(self):
        revisit = self._evaluated().revisit_ids
        form = {"result": "Well", "signed_form": b64encode(b"x").decode()}
        for user, reads, writes in (
            (self.account_manager, True, True),
            (self.officer, True, True),
            (self.other_staff, False, False),
            (self.outsider, False, False),
        ):
            ids = revisit.ids
            self.assertEqual(
                self._may(user, revisit._name, "read", ids, ["result"]), reads
            )
            self.assertEqual(self._may(user, revisit._name, "write", ids, form), writes)
            self.assertFalse(
                self._may(user, revisit._name, "write", ids, {"state": "done"})
            )
            self.assertFalse(self._may(user, revisit._name, "unlink", ids))
        self.assertFalse(
            self._may(self.other_staff, revisit._name, "action_done", revisit.ids)
        )

    def test_the_revisit_of_a_hidden_customer_is_hidden(self):
        evaluation = self._evaluated()
        revisit = evaluation.revisit_ids
        self._classify(self.unhappy)
        self.authenticate(self.head.login, self.head.login)
        found, _error = self._rpc(revisit._name, "read", revisit.ids, ["result"])
        self.assertFalse(found)
        self.assertFalse(evaluation.with_user(self.head).revisit_ids)

    def test_nobody_who_may_not_know_the_customer_is_asked_to_revisit(self):
        self._say(self.unhappy, "1", "Too slow")
        evaluation = self._evaluate()
        with freeze_time("2026-04-01"):
            evaluation.action_summarise()
        self._classify(self.unhappy, "3")
        evaluation.correction = "<p>More people.</p>"
        evaluation.with_user(self.head).action_correct()
        revisit = evaluation.sudo().revisit_ids
        self.assertFalse(revisit.user_id)
        self.assertFalse(revisit.activity_ids)
