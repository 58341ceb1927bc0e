from odoo import models
from odoo.tools import format_datetime

REQUEST_ACTIVITY = "customer_policy.mail_activity_type_access_request"


class CustomerAccessGrant(models.Model):
    """What custodians and whoever asked are told."""

    _inherit = "customer.access.grant"

    # ------------------------------------------------------------------------- mail

    def _announce_request(self):
        for request in self.sudo():
            # A grant that a custodian gives unasked is no request.
            if not request.request_words:
                continue
            self._note_act(request.partner_id, "request", note=request._log_note())
            custodians = self._holders_of("customer_policy.group_custodian")
            request._remind(REQUEST_ACTIVITY, custodians - request.user_id)

    def _forget_activities(self):
        self.activity_unlink([REQUEST_ACTIVITY])

    def _own_name(self):
        """What the person calls the customer, or everybody else does."""
        self.ensure_one()
        return self.request_words or self.partner_id.confidential_code or ""

    def _granted_text(self, reader):
        return (
            reader.env._("Access granted"),
            reader.env._(
                "You have access to “%(customer)s” until %(end)s.",
                customer=self._own_name(),
                end=format_datetime(reader.env, self.date_to, tz=self.user_id.tz),
            ),
        )

    def _refusal_text(self, reader):
        return (
            reader.env._("Access refused"),
            reader.env._(
                "Your request for access to “%(customer)s” was refused: %(reason)s",
                customer=self._own_name(),
                reason=self.decision_note,
            ),
        )

    def _ended_text(self, reader):
        return (
            reader.env._("Access ended"),
            reader.env._(
                "Your access to “%(customer)s” has ended. Ask again if you need it.",
                customer=self._own_name(),
            ),
        )

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Custodians talk to each other; the person is told what concerns it."""
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation == "read" and not self._is_watcher():
            return dict.fromkeys(self, "write")
        return operations
