from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_datetime

ACTIVITY = "customer_policy.mail_activity_type_complaint_deadline"
LISTED = 50


class CustomerComplaintDeadline(models.Model):
    """What people are told of deadlines: each of them once for many."""

    _inherit = "customer.complaint.deadline"

    @api.model
    def _tell(self, due):
        """Tell everybody what is due, in one notice each.

        :param due: pairs of a clock and a rule
        """
        if not due:
            return
        complaints = self.env["customer.complaint"]
        wanted = [(clock.complaint_id, rule.target) for clock, rule in due]
        people, lost = complaints._people_for(wanted)
        notices = {}
        for clock, rule in due:
            for user in people[clock.complaint_id.sudo(), rule.target]:
                # A rule for the handler and one for the head may reach the same person.
                notices.setdefault(user, {}).setdefault(clock, rule.timing)
        for user, clocks in notices.items():
            self._tell_person(user, clocks)
        self._give_to_do(due, people)
        if lost:
            lost._tell_nobody_is_told()
        self._reassign_for(due)

    @api.model
    def _tell_person(self, user, clocks):
        """:param clocks: {clock: timing of the rule}"""
        env = self.env(context={"lang": user.lang, "tz": user.tz}, su=True)
        cases = self.browse().union(*clocks).complaint_id
        thread = cases if len(cases) == 1 else env["mail.thread"]
        mine = self.with_env(env)
        thread.with_env(env).message_notify(
            partner_ids=user.partner_id.ids,
            author_id=env.ref("base.partner_root").id,
            subject=mine._notice_subject(clocks),
            body=mine._notice_body(clocks, user),
            force_send=False,
        )

    @api.model
    def _notice_subject(self, clocks):
        missed = [clock for clock, timing in clocks.items() if timing != "before"]
        if missed:
            return self.env._("Deadlines missed: %(count)s", count=len(missed))
        return self.env._("Deadlines ahead: %(count)s", count=len(clocks))

    @api.model
    def _notice_body(self, clocks, user):
        """Cases by their numbers: a notice stays where it is when a case is hidden."""
        titles = {
            "after": self.env._("Missed long ago, and still not done:"),
            "at": self.env._("Missed:"),
            "before": self.env._("Due soon:"),
        }
        parts = []
        for timing, title in titles.items():
            chosen = [clock for clock, when in clocks.items() if when == timing]
            if chosen:
                rows = Markup("").join(
                    clock.with_env(self.env)._notice_line(user)
                    for clock in chosen[:LISTED]
                )
                parts.append(Markup("<p>%s</p><ul>%s</ul>") % (title, rows))
            if more := len(chosen[LISTED:]):
                text = self.env._("… and %(count)s more.", count=more)
                parts.append(Markup("<p>%s</p>") % text)
        return Markup("").join(parts)

    def _notice_line(self, user):
        labels = dict(self._fields["step"]._description_selection(self.env))
        return Markup(
            '<li><a href="/odoo/customer.complaint/%s">%s</a> %s: %s</li>'
        ) % (
            self.complaint_id.id,
            self.complaint_id.number or self.complaint_id.id,
            labels[self.step],
            format_datetime(self.env, self.date_deadline, tz=user.tz or "UTC"),
        )

    # ---------------------------------------------------------------------- activities

    @api.model
    def _give_to_do(self, due, people):
        """A missed deadline is to do for who handles the case, once for each case."""
        todo = {}
        for clock, rule in due:
            if (rule.timing, rule.target) == ("at", "handler"):
                complaint = clock.complaint_id.sudo()
                if users := people[complaint, "handler"]:
                    todo[complaint.id] = users[0]
        if not todo:
            return
        there = set(self._activities_of(list(todo)).mapped("res_id"))
        kind = self.env.ref(ACTIVITY)
        model_id = self.env["ir.model"]._get_id("customer.complaint")
        today = fields.Date.context_today(self)
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        quiet.sudo().create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": complaint_id,
                    "user_id": user.id,
                    "automated": True,
                    "date_deadline": today,
                }
                for complaint_id, user in todo.items()
                if complaint_id not in there
            ]
        )

    @api.model
    def _activities_of(self, complaint_ids):
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "customer.complaint"),
                    ("res_id", "in", complaint_ids),
                    ("activity_type_id", "=", self.env.ref(ACTIVITY).id),
                ]
            )
        )

    def _drop_what_is_settled(self):
        """Nobody is asked for what is met, or does not matter any more."""
        told = self.sudo().filtered("escalated").complaint_id
        now = fields.Datetime.now()
        settled = told.filtered(
            lambda c: (
                not c.deadline_ids.filtered(
                    lambda clock: not clock.date_met and clock.date_deadline < now
                )
            )
        )
        if settled:
            self._activities_of(settled.ids).unlink()

    # ------------------------------------------------------------------------ handover

    @api.model
    def _reassign_for(self, due):
        """Rules that give a case to somebody else, each under its clause."""
        cases = {}
        for clock, rule in due:
            if rule.is_reassigned:
                cases.setdefault(rule.id, set()).add(clock.complaint_id.id)
        for rule_id, ids in cases.items():
            rule = self.env["customer.complaint.escalation"].sudo().browse(rule_id)
            complaints = self.env["customer.complaint"].sudo().browse(sorted(ids))
            complaints._reassign(rule.clause_id)
