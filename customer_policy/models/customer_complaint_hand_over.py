from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerComplaint(models.Model):
    """All that a colleague has goes to somebody else, in one step.

    Responsibility moves when the new handler accepts. Who gets something is told once.
    """

    _inherit = "customer.complaint"

    @api.model
    def _cases_of(self, user):
        """The open cases that somebody handles, or is responsible for alone."""
        mine = Domain("user_id", "=", user.id)
        mine |= Domain("user_id", "=", False) & Domain("responsible_id", "=", user.id)
        return self.search(Domain("is_open", "=", True) & mine)

    def _hand_over(self, user, to_user=None, reason=None):
        """Hand these cases of ``user`` over.

        :param to_user: the new handler; the team's members present, if not given
        :return: {case: why it stays where it is}, of those that do
        """
        self._begin_act()
        reasons = {}
        if to_user:
            reasons = self._why_not_to(to_user)
            given = self.filtered(lambda case: case not in reasons)
            given.user_id = to_user
        else:
            given = self._hand_to_teams(user)
            why = self.env._("Nobody of the team is there who may have it.")
            reasons = dict.fromkeys(self - given, why)
        given._hand_over_activities(user)
        given._log_hand_over(user, reason)
        return reasons

    def _hand_to_teams(self, user):
        """By each team's own method; by load, where a team assigns by hand."""
        before = {case: case.user_id for case in self}
        for team, cases in self.filtered("team_id").grouped("team_id").items():
            cases._assign_within(team.sudo(), without=user)
        return self.filtered(
            lambda case: case.user_id and case.user_id not in (before[case], user)
        )

    def _why_not_to(self, user):
        """:return: {case: reason}, of those that a user must not have"""
        barred = self._barred_users()
        hidden = self.env["customer.confidentiality"]._hidden_from(
            self.sudo().partner_id, user
        )[user]
        is_officer = user in self._officers() and user.active
        reasons = {}
        for case in self:
            if not is_officer:
                reasons[case] = self.env._("%s is no complaint officer.", user.name)
            elif user.id in barred[case.id]:
                reasons[case] = self.env._("%s stands aside in it.", user.name)
            elif case.sudo().partner_id.id in hidden._ids:
                reasons[case] = self.env._("%s may not see the customer.", user.name)
            elif case.company_id not in user.sudo().company_ids:
                reasons[case] = self.env._("%s does not work there.", user.name)
        return reasons

    def _hand_over_activities(self, user):
        """What was to be done on the cases goes along; deciding stays personal."""
        decision = self.env.ref("customer_policy.mail_activity_type_complaint_decision")
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("user_id", "=", user.id),
                    ("activity_type_id", "!=", decision.id),
                ]
            )
        )
        handlers = {case.id: case.user_id for case in self}
        # The new handler is told of the cases, which is enough.
        quiet = activities.with_context(mail_activity_quick_update=True)
        for handler, some in quiet.grouped(lambda a: handlers[a.res_id]).items():
            some.user_id = handler

    def _log_hand_over(self, user, reason):
        if not self:
            return
        text = self.env._("Handed over from %(user)s.", user=user.sudo().name)
        if reason:
            text = f"{text} {reason}"
        self._message_log_batch(bodies=dict.fromkeys(self.ids, text))

    @api.model
    def _hand_over_all_of(self, users):
        """Somebody leaves: nothing open stays with a person who is gone.

        What the team cannot take goes to its head; else nobody has it, which shows.
        """
        reason = self.env._("The account was archived.")
        # Whoever archives may stand aside in a case, which is no reason to refuse it.
        every = self.with_user(SUPERUSER_ID)
        for user in users:
            cases = every._cases_of(user).filtered("user_id")
            if not cases:
                continue
            left = cases._hand_over(user, reason=reason)
            heads = {case: case._first_head_not_barred() - user for case in left}
            still = every.union(*left)
            for head, some in still.grouped(lambda c, heads=heads: heads[c]).items():
                some.user_id = head
            still._hand_over_activities(user)

    def action_hand_over(self):
        """Open the step for the handler of the chosen cases."""
        handlers = self.user_id
        if len(handlers) != 1:
            raise UserError(
                self.env._("Choose cases of one handler, whose cases go over.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over Cases"),
            "res_model": "customer.complaint.hand.over",
            "view_mode": "form",
            "target": "new",
            "context": {"default_from_user_id": handlers.id},
        }
