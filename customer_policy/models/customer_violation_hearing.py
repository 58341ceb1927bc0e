from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_datetime

from .customer_policy_arguments import takes, text


class CustomerViolation(models.Model):
    """Nobody is punished unheard: the person is asked, and has time to answer."""

    _inherit = "customer.violation"

    statement = fields.Text(copy=False, policy_protected=True)
    date_statement = fields.Datetime("Stated", copy=False, policy_protected=True)
    date_statement_until = fields.Datetime(
        "Statement until", copy=False, policy_protected=True
    )
    statement_channel = fields.Selection(
        [
            ("user", "In person, logged in"),
            ("link", "By the personal link"),
            ("paper", "On paper, recorded by the officer"),
            ("none", "Nothing stated in time"),
            ("refused", "Refused to state anything"),
        ],
        copy=False,
        policy_protected=True,
    )

    # ------------------------------------------------------------------------ actions

    def action_request_statement(self):
        """Lay the facts before the person and ask for a statement."""
        self._begin_act()
        now = fields.Datetime.now()
        for violation in self:
            violation._check_investigating()
            days = violation.type_id.ladder_id.statement_days
            violation.sudo().write(
                {"date_statement_until": now + timedelta(days=days), "is_sealed": False}
            )
        self._tell_person(self._statement_text)

    @takes(statement=text)
    def action_state(self, statement):
        """The person states the case; nobody does it in his or her name."""
        self.ensure_one()
        self.check_access("read")
        if self.env.user not in self.sudo().employee_id.user_id:
            raise AccessError(
                self.env._("Only the person concerned states the case here.")
            )
        self._state(statement, "user")

    @takes(statement=text)
    def action_record_statement(self, statement, refused=False):
        """What the person handed in on paper, or that he or she refused to."""
        self._begin_act()
        self.ensure_one()
        self._state(statement, "refused" if refused else "paper")

    @takes(statement=text)
    def action_hear(self, statement=None):
        """Close the hearing and lay the case before who decides.

        Whoever does so proposes, and does not decide.
        """
        self._begin_act()
        self._check_state("hear")
        if statement:
            for violation in self:
                violation._state(statement, "paper")
        for violation in self:
            violation._check_heard()
        self._move("hear", {"proposed_by_id": self.env.uid, "is_sealed": False})
        self._propose_steps()
        for violation in self:
            others = violation._people_who_decide() - self.env.user
            violation.sudo()._ask(
                "customer_policy.mail_activity_type_violation_decision", others[:1]
            )

    # ----------------------------------------------------------------------- business

    def _check_investigating(self):
        if self.state != "investigating":
            raise UserError(
                self.env._(
                    "%(case)s is not under investigation: now nothing can be stated.",
                    case=self.display_name,
                )
            )

    def _state(self, statement, channel):
        self.ensure_one()
        self._check_investigating()
        if not (statement or "").strip():
            raise UserError(self.env._("Write what the person states."))
        violation = self.sudo()
        if violation.statement_channel in ("user", "link") and channel != "user":
            raise UserError(
                self.env._("The person has stated the case already, in writing.")
            )
        violation.write(
            {
                "statement": statement.strip(),
                "date_statement": fields.Datetime.now(),
                "statement_channel": channel,
                "is_sealed": False,
            }
        )

    def _check_heard(self):
        violation = self.sudo()
        if violation.date_statement:
            return
        until = violation.date_statement_until
        if not until:
            raise UserError(
                self.env._(
                    "%(person)s has not been heard on %(case)s. Ask for a statement "
                    "first.",
                    person=violation.employee_id.name,
                    case=self.display_name,
                )
            )
        if until > fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%(person)s may state the case until %(date)s. Wait for the "
                    "statement, or record that it was refused.",
                    person=violation.employee_id.name,
                    date=format_datetime(self.env, until),
                )
            )
        violation.statement_channel = "none"

    # --------------------------------------------------------------------------- mail

    def _tell_person(self, text):
        """By the inbox or mail of who has a user; others get their link from HR."""
        for violation in self.sudo():
            if users := violation.employee_id.user_id.filtered("active"):
                # In no thread: what hangs on a case is not sent to everybody.
                self.env["customer.access.mixin"]._tell(users, text)

    @staticmethod
    def _statement_text(reader):
        return (
            reader.env._("You are asked for a statement"),
            reader.env._(
                "A case has been opened that concerns you. Read the facts under "
                "“My Record” and state your case in time."
            ),
        )
