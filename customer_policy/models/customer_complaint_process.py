from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import complaint_process
from .customer_policy_arguments import check_saved, takes, text

OFFICER = "customer_policy.group_complaint_officer"
MANAGER = "customer_policy.group_complaint_manager"
REPORT = ("cause", "course", "conclusion", "countermeasure", "prevention")


class CustomerComplaint(models.Model):
    """States, and who may lead a case from one to the next."""

    _inherit = "customer.complaint"

    missing_report = fields.Char(
        "Missing in the Report", compute="_compute_missing_report"
    )
    next_role = fields.Selection(
        [
            ("department_head", "Head of Department"),
            ("general_manager", "General Manager"),
        ],
        "Decides Next",
        compute="_compute_next_role",
    )

    @api.depends(*REPORT)
    def _compute_missing_report(self):
        for complaint in self:
            missing = [
                complaint._fields[name]._description_string(self.env)
                for name in REPORT
                if not complaint[name]
            ]
            complaint.missing_report = ", ".join(missing)

    @api.depends("state", "severity", "decision_ids")
    def _compute_next_role(self):
        proposed = self.filtered(lambda complaint: complaint.state == "proposed")
        (self - proposed).next_role = False
        for complaint in proposed:
            complaint.next_role = complaint._roles_left()[:1].role

    # ------------------------------------------------------------------------- actions

    def action_accept(self):
        """Take a case up, or accept that it was handed over.

        Until somebody does, whoever registered it, or had it, stays responsible.
        """
        self._begin_act(deciding=True)
        handed_over = self.filtered(
            lambda c: c.state != "new" and c.is_open and c.user_id == self.env.user
        )
        handed_over = handed_over.filtered(lambda c: c.responsible_id != c.user_id)
        handed_over.sudo().responsible_id = self.env.user
        new = self - handed_over
        new._check_assigned_to_me()
        now = fields.Datetime.now()
        new._move("accept", {"date_accepted": now, "responsible_id": self.env.uid})

    def action_investigate(self):
        self._begin_act(deciding=True)
        self._move("investigate")

    @takes(opinion=text)
    def action_propose(self, opinion=None):
        """Lay the findings before those who decide."""
        self._begin_act(deciding=True)
        for severity, complaints in self.grouped("severity").items():
            chain = self.env["customer.complaint.approval"]._chain(severity)
            if any(chain.mapped("needs_report")):
                complaints._check_report()
        self._move("propose")
        self._note_decision("handler", "proposed", opinion)
        for complaint in self:
            if complaint._roles_left():
                complaint._invite_decider()
            else:
                complaint._move("approve")

    @takes(opinion=text)
    def action_approve(self, opinion=None):
        """Decide in the role whose turn it is; the last one settles it."""
        self._begin_act(deciding=True)
        self._check_state("approve")
        for complaint in self:
            left = complaint._roles_left()
            role = left[:1].role
            complaint._check_may_decide(role)
            complaint._note_decision(role, "approved", opinion)
            if len(left) <= 1:
                complaint._move("approve")
            else:
                complaint._invite_decider()

    @takes(opinion=text)
    def action_reject(self, opinion=None):
        """Send a proposal back to the handler."""
        self._begin_act(deciding=True)
        self._check_state("reject")
        for complaint in self:
            role = complaint._roles_left()[:1].role
            complaint._check_may_decide(role)
            complaint._note_decision(role, "rejected", opinion)
        self._move("reject")

    def action_execute(self):
        self._begin_act()
        self._move("execute")

    def action_answer(self):
        self._begin_act()
        self._check_reply()
        self._move("answer", {"date_answered": fields.Datetime.now()})

    def action_close(self):
        self._begin_act(deciding=True)
        self._check_no_open_actions()
        self._move("close", {"date_closed": fields.Datetime.now()})
        self._drop_clocks()

    @takes(opinion=text)
    def action_unfounded(self, opinion=None):
        """There was no reason for it: it ends with a polite answer."""
        self._begin_act(deciding=True)
        self._check_no_open_actions()
        self._move("unfounded", {"date_closed": fields.Datetime.now()})
        self._note_decision("handler", "unfounded", opinion)
        self._drop_clocks()

    @takes(reason=text)
    def action_reopen(self, reason=None):
        """Take it up again, one level up, with new clocks."""
        self._begin_act()
        self._check_state("reopen")
        self._drop_clocks()
        for complaint in self:
            complaint._move(
                "reopen",
                {
                    "reopen_count": complaint.reopen_count + 1,
                    "date_closed": False,
                    "date_answered": False,
                },
            )
        if reason:
            self._message_log_batch(bodies=dict.fromkeys(self.ids, reason))
        self._lift_one_level()
        self._start_clocks(fields.Datetime.now())

    @takes(reason=text)
    def action_wait_customer(self, reason=None):
        """Stop the clocks: it is the customer's turn."""
        self._begin_act()
        for complaint in self:
            if not complaint.is_open or complaint.is_waiting:
                raise UserError(
                    self.env._(
                        "%(case)s is over or waits already.",
                        case=complaint.display_name,
                    )
                )
        self._pause_clocks()
        self.sudo().is_waiting = True
        if reason:
            self._message_log_batch(bodies=dict.fromkeys(self.ids, reason))

    def action_resume(self):
        """Let the clocks go on, later by the working time that they stood still."""
        self._begin_act()
        self._resume()

    # ------------------------------------------------------------------------ business

    def _receive(self):
        """All that happens to cases when they come in, however many at once."""
        self._check_not_about_oneself()
        new = self.sudo().with_context(mail_notrack=True)
        for complaint in new:
            if not complaint.first_responsible_id:
                head = complaint._first_head_not_barred()
                complaint.first_responsible_id = complaint.responsible_id = head
        # In this order: whom a case goes to is looked up before anything is changed.
        new._assign_handlers()
        new._fill_numbers()
        new._start_clocks()
        new._cut_off_recused()
        self._ask_for_notices()

    def _begin_act(self, deciding=False):
        """Before every act: the right to it, and nobody else at it just now."""
        self._check_officer()
        self.check_access("write")
        check_saved(self)
        self._check_not_barred(deciding)
        self._lock_for_act()

    def _check_officer(self):
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(
                self.env._("Only complaint officers lead a case on. Ask one of them.")
            )

    def _check_state(self, act):
        for complaint in self:
            target = complaint_process.next_state(complaint.kind, act, complaint.state)
            if target is None:
                self._refuse(complaint, act)

    def _refuse(self, complaint, act):
        labels = dict(self._fields["state"]._description_selection(self.env))
        if act == "accept" and complaint.state != "new":
            raise UserError(
                self.env._(
                    "%(user)s has accepted %(case)s already.",
                    user=complaint.sudo().responsible_id.name,
                    case=complaint.display_name,
                )
            )
        raise UserError(
            self.env._(
                "%(case)s is in the state “%(state)s”, where this cannot be done.",
                case=complaint.display_name,
                state=labels[complaint.state],
            )
        )

    def _move(self, act, values=None):
        """Lead cases to the next state, and stop the clocks that this act meets."""
        self._check_state(act)
        self.filtered("is_waiting")._resume()
        targets = {
            complaint.id: complaint_process.next_state(
                complaint.kind, act, complaint.state
            )
            for complaint in self
        }
        for target, complaints in self.grouped(lambda c: targets[c.id]).items():
            complaints.sudo().write({"state": target, **(values or {})})
        self._stop_clocks(complaint_process.met_by(act))

    def _check_assigned_to_me(self):
        """Take what nobody has; what somebody else has, he or she accepts."""
        for complaint in self.filtered(lambda c: c.state == "new"):
            if complaint.user_id and complaint.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%(case)s is assigned to %(user)s. Assign it to yourself "
                        "first, then accept it.",
                        case=complaint.display_name,
                        user=complaint.user_id.name,
                    )
                )
        mine = self.filtered(lambda c: c.state == "new" and not c.user_id)
        mine.user_id = self.env.user

    def _check_report(self):
        for complaint in self:
            if complaint.kind == "complaint" and complaint.missing_report:
                raise UserError(
                    self.env._(
                        "The report on %(case)s is not complete. Still missing: "
                        "%(missing)s.",
                        case=complaint.display_name,
                        missing=complaint.missing_report,
                    )
                )

    def _check_reply(self):
        for complaint in self:
            if complaint.kind != "praise" and not complaint.reply:
                raise UserError(
                    self.env._(
                        "Write the reply to %(case)s first: each case is answered.",
                        case=complaint.display_name,
                    )
                )

    def _check_no_open_actions(self):
        for complaint in self.filtered("open_action_count"):
            raise UserError(
                self.env._(
                    "%(case)s has actions that are not done yet. Finish or cancel them "
                    "first.",
                    case=complaint.display_name,
                )
            )

    # ----------------------------------------------------------------------- decisions

    def _decisions_in_force(self):
        """What was decided since the last proposal."""
        self.ensure_one()
        decisions = self.sudo().decision_ids.sorted("id")
        proposals = decisions.filtered(lambda d: d.outcome == "proposed")
        return decisions.filtered(lambda d: d.id >= proposals[-1:].id)

    def _roles_left(self):
        """The links of the chain that have not decided yet, in their order."""
        chain = self.env["customer.complaint.approval"]._chain(self.severity)
        decided = self._decisions_in_force().mapped("role")
        return chain.filtered(lambda link: link.role not in decided)

    def _note_decision(self, role, outcome, opinion):
        now = fields.Datetime.now()
        self.sudo().activity_feedback(
            ["customer_policy.mail_activity_type_complaint_decision"]
        )
        self.env["customer.complaint.decision"].sudo().create(
            [
                {
                    "complaint_id": complaint.id,
                    "role": role,
                    "user_id": self.env.uid,
                    "date": now,
                    "opinion": opinion,
                    "outcome": outcome,
                }
                for complaint in self
            ]
        )

    def _check_may_decide(self, role):
        """One person, one decision; the head for the team, the manager for all."""
        self.ensure_one()
        user = self.env.user
        before = self._decisions_in_force().user_id
        if user in before:
            raise UserError(
                self.env._(
                    "You have already decided on %(case)s. The next decision is "
                    "somebody else's.",
                    case=self.display_name,
                )
            )
        if self.env.su or user in self._who_decide(role):
            return
        labels = dict(self._fields["next_role"]._description_selection(self.env))
        raise AccessError(
            self.env._(
                "The %(role)s decides on %(case)s now.",
                role=labels.get(role, role),
                case=self.display_name,
            )
        )

    def _deciders(self, role):
        """Who may decide in a role: never who stands aside, nor their subordinates."""
        self.ensure_one()
        managers = self._people_in(MANAGER)
        if role == "general_manager":
            chosen = self.team_id.sudo()._teams_upward().manager_id[:1]
            people = self._not_barred(chosen) or managers
        else:
            people = self._first_head_not_barred() | managers
        return self._not_barred(people)

    def _not_barred(self, users):
        self.ensure_one()
        barred = self._barred_users()[self.id]
        return users.filtered(lambda user: user.active and user.id not in barred)

    def _first_head_not_barred(self):
        """The head of the team; one level up where that is who is complained of."""
        self.ensure_one()
        for team in self.team_id.sudo()._teams_upward():
            if found := self._not_barred(team.user_id):
                return found
        employee = self.team_id.sudo().user_id.employee_ids.filtered(
            lambda e: e.company_id == self.company_id
        )[:1]
        seen = employee
        while employee := employee.parent_id - seen:
            seen |= employee
            if found := self._not_barred(employee.user_id):
                return found
        return self.env["res.users"].sudo()

    def _lift_one_level(self):
        """To the head, or whoever stands above a head who had it."""
        for complaint in self.sudo():
            heads = complaint.team_id._teams_upward().user_id
            heads |= complaint.team_id._teams_upward().manager_id
            above = heads - complaint.user_id
            if complaint.user_id in heads:
                place = heads.ids.index(complaint.user_id.id)
                above = heads[place + 1 :]
            if found := complaint._not_barred(above)[:1]:
                complaint.user_id = found
