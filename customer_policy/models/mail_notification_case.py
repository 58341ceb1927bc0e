from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_violation_access import AUDITOR, HANDLERS
from .mail_followers_case import CASES

COMPLAINT, VIOLATION = CASES


class MailNotification(models.Model):
    """Who was told what of a case is for those told, and those who read what is said.

    Odoo shows all notifications to all staff, each with the subject of its message.
    """

    _inherit = "mail.notification"

    is_of_readable_case = fields.Boolean(
        "Of a Readable Case",
        compute="_compute_is_of_readable_case",
        search="_search_is_of_readable_case",
        help="Of a case that one reads, or of no case.",
    )

    @api.depends_context("uid")
    def _compute_is_of_readable_case(self):
        domain = [("id", "in", self.ids), ("is_of_readable_case", "=", True)]
        readable = self.sudo().search(domain)
        for notification in self:
            notification.is_of_readable_case = notification.id in readable._ids

    def _search_is_of_readable_case(self, operator, value):
        if operator != "in":
            return NotImplemented
        readable = Domain.custom(
            to_sql=_of_readable_case,
            predicate=lambda notification: notification.is_of_readable_case,
        )
        return readable if True in value else ~readable

    @api.model
    def _cases_read(self):
        """:return: SELECTs of the complaints and violations of which the user reads
        what is said"""
        complaints = self.env[COMPLAINT].sudo(False).with_context(active_test=False)
        violations = self.env[VIOLATION].sudo(False).with_context(active_test=False)
        nothing = SQL("(SELECT 0 WHERE FALSE)")
        found = [nothing, nothing]
        if complaints.has_access("read"):
            found[0] = complaints._search([]).subselect()
        if self.env.user.has_groups(f"{HANDLERS},{AUDITOR}"):
            found[1] = violations._search([("is_about_me", "=", False)]).subselect()
        return found


def _of_readable_case(notifications, alias, _query):
    """A notice about a meeting on a case is about the case.

    One about no document may be about several cases: it is for those told, and for
    whoever wrote it.

    Asked of each row alone: there are many notifications, few of them of cases.
    """
    env = notifications.env
    complaints, violations = notifications._cases_read()
    message, event = env["mail.message"]._fields, env["calendar.event"]._fields
    return SQL(
        """
        NOT EXISTS (
            SELECT FROM mail_message said
         LEFT JOIN calendar_event meeting
                ON said.model = 'calendar.event' AND meeting.id = said.res_id
      CROSS JOIN LATERAL (
            SELECT COALESCE(meeting.res_model, said.model) AS name,
                   COALESCE(meeting.res_id, said.res_id) AS id) about
             WHERE said.id = %(message)s
               AND CASE about.name
                   WHEN %(complaint)s
                   THEN about.id IN %(recused)s
                        OR NOT (%(told)s OR about.id IN %(complaints)s)
                   WHEN %(violation)s
                   THEN about.id IN %(untold)s
                        OR NOT (%(told)s OR about.id IN %(violations)s)
                   WHEN %(action)s
                   THEN NOT %(told)s
                   ELSE about.name IS NULL
                        AND NOT (%(told)s
                                 OR said.author_id IS NOT DISTINCT FROM %(me)s)
                   END)
        """,
        message=SQL.identifier(alias, "mail_message_id"),
        told=SQL(
            "(%s IS NOT DISTINCT FROM %s)",
            SQL.identifier(alias, "res_partner_id"),
            env.user.partner_id.id,
        ),
        me=env.user.partner_id.id,
        complaint=COMPLAINT,
        action="customer.complaint.action",
        violation=VIOLATION,
        recused=env[COMPLAINT]._recused_sql(env.uid),
        untold=env[VIOLATION]._untold_sql(env.uid),
        complaints=complaints,
        violations=violations,
        to_flush=[
            *(message[name] for name in ("model", "res_id", "author_id")),
            *(event[name] for name in ("res_model", "res_id")),
        ],
    )
