from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

GATHERED = ("read", "export", "print", "message")


class CustomerViolation(models.Model):
    """A leak: access on hold, what was read and taken out, the work to others."""

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
        "customer.violation.evidence", "violation_id", "Read and Taken out", copy=False
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

    def action_hand_over(self, heir):
        """Give the person's customers, open complaints and activities to a colleague.

        :param heir: a user who may know the customers; those he or she may not know
            stay where they are
        :return: number of customers that stay
        """
        self.ensure_one()
        self._begin_act()
        person = self.sudo()._person()
        if not heir.active or heir.share or heir == person:
            raise UserError(self.env._("Choose a colleague who can take over."))
        stay = self._hand_over_customers(person, heir)
        self._hand_over_complaints(person, heir)
        self._hand_over_activities(person, heir)
        self._note(
            self.env._(
                "The work of %(person)s went to %(heir)s.",
                person=person.name,
                heir=heir.name,
            )
        )
        return stay

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

    def _hand_over_customers(self, person, heir):
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        mine = partners.search(
            ["|", ("user_id", "=", person.id), ("service_user_ids", "in", person.ids)]
        )
        hidden = self.env["customer.confidentiality"]._hidden_from(mine, heir)[heir]
        given = mine - hidden.sudo()
        given.filtered(lambda partner: partner.user_id == person).user_id = heir
        team = given.filtered(lambda partner: person in partner.service_user_ids)
        team.write({"service_user_ids": [(3, person.id), (4, heir.id)]})
        return len(mine - given)

    def _hand_over_complaints(self, person, heir):
        complaints = self.env["customer.complaint"].sudo()
        cases = complaints.search([("user_id", "=", person.id), ("is_open", "=", True)])
        barred = cases._barred_users()
        officers = cases._officers()
        able = cases.filtered(
            lambda c: heir in officers and heir.id not in barred[c.id]
        )
        able.user_id = heir
        rest = cases - able
        if rest:
            rest.user_id = False
            rest._assign_handlers()

    def _hand_over_activities(self, person, heir):
        activities = self.env["mail.activity"].sudo()
        mine = activities.search([("user_id", "=", person.id)])
        for model_name, some in mine.grouped("res_model").items():
            if not model_name or model_name not in self.env:
                continue
            documents = (
                self.env[model_name].with_user(heir).browse(some.mapped("res_id"))
            )
            seen = set(documents.exists()._filtered_access("read").ids)
            some.filtered(lambda a, seen=seen: a.res_id in seen).with_context(
                mail_activity_quick_update=True
            ).write({"user_id": heir.id})
