from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_violation_seal import READERS

GATHERED = ("read", "export", "print", "message")


class CustomerViolation(models.Model):
    """A leak: access on hold, and what was read and taken out."""

    _inherit = "customer.violation"

    is_leak = fields.Boolean(related="type_id.is_leak")
    hold_id = fields.Many2one(
        "customer.access.hold",
        copy=False,
        ondelete="restrict",
        policy_protected=True,
        groups="customer_policy.group_violation_officer,"
        "customer_policy.group_violation_general_manager",
    )
    evidence_ids = fields.One2many(
        "customer.violation.evidence",
        "violation_id",
        "Read and Taken out",
        copy=False,
        groups=READERS,
    )

    # ------------------------------------------------------------------------ actions

    def action_hold_access(self):
        """Hold the person's access from now on, until somebody lifts it."""
        self._begin_act()
        for violation in self.sudo():
            violation._check_leak()
            if violation.hold_id.is_active:
                raise UserError(self.env._("The access is on hold already."))
            violation.hold_id = (
                self.env["customer.access.hold"]
                .sudo()
                .create(
                    {
                        "user_id": violation._person().id,
                        "reason": violation.number,
                        "placed_by_id": self.env.uid,
                    }
                )
            )

    def action_lift_hold(self):
        """Give the access back; a revocation does so by itself."""
        self._begin_act()
        self._lift_hold(self.env._("Lifted by the violation officer"))

    def action_gather_evidence(self):
        """Copy what the person read and exported; once more adds what is new."""
        self._begin_act()
        for violation in self.sudo():
            violation._check_leak()
            violation._gather()

    # ----------------------------------------------------------------------- business

    def _check_leak(self):
        if not self.type_id.is_leak:
            raise UserError(
                self.env._(
                    "%(case)s is no leak of customer information.",
                    case=self.display_name,
                )
            )

    def _person(self):
        """The user of the respondent."""
        user = self.employee_id.user_id
        if not user:
            raise UserError(
                self.env._(
                    "%(person)s has no user: there is no access to hold and no work "
                    "to hand over.",
                    person=self.employee_id.name,
                )
            )
        return user

    def _lift_hold(self, reason):
        holds = self.sudo().hold_id.filtered("is_active")
        if holds:
            holds._lift(reason)

    def _gather(self):
        """From so many days before it happened until now."""
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_violation_evidence
                    (violation_id, log_ref, date, code, operation, channel, ip,
                     record_count, create_uid, create_date)
                SELECT %(violation)s, log.id, log.date, log.code, log.operation,
                       log.channel, log.ip, log.record_count, 1,
                       now() AT TIME ZONE 'UTC'
                  FROM customer_access_log log
                 WHERE log.user_id = %(user)s AND log.operation IN %(operations)s
                   AND log.date >= %(day)s::date - %(days)s
           ON CONFLICT (violation_id, log_ref) DO NOTHING
                """,
                violation=self.id,
                user=self._person().id,
                operations=GATHERED,
                day=self.date,
                days=self.type_id.evidence_days,
            )
        )
        self.env.invalidate_all()
