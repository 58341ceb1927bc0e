"""The inbox: rows follow their documents at the end of the transaction."""


class RequestMixin:
    """For a ``PolicyCase``."""

    def _settle(self):
        """What happens before a commit."""
        self.env.cr.flush()
        self.env.invalidate_all()

    def _requests(self, document, user=None):
        """The rows of a document, as somebody sees them; all of them without."""
        self._settle()
        requests = self.env["customer.policy.request"]
        requests = requests.with_user(user) if user else requests.sudo()
        return requests.search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)],
            order="id",
        )

    def _to_decide(self, user):
        self._settle()
        requests = self.env["customer.policy.request"].with_user(user)
        return requests.search([("can_decide", "=", True)])

    def _run_refresh(self):
        """What the cron does each minute."""
        self._settle()
        with self.enter_registry_test_mode():
            cron = self.env.ref("customer_policy.ir_cron_refresh_requests")
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _notices(self, user):
        """What somebody was notified of, the latest first."""
        notices = self.env["mail.notification"].sudo()
        notices = notices.search(
            [("res_partner_id", "=", user.partner_id.id)], order="id desc"
        )
        return notices.mail_message_id.sorted("id", reverse=True)

    def _submitted(self):
        self.policy.with_user(self.manager).action_submit()
        return self._requests(self.policy)
