from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

CHUNK = 1000


class CustomerComplaint(models.Model):
    """Telling people what they got: one notice each, behind the request that gave it.

    Whoever registers a case does not wait for somebody else's mail, and who gets ten
    cases in a minute is told once. Until they have accepted it, whoever registered the
    case is responsible: a minute costs nothing.
    """

    _inherit = "customer.complaint"

    is_notice_due = fields.Boolean(
        copy=False,
        policy_protected=True,
        help="The handler has not been told yet that the case is theirs.",
    )

    _notice_due = models.Index("(id) WHERE is_notice_due IS TRUE")

    def _ask_for_notices(self):
        """Mark what was given to somebody else; they are told within the minute."""
        given = self.filtered(
            lambda c: c.is_open and c.user_id and c.user_id != self.env.user
        )
        given.sudo().is_notice_due = True

    # ---------------------------------------------------------------------------- mail

    def _tell_handlers(self):
        """One notice for everybody who got something, whatever the number of cases."""
        self.is_notice_due = False
        given = self.filtered(lambda c: c.is_open and c.user_id.active)
        for user, complaints in given.grouped("user_id").items():
            # Whoever writes from outside does not decide what staff read.
            complaints = complaints.with_context(lang=user.lang)  # noqa: PLW2901
            record = complaints if len(complaints) == 1 else self.env["mail.thread"]
            record.message_notify(
                partner_ids=user.partner_id.ids,
                subject=complaints._assignment_subject(user),
                body=complaints._assignment_body(user),
                force_send=False,
            )

    def _assignment_subject(self, user):
        if len(self) == 1:
            return self.env._("Assigned to you: %(case)s", case=self.display_name)
        return self.env._("%(count)s cases assigned to you", count=len(self))

    def _assignment_body(self, user):
        """A notice about several stays when one of them is hidden: by its number."""
        is_one = len(self) == 1
        links = Markup("").join(
            Markup('<li><a href="/odoo/customer.complaint/%s">%s</a></li>')
            % (complaint.id, complaint.display_name if is_one else complaint.number)
            for complaint in self
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._("Please accept, or hand over to somebody else:"),
            links,
        )

    # ---------------------------------------------------------------------------- cron

    @api.model
    def _cron_tell_handlers(self):
        """Tell who got cases, in pieces; each is committed with the mark of it."""
        Cron = self.env["ir.cron"]
        while complaints := self._lock_untold(CHUNK):
            complaints._tell_handlers()
            more = len(complaints) == CHUNK
            left = Cron._commit_progress(len(complaints), remaining=int(more))
            if not (more and left):
                return

    @api.model
    def _lock_untold(self, limit):
        """Cases whose handler is to be told, without those somebody else is at."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM customer_complaint WHERE is_notice_due IS TRUE
                 ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
                """,
                limit,
            )
        )
        self.env.invalidate_all()
        return self.sudo().browse(id_ for (id_,) in rows)
