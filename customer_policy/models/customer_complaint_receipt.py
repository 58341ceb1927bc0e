import logging

from odoo import fields, models
from odoo.tools import email_normalize

_logger = logging.getLogger(__name__)

RECEIPT = "customer_policy.mail_template_complaint_receipt"
# The clock whose end the customer is told, the first one that there is.
TOLD = ("answer", "put_right", "close")


class CustomerComplaint(models.Model):
    """The receipt: the number, what happens next and until when. One for each case."""

    _inherit = "customer.complaint"

    date_receipt = fields.Datetime("Receipt Sent", copy=False, policy_protected=True)

    def _send_receipts(self, references=None):
        """Write to those whose cases have come in, if their team does.

        A receipt that cannot be sent never stands in the way of a case.

        :param references: Message-Id of the mail that is answered
        """
        due = self.sudo().filtered(lambda complaint: complaint._needs_receipt())
        template = self.env.ref(RECEIPT, raise_if_not_found=False)
        if not due or not template:
            return
        try:
            with self.env.cr.savepoint():
                template.sudo().send_mail_batch(
                    due.ids,
                    email_values=self._receipt_mail_values(references),
                    email_layout_xmlid="mail.mail_notification_light",
                )
                due.with_context(mail_notrack=True).date_receipt = fields.Datetime.now()
        except Exception:
            _logger.exception("No receipt for the cases %s", due.ids)
            return
        answered = due.filtered("team_id.receipt_is_answer")
        answered._stop_clocks(("acknowledge",))

    def _needs_receipt(self):
        self.ensure_one()
        email = email_normalize(self.email or "")
        return (
            bool(email)
            and self.team_id.sends_receipt
            and not self.is_anonymous
            and not self.date_receipt
            and not self._colleague(email)
            and not self.env["mail.alias.domain"].sudo()._find_aliases([email])
        )

    def _receipt_mail_values(self, references):
        """The message stays, so that an answer to it finds its case.

        The headers keep machines from answering it (RFC 3834).
        """
        return {
            "is_notification": True,
            "references": references,
            "headers": repr(
                {
                    "Auto-Submitted": "auto-replied",
                    "X-Auto-Response-Suppress": "All",
                }
            ),
        }

    def _receipt_reply_to(self):
        default = self.company_id.email_formatted
        return self._notify_get_reply_to(default=default)[self.id]

    def _date_answer_expected(self):
        """Until when the customer is to hear, as a datetime in UTC."""
        self.ensure_one()
        dues = {c.step: c.date_deadline for c in self._clocks_of_round() if c.active}
        return next((dues[step] for step in TOLD if step in dues), None)
