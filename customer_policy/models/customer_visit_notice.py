from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_datetime

LISTED = 50


class CustomerVisit(models.Model):
    """What people are told of visits: each of them once for many.

    Visits go by their numbers: a notice stays where it is when a customer is hidden.
    """

    _inherit = "customer.visit"

    def _tell_visitors(self):
        """Who got visits, or whose visits moved; nobody hears of what he or she did."""
        theirs = self.filtered(lambda v: v.user_id and v.user_id != self.env.user)
        for user, visits in theirs.grouped("user_id").items():
            visits._tell_person(
                user, lambda env, count: env._("Visits for you: %(count)s", count=count)
            )

    def _tell_person(self, user, subject):
        """:param subject: function of an environment and the number of visits"""
        env = self.env(context={"lang": user.lang, "tz": user.tz}, su=True)
        visits = self.with_env(env).sorted("date_planned")
        text = subject(env, len(visits))
        env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            author_id=env.ref("base.partner_root").id,
            subject=text,
            body=visits._notice_body(text, user),
            force_send=False,
        )

    def _notice_body(self, title, user):
        zone = user.tz or "UTC"
        lines = Markup("").join(
            Markup('<li><a href="/odoo/customer.visit/%s">%s</a> %s</li>')
            % (visit.id, visit.number, format_datetime(self.env, moment, tz=zone))
            for visit in self[:LISTED]
            for moment in [visit.date_planned]
        )
        body = Markup("<p>%s</p><ul>%s</ul>") % (title, lines)
        if more := len(self[LISTED:]):
            text = self.env._("… and %(count)s more.", count=more)
            body += Markup("<p>%s</p>") % text
        return body

    @api.model
    def _by_head(self, visits):
        """:return: {user: visits of those who work for the user}"""
        heads = self._heads_of(visits.user_id)
        managers = self._managers()
        told = {}
        for visit in visits:
            for head in heads.get(visit.user_id, managers):
                told[head] = told.get(head, visits.browse()) | visit
        return told
