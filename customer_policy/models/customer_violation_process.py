from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_datetime

from ..tools import violation_process
from .customer_policy_arguments import takes, text


class CustomerViolation(models.Model):
    """States, and who may lead a violation from one to the next."""

    _inherit = "customer.violation"

    # ------------------------------------------------------------------------ actions

    def action_investigate(self):
        self._begin_act()
        self._move("investigate", {"officer_id": self.env.uid})
        self._drop_activities()

    @takes(reason=text)
    def action_send_back(self, reason=None):
        """Whoever decides wants more to be found out first."""
        reason = self._required_reason(reason)
        self._begin_act(deciding=True)
        for violation in self:
            violation._check_not_proposer()
        self._move("send_back", {"proposed_by_id": False})
        self._note(reason)

    @takes(opinion=text)
    def action_decide(self, opinion=None):
        """Approve what somebody else proposed; the ladder computes the step now."""
        self._begin_act(deciding=True)
        self._check_state("decide")
        for violation in self:
            violation._check_not_proposer()
        self._decide_steps()
        self.sudo().penalty_ids._check_ready()
        self._move(
            "decide",
            {
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
                "opinion": opinion,
            },
        )
        self._drop_activities()

    def action_enforce(self):
        """Serve the notice: penalties begin, and so does the time for an appeal."""
        self._begin_act()
        self._check_union_notice()
        now = fields.Datetime.now()
        self._move("enforce", {"date_in_force": now, "is_sealed": False})
        violations = self.sudo()
        violations._fill_notice_numbers()
        violations._open_appeal()
        violations.penalty_ids._take_effect()
        self._request_seal()
        self._tell_notice()

    def action_close(self):
        """File a case whose penalties are carried out."""
        self._begin_act()
        self._check_state("close")
        for violation in self:
            violation._check_may_close()
        self._move("close", {"date_closed": fields.Datetime.now()})
        self._drop_activities()

    @takes(reason=text)
    def action_revoke(self, reason=None):
        """End a case that was wrong; it counts no longer, its penalties end."""
        reason = self._required_reason(reason)
        self._begin_act(deciding=True)
        self._revoke("revoke", reason)

    # ----------------------------------------------------------------------- business

    @api.model
    def _required_reason(self, reason):
        return self.env["customer.access.mixin"]._required_reason(reason)

    def _revoke(self, act, reason):
        self._check_state(act)
        stood = self.filtered(lambda v: v.state in violation_process.STANDING)
        self._move(
            act,
            {
                "revoke_reason": reason,
                "revoked_by_id": self.env.uid,
                "date_closed": fields.Datetime.now(),
                "is_sealed": False,
            },
        )
        self.sudo().penalty_ids._cancel()
        self._void_seals()
        self._lift_hold(self.env._("The violation was revoked"))
        self._drop_activities()
        stood._propose_later_steps()

    def _check_state(self, act):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for violation in self:
            if violation_process.next_state(act, violation.state) is None:
                raise UserError(
                    self.env._(
                        "%(case)s is in the state “%(state)s”, where this cannot be "
                        "done.",
                        case=violation.display_name,
                        state=labels[violation.state],
                    )
                )

    def _move(self, act, values=None):
        self._check_state(act)
        target = violation_process.PATH[act][1]
        self.sudo().write({"state": target, **(values or {})})

    def _check_not_proposer(self):
        self.ensure_one()
        if self.env.user == self.proposed_by_id:
            raise AccessError(
                self.env._(
                    "You proposed the penalty of %(case)s. Somebody else approves it.",
                    case=self.display_name,
                )
            )

    def _check_may_close(self):
        self.ensure_one()
        case = self.sudo()
        if not case._is_appeal_over():
            raise UserError(
                self.env._(
                    "%(case)s can still be appealed against until %(date)s.",
                    case=self.display_name,
                    date=format_datetime(self.env, case.date_appeal_until),
                )
            )
        left = case.penalty_ids.filtered(lambda p: p.state in ("pending", "in_force"))
        if left:
            raise UserError(
                self.env._(
                    "Not all penalties of %(case)s are carried out. Record how, or "
                    "cancel them: %(penalties)s.",
                    case=self.display_name,
                    penalties=", ".join(left.mapped("display_name")),
                )
            )

    def _note(self, text):
        self.sudo()._message_log_batch(bodies=dict.fromkeys(self.ids, text))

    # --------------------------------------------------------------------------- mail

    def _tell_officers(self):
        """Somebody has to look at it; no text of the case leaves it."""
        for violation in self:
            people = violation._people_who_decide()
            violation.sudo()._ask(
                "customer_policy.mail_activity_type_violation_report", people[-1:]
            )

    def _ask(self, activity_type, users):
        """Give people work on the case, without a mail."""
        for violation in self.with_context(mail_activity_quick_update=True):
            for user in users:
                violation.activity_schedule(activity_type, user_id=user.id)

    def _drop_activities(self):
        self.sudo().activity_unlink(
            [
                "customer_policy.mail_activity_type_violation_report",
                "customer_policy.mail_activity_type_violation_decision",
                "customer_policy.mail_activity_type_violation_step",
            ]
        )
