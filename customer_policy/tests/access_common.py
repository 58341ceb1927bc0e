from .common import PolicyCase
from .confidentiality_common import ConfidentialityMixin


class AccessMixin(ConfidentialityMixin):
    """The secret company is classified; ``employee`` does not know it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = cls.env.ref("customer_policy.group_break_glass")
        cls.colleague.group_ids += group
        cls._classify(cls.secret, "2")
        cls.code = cls.secret.confidential_code

    def _request(self, words="ZQX in Ghent", reason="ZQX wants a delivery", user=None):
        Grant = self.env["customer.access.grant"].with_user(user or self.employee)
        return Grant.action_request(words, reason)

    def _grant(self, user=None, partner=None, **values):
        grant = self._request(user=user)
        grant.with_user(self.custodian).action_grant(
            (partner or self.secret).id, **values
        )
        self.env.invalidate_all()
        return grant

    def _break_glass(self, words, user=None):
        Grant = self.env["customer.access.grant"].with_user(user or self.colleague)
        grant = Grant.action_break_glass(words, "An accident at the customer's")
        self.env.flush_all()
        self.env.invalidate_all()
        return grant

    def _messages(self, user):
        """What somebody was notified of, the latest first."""
        return (
            self.env["mail.notification"]
            .sudo()
            .search([("res_partner_id", "=", user.partner_id.id)], order="id desc")
            .mail_message_id.sorted("id", reverse=True)
        )

    def _read(self, record, name, user=None):
        self.env.invalidate_all()
        values = record.with_user(user or self.employee).read([name], load=None)
        return values[0][name]

    def _read_all(self, record, user):
        self.env.invalidate_all()
        mine = record.with_user(user)
        return mine.read(list(mine.fields_get()))[0]

    def _error(self, error, method, *args):
        with self.assertRaises(error) as caught:
            method(*args)
        return str(caught.exception)

    def _run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("customer_policy.ir_cron_access_terms").method_direct_trigger()
        self.env.invalidate_all()


class AccessCase(AccessMixin, PolicyCase):
    pass
