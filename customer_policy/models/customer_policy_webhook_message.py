from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..tools import webhook_formats

# Longer than a message can take; after that nobody is at it any more.
LEASE = timedelta(minutes=5)
TRIES = 3
WINGS = [
    ("policy", "Policy and Requests"),
    ("grade", "Grading"),
    ("complaint", "Complaints"),
    ("visit", "Visits"),
    ("work", "Work Reports"),
    ("access", "Access and Secrecy"),
    ("violation", "Violations"),
]


class CustomerPolicyWebhookMessage(models.Model):
    """One notice for one robot: it waits, is sent once, or says why not.

    What shows here is a number. The words wait out of sight, are looked through again
    when they leave, and are forgotten then.
    """

    _name = "customer.policy.webhook.message"
    _description = "Webhook Message"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "id desc"

    webhook_id = fields.Many2one(
        "customer.policy.webhook",
        required=True,
        index=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    user_id = fields.Many2one(
        related="webhook_id.user_id", string="Person", store=True, index=True
    )
    mail_message_id = fields.Many2one(
        "mail.message",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=NO_ACCESS,
        policy_protected=True,
    )
    wing = fields.Selection(
        WINGS, "Topic", required=True, copy=False, policy_protected=True
    )
    name = fields.Char("Number", required=True, copy=False, policy_protected=True)
    link = fields.Char(copy=False, policy_protected=True)
    content = fields.Json(copy=False, groups=NO_ACCESS, policy_protected=True)
    state = fields.Selection(
        [
            ("pending", "To Be Sent"),
            ("sending", "Being Sent"),
            ("sent", "Delivered"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="pending",
        copy=False,
        policy_protected=True,
    )
    attempts = fields.Integer(copy=False, aggregator=None, policy_protected=True)
    date_next = fields.Datetime(
        "Next Attempt",
        default=fields.Datetime.now,
        copy=False,
        policy_protected=True,
    )
    date_sent = fields.Datetime("Delivered On", copy=False, policy_protected=True)
    error = fields.Char("Response", copy=False, policy_protected=True)

    _once = models.UniqueIndex(
        "(webhook_id, mail_message_id) WHERE mail_message_id IS NOT NULL",
        "This notice is on its way to that webhook already.",
    )
    _waiting_idx = models.Index("(date_next, id) WHERE state IN ('pending', 'sending')")
    _recent_idx = models.Index("(webhook_id, date_sent) WHERE date_sent IS NOT NULL")
    _failed_idx = models.Index("(webhook_id) WHERE state = 'failed'")

    # ------------------------------------------------------------------------- actions

    def action_retry(self):
        """Send it again, now; the cause has been mended."""
        self.check_access("read")
        again = self.sudo()._lock_in(("failed", "cancelled"))
        if len(again) < len(self):
            raise UserError(
                self.env._(
                    "Only what failed or was cancelled is sent again. Choose those "
                    "messages."
                )
            )
        again.write(
            {
                "state": "pending",
                "attempts": 0,
                "date_next": fields.Datetime.now(),
                "error": False,
            }
        )
        self._wake()

    def action_cancel(self):
        """It is not sent any more."""
        self.check_access("read")
        waiting = self.sudo()._lock_in(("pending", "failed"))
        waiting.write({"state": "cancelled", "date_next": False})

    # ------------------------------------------------------------------------ business

    def _lock_in(self, states):
        locked = self.try_lock_for_update()
        locked.invalidate_recordset(["state"])
        return locked.filtered(lambda message: message.state in states)

    @api.model
    def _wake(self, moment=None):
        cron = self.env.ref("customer_policy.ir_cron_webhook_send").sudo()
        cron._trigger(moment)

    def _send(self):
        """Post it and note what became of it. It is marked as being sent before."""
        self.ensure_one()
        webhook = self.webhook_id
        is_on = webhook.active and webhook.is_confirmed
        if not is_on or (webhook.user_id and not webhook.user_id.active):
            self.write({"state": "cancelled", "date_next": False})
            return
        text, facts = webhook._text_of(self)
        outcome, said, asked = webhook._post(text, facts)
        now = fields.Datetime.now()
        if outcome == "sent":
            self.write(
                {
                    "state": "sent",
                    "date_sent": now,
                    "date_next": False,
                    "content": False,
                    "error": False,
                }
            )
        elif outcome == "later" and self.attempts < webhook.max_attempts:
            minutes = webhook_formats.wait(self.attempts, webhook.retry_minutes, asked)
            again = now + timedelta(minutes=minutes)
            self.write({"state": "pending", "date_next": again, "error": said})
            self._wake(again)
        else:
            self.write({"state": "failed", "date_next": False, "error": said})

    # ---------------------------------------------------------------------------- cron

    @api.model
    def _cron_send(self):
        """One at a time: each is marked before it leaves, and noted after it did.

        Both are committed. So it is never sent twice, whatever stops; what was under
        way then is listed as failed.
        """
        Cron = self.env["ir.cron"]
        self._fail_interrupted()
        while message := self._take():
            # Committed before it is sent, so that nobody else takes it.
            if not Cron._commit_progress(0):
                message.write({"state": "pending", "date_next": fields.Datetime.now()})
                message.attempts -= 1
                self._wake()
                return
            message._send()
            self.env.flush_all()
            if not Cron._commit_progress(1):
                self._wake()
                return
        self._wake_for_the_rest()

    @api.model
    def _take(self):
        """The next message whose robot takes one more, marked as being sent."""
        for _attempt in range(TRIES):
            try:
                return self._take_next()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody else took it since this transaction began to look.
                self.env.cr.rollback()
        return self.browse()

    @api.model
    def _take_next(self):
        self.env.flush_all()
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE customer_policy_webhook_message
                   SET state = 'sending', attempts = COALESCE(attempts, 0) + 1,
                       date_next = %(lease)s
                 WHERE id = (
                    SELECT message.id
                      FROM customer_policy_webhook_message message
                      JOIN customer_policy_webhook webhook
                        ON webhook.id = message.webhook_id
                     WHERE message.state = 'pending' AND message.date_next <= %(now)s
                       AND %(room)s
                     ORDER BY message.date_next, message.id LIMIT 1
                       FOR NO KEY UPDATE OF message SKIP LOCKED)
                RETURNING id
                """,
                lease=now + LEASE,
                now=now,
                room=self.env["customer.policy.webhook"]._room(now),
            )
        )
        self.env.invalidate_all()
        return self.sudo().browse(id_ for (id_,) in rows)

    @api.model
    def _fail_interrupted(self):
        """Whether they arrived nobody knows: people decide, no machine sends twice."""
        lost = self.sudo().search(
            [("state", "=", "sending"), ("date_next", "<", fields.Datetime.now())]
        )
        lost = lost._lock_in(("sending",))
        lost.write(
            {
                "state": "failed",
                "date_next": False,
                "error": self.env._(
                    "The server stopped while sending. Look whether it arrived, and "
                    "send it again if not."
                ),
            }
        )

    @api.model
    def _wake_for_the_rest(self):
        """Robots that have had enough for this minute go on in the next."""
        now = fields.Datetime.now()
        if self.sudo().search_count(
            [("state", "=", "pending"), ("date_next", "<=", now)], limit=1
        ):
            self._wake(now + timedelta(minutes=1))

    @api.autovacuum
    def _gc_sent(self):
        """What arrived is of no use after three months."""
        old = fields.Datetime.now() - timedelta(days=90)
        self.sudo().search(
            [("state", "in", ("sent", "cancelled")), ("create_date", "<", old)],
            limit=10_000,
        ).unlink()
