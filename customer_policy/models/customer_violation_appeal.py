from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_datetime

from .customer_policy_arguments import takes, text


class CustomerViolation(models.Model):
    """An appeal goes to somebody who has not decided before."""

    _inherit = "customer.violation"

    appeal = fields.Text(copy=False, policy_protected=True)
    date_appeal = fields.Datetime("Appealed on", copy=False, policy_protected=True)
    date_appeal_until = fields.Datetime(
        "Appeal until", copy=False, policy_protected=True
    )
    appeal_opinion = fields.Text(copy=False, policy_protected=True)
    appeal_outcome = fields.Selection(
        [("rejected", "Appeal Rejected"), ("granted", "Allowed")],
        copy=False,
        policy_protected=True,
    )
    appeal_decided_by_id = fields.Many2one(
        "res.users", copy=False, ondelete="restrict", policy_protected=True
    )
    date_acknowledged = fields.Datetime(
        "Receipt Confirmed on", copy=False, policy_protected=True
    )
    acknowledge_channel = fields.Selection(
        [
            ("user", "In person, logged in"),
            ("link", "By the personal link"),
            ("paper", "Signed on paper"),
            ("refused", "Refused to sign, before a witness"),
        ],
        "Acknowledged by",
        copy=False,
        policy_protected=True,
    )
    witness = fields.Char(copy=False, policy_protected=True)

    # ------------------------------------------------------------------------ actions

    def action_acknowledge(self):
        """The person has received the notice; that is no consent."""
        self.ensure_one()
        self._check_is_mine()
        self._acknowledge("user")

    @takes(witness=text)
    def action_record_acknowledgement(self, refused=False, witness=None):
        """Signed on paper, or refused to before somebody who saw it."""
        self._begin_act()
        self.ensure_one()
        if refused and not witness:
            raise UserError(self.env._("Name the witness of the refusal."))
        self._acknowledge("refused" if refused else "paper", witness)

    @takes(appeal=text)
    def action_appeal(self, appeal=None):
        """The person appeals; an officer records an appeal on paper."""
        self.ensure_one()
        if (
            not self.env.user.has_groups("customer_policy.group_violation_officer")
            or self.env.user in self.sudo().employee_id.user_id
        ):
            self._check_is_mine()
            self._lock_for_act()
        else:
            self._begin_act()
        self._appeal(appeal)

    @takes(opinion=text)
    def action_decide_appeal(self, granted=False, opinion=None):
        """Somebody who has not proposed or decided it looks at it anew."""
        opinion = self._required_reason(opinion)
        self._begin_act(deciding=True)
        self._check_state("reject_appeal")
        for violation in self:
            violation._check_not_decider()
        values = {
            "appeal_opinion": opinion,
            "appeal_decided_by_id": self.env.uid,
            "appeal_outcome": "granted" if granted else "rejected",
        }
        if granted:
            self._revoke("grant_appeal", opinion)
            self.sudo().write(values)
        else:
            self._move("reject_appeal", values)
        self._drop_activities()
        self._tell_person(self._appeal_text)

    # ----------------------------------------------------------------------- business

    def _check_is_mine(self):
        self.check_access("read")
        if self.env.user not in self.sudo().employee_id.user_id:
            raise AccessError(self.env._("Only the person concerned does this."))

    def _open_appeal(self):
        now = fields.Datetime.now()
        for violation in self:
            days = violation.type_id.ladder_id.appeal_days
            violation.date_appeal_until = now + timedelta(days=days)

    def _is_appeal_over(self):
        until = self.date_appeal_until
        return bool(self.appeal_outcome or not until or until <= fields.Datetime.now())

    def _acknowledge(self, channel, witness=None):
        violation = self.sudo()
        if violation.state not in ("in_force", "appealed", "closed"):
            raise UserError(self.env._("There is no notice to acknowledge yet."))
        if violation.date_acknowledged:
            raise UserError(self.env._("The notice has been acknowledged already."))
        violation.write(
            {
                "date_acknowledged": fields.Datetime.now(),
                "acknowledge_channel": channel,
                "witness": witness,
            }
        )

    def _appeal(self, appeal):
        self._check_state("appeal")
        if not (appeal or "").strip():
            raise UserError(self.env._("Write why you appeal."))
        violation = self.sudo()
        if violation.appeal_outcome:
            raise UserError(
                self.env._(
                    "The appeal against %(case)s has been decided.",
                    case=self.display_name,
                )
            )
        if violation.date_appeal_until <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "The time for an appeal ended on %(date)s.",
                    date=format_datetime(self.env, violation.date_appeal_until),
                )
            )
        self._move(
            "appeal", {"appeal": appeal.strip(), "date_appeal": fields.Datetime.now()}
        )
        others = violation._people_who_decide().filtered(
            lambda user: not violation._has_decided(user)
        )
        violation._ask(
            "customer_policy.mail_activity_type_violation_decision", others[:1]
        )

    def _has_decided(self, user):
        return user in self.proposed_by_id | self.decided_by_id

    def _check_not_decider(self):
        if self._has_decided(self.env.user):
            raise AccessError(
                self.env._(
                    "You proposed or decided %(case)s. Somebody else decides on the "
                    "appeal.",
                    case=self.display_name,
                )
            )

    # --------------------------------------------------------------------------- mail

    @staticmethod
    def _appeal_text(reader):
        return (
            reader.env._("Your appeal has been decided"),
            reader.env._("Read the decision under “My Record”."),
        )
