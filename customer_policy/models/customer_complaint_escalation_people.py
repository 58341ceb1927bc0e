from odoo import api, models

LEVELS = ("handler", "head", "general_manager")


class CustomerComplaint(models.Model):
    """Who is told of a case's deadlines, and who takes it over."""

    _inherit = "customer.complaint"

    def _people_for(self, wanted):
        """Who is told: of each case the people of a level, or else of the next above.

        Nobody who stands aside, has left or must not know the customer.

        :param wanted: pairs of a case and one of ``LEVELS``, or the id of a role
        :return: ({(case, level): users}, cases that nobody may be told of)
        """
        cases = self.browse({complaint.id for complaint, _level in wanted}).sudo()
        people = cases._people_of_levels({level for _complaint, level in wanted})
        everybody = self.env["res.users"].sudo().union(*people.values())
        hidden = self.env["customer.confidentiality"]._hidden_from(
            cases.partner_id, everybody
        )
        chosen, lost = {}, cases.browse()
        for complaint, level in wanted:
            complaint = complaint.sudo()
            above = self._levels_from(level)
            users = next(filter(None, (people[complaint.id, one] for one in above)), ())
            may_know = everybody.browse(
                user.id for user in users if complaint.partner_id not in hidden[user]
            )
            if level not in LEVELS and people[complaint.id, level]:
                # The holder, or else the stand-in: never both.
                may_know = may_know[:1]
            chosen[complaint, level] = may_know
            if users and not may_know:
                lost |= complaint
        return chosen, lost

    def _people_of_levels(self, levels):
        """:return: {(id of the case, level): users}, also of the levels above these"""
        needed = {one for level in levels for one in self._levels_from(level)}
        people = {
            (complaint.id, level): complaint._not_barred(complaint._people_of(level))
            for complaint in self
            for level in LEVELS
            if level in needed
        }
        roles = self.env["customer.policy.role"].browse(needed - set(LEVELS))
        lines = self._lines_of_roles(roles) if roles else {}
        for (complaint, role), users in lines.items():
            people[complaint.id, role.id] = users
        return people

    @api.model
    def _levels_from(self, level):
        """A level and those above it; above a role is the head of the team."""
        if level in LEVELS:
            return LEVELS[LEVELS.index(level) :]
        return (level, *LEVELS[1:])

    def _people_of(self, level):
        if level == "handler":
            return (self.user_id or self.responsible_id).sudo()
        if level == "head":
            return self._first_head_not_barred().sudo()
        return self._deciders("general_manager").sudo()

    def _tell_nobody_is_told(self):
        """Those who may know the customer are none of those who should be told."""
        barred = self._barred_users()
        users = self.env["res.users"].sudo().browse(set().union(*barred.values()))
        self.partner_id._tell_nobody_may_take_over(users)

    def _reassign(self, clause):
        """To another member of the team, as cases are assigned there."""
        before = {complaint: complaint.user_id for complaint in self}
        for team, complaints in self.filtered("team_id").grouped("team_id").items():
            people = team._people_present()
            barred = complaints._who_must_not_have_it(people)
            for complaint in complaints:
                barred[complaint].add(complaint.user_id)
            given = complaints._choose_among(team, people, barred)
            changed = complaints.filtered(lambda c, given=given: c in given)
            for user, some in changed.grouped(lambda c, given=given: given[c]).items():
                some.user_id = user
        changed = self.filtered(lambda c: c.user_id != before[c])
        text = self.env._("Given to somebody else, as a deadline was missed.")
        if clause:
            text = self.env._(
                "Given to somebody else under clause %(clause)s, as a deadline was "
                "missed.",
                clause=clause.display_name,
            )
        changed._message_log_batch(bodies=dict.fromkeys(changed.ids, text))

    # ---------------------------------------------------------------------- activities

    def _stop_clocks(self, steps, moment=None):
        res = super()._stop_clocks(steps, moment)
        self.sudo().deadline_ids._drop_what_is_settled()
        return res

    def _drop_clocks(self):
        told = self.sudo().deadline_ids.filtered("escalated")
        res = super()._drop_clocks()
        told._drop_what_is_settled()
        return res

    def _refresh_clocks(self):
        res = super()._refresh_clocks()
        # Which rules fit may have changed where no deadline has.
        clocks = self.sudo().deadline_ids
        self.env.add_to_compute(clocks._fields["date_escalation"], clocks)
        clocks._drop_what_is_settled()
        return res

    def _after_hand_over(self):
        """What was asked of the one before is asked of who has the case now."""
        if not self.env.context.get("mail_notrack"):
            activities = self.env["customer.complaint.deadline"]._activities_of(
                self.ids
            )
            for activity in activities:
                user = self.sudo().browse(activity.res_id).user_id
                if user:
                    activity.user_id = user
        return super()._after_hand_over()
