from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from .customer_policy_arguments import moment, takes, text

PROMISE_MAIL = "customer_policy.mail_template_complaint_promise"
NOTE_MAIL = "customer_policy.mail_template_complaint_note"


class CustomerComplaint(models.Model):
    """What the customer is told while the answer is not there: how it stands, until
    when it takes; and whether that was kept."""

    _inherit = "customer.complaint"

    is_promise_broken = fields.Boolean(
        "Promise Broken",
        compute="_compute_is_promise_broken",
        search="_search_is_promise_broken",
        help="The day the customer was promised is over, and there is no answer.",
    )

    _promise_idx = models.Index(
        "(promise_date) WHERE is_open AND date_answered IS NULL "
        "AND promise_date IS NOT NULL"
    )

    @api.depends("promise_date", "date_answered", "is_open")
    def _compute_is_promise_broken(self):
        today = fields.Date.context_today(self)
        for complaint in self:
            due = complaint.is_open and not complaint.date_answered
            promised = complaint.promise_date
            complaint.is_promise_broken = bool(due and promised and promised < today)

    def _search_is_promise_broken(self, operator, value):
        if operator != "in":
            return NotImplemented
        broken = (
            Domain("is_open", "=", True)
            & Domain("date_answered", "=", False)
            & Domain("promise_date", "<", fields.Date.context_today(self))
        )
        return broken if True in value else ~broken

    # ------------------------------------------------------------------------- actions

    @takes(body=text)
    def action_tell_customer(self, body):
        """A word on how the matter stands, mailed and shown on the portal.

        :param body: HTML
        """
        self._begin_act()
        self._check_can_be_told(body)
        self._tell(NOTE_MAIL, body)

    @takes(promise_date=moment, body=text)
    def action_postpone(self, promise_date, body):
        """The answer must wait: tell the customer why and until when.

        The clocks go on: a promise to the customer changes no limit of the house.

        :param promise_date: a day, today or later
        :param body: HTML, the reason as the customer reads it
        """
        self._begin_act()
        self._check_can_be_told(body)
        promise_date = fields.Date.to_date(promise_date)
        if not promise_date or promise_date < fields.Date.context_today(self):
            raise UserError(self.env._("Promise a day that is not over yet."))
        if answered := self.filtered("date_answered"):
            raise UserError(
                self.env._(
                    "%(case)s is answered already.", case=answered[0].display_name
                )
            )
        self.promise_date = promise_date
        self._tell(PROMISE_MAIL, body)

    # ------------------------------------------------------------------------ business

    def _check_can_be_told(self, body):
        if not html2plaintext(body or "").strip():
            raise UserError(self.env._("Write what the customer is told."))
        if ended := self.filtered(lambda complaint: not complaint.is_open):
            raise UserError(
                self.env._(
                    "The case %(number)s is over. Reopen it before you change it.",
                    number=ended[0].number,
                )
            )

    def _tell(self, template, body):
        """By mail; where there is no address, note what has to be told by phone."""
        messages = self._mail_customers(self.env.ref(template), customer_note=body)
        untold = self.filtered(lambda complaint: complaint not in messages)
        if untold:
            text = self.env._(
                "No e-mail address: to be told by phone or letter. %(text)s",
                text=html2plaintext(body),
            )
            untold._message_log_batch(bodies=dict.fromkeys(untold.ids, text))
