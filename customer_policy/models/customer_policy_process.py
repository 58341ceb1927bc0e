import logging
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .customer_policy_arguments import takes, text

_logger = logging.getLogger(__name__)
APPROVAL_ACTIVITY = "customer_policy.activity_type_policy_approval"


class CustomerPolicy(models.Model):
    """From the draft into force: who decides in which step, and on which day."""

    _inherit = "customer.policy"

    approval_ids = fields.One2many(
        "customer.policy.approval", "policy_id", "Approvals", copy=False
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _to_enforce_index = models.Index("(date_effective) WHERE state = 'approved'")

    @api.depends("state", "submitted_by_id", "approval_ids.outcome")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for policy in self:
            line = policy._next_approval()
            policy.can_decide = bool(line) and self.env.user in line._deciders()

    # ----------------------------------------------------------------------- actions

    def action_submit(self):
        self.check_access("write")
        self._check_state("draft")
        for policy in self:
            if not policy.clause_ids:
                raise UserError(
                    self.env._(
                        "%(policy)s has no clauses. Write at least one, then "
                        "submit it.",
                        policy=policy.display_name,
                    )
                )
        self._take_back()
        self.sudo().write(
            {
                "submitted_by_id": self.env.uid,
                "submitted_date": fields.Datetime.now(),
            }
        )
        self._draw_approvals()
        for policy in self:
            if not policy._next_approval()._deciders():
                policy._refuse_nobody_left()
        self._ask_for_approval()

    @takes(opinion=text)
    def action_approve(self, opinion=None):
        """Decide in the step whose turn it is; the last one settles the text."""
        self._check_approver()
        self._note_decision("approved", opinion)
        for policy in self.sudo():
            if policy._next_approval():
                policy.reviewed_by_id = self.env.uid
                continue
            policy.write(
                {
                    "state": "approved",
                    "approved_by_id": self.env.uid,
                    "approved_date": fields.Datetime.now(),
                }
            )
        self._ask_for_approval()

    @takes(reason=text)
    def action_reject(self, reason=None):
        """Send the text back to who drew it up, with a reason."""
        self._check_approver()
        if not (reason or "").strip():
            return self._ask_for_words("reject")
        self._note_decision("rejected", reason.strip())
        for policy in self.sudo():
            authors = policy.submitted_by_id | policy.drawn_up_by_id
            policy._take_back()
            policy._tell_sent_back(authors - self.env.user, reason.strip())
        return True

    def _ask_for_words(self, operation):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reason"),
            "res_model": "customer.policy.reason",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_operation": operation,
                "default_policy_ids": self.ids,
            },
        }

    # ---------------------------------------------------------------------- business

    def _take_back(self):
        """Nobody decides on this text any more; what was decided on it is kept."""
        policies = self.sudo()
        policies.activity_unlink([APPROVAL_ACTIVITY])
        lines = policies.approval_ids.filtered("is_current")
        lines.filtered(lambda line: not line.outcome).unlink()
        lines.exists().is_current = False
        policies.write(
            {
                "submitted_by_id": False,
                "submitted_date": False,
                "reviewed_by_id": False,
            }
        )

    def _draw_approvals(self):
        """The steps of the settings whose role somebody holds.

        Where nobody holds one that approves, another manager does.
        """
        vals_list = []
        for policy in self.sudo():
            steps = self.env["customer.policy.approval.step"]._steps_for(
                policy.company_id
            )
            held = steps.filtered(lambda step, p=policy: p._is_held(step.role_id))
            chosen = [(step.role_id.id, step.purpose) for step in held]
            if "approve" not in held.mapped("purpose"):
                chosen.append((False, "approve"))
            vals_list += [
                {
                    "policy_id": policy.id,
                    "sequence": index,
                    "role_id": role_id,
                    "purpose": purpose,
                }
                for index, (role_id, purpose) in enumerate(chosen, 1)
            ]
        self.env["customer.policy.approval"].sudo().create(vals_list)

    def _is_held(self, role):
        """Whether anybody who may read the policy holds a role, absent or not."""
        if role.kind == "department_head":
            people = role._heads_above(self._author_employee())
        else:
            people = role.holder_id | role.deputy_id
        return bool(people & self._readers())

    def _author_employee(self):
        """For whose department the policy was written."""
        user = self.drawn_up_by_id or self.submitted_by_id
        employees = user.sudo().employee_ids
        own = employees.filtered(lambda e: e.company_id == self.company_id)
        return (own or employees)[:1]

    @api.model
    def _readers(self):
        group = self.env.ref("customer_policy.group_user").sudo()
        return group.all_user_ids.filtered("active")

    def _managers(self):
        """The managers who may see the policy."""
        self.ensure_one()
        group = self.env.ref("customer_policy.group_manager").sudo()
        return group.all_user_ids.filtered(
            lambda user: (
                user.active
                and (not self.company_id or self.company_id in user.company_ids)
            )
        )

    def _current_approvals(self):
        return self.sudo().approval_ids.filtered("is_current").sorted("sequence")

    def _next_approval(self):
        """The step that has to be decided next, if the policy was submitted."""
        if self.state != "draft" or not self.submitted_by_id:
            return self.env["customer.policy.approval"].sudo()
        return self._current_approvals().filtered(lambda line: not line.outcome)[:1]

    def _ask_for_approval(self):
        """Ask those who decide next, and nobody twice."""
        for policy in self.sudo():
            line = policy._next_approval()
            deciders = line._deciders() if line else self.env["res.users"].sudo()
            asked = policy.activity_search([APPROVAL_ACTIVITY])
            asked.filtered(lambda a, d=deciders: a.user_id not in d).unlink()
            for user in deciders - asked.exists().user_id:
                policy.activity_schedule(APPROVAL_ACTIVITY, user_id=user.id)

    def _check_approver(self):
        self.check_access("read")
        self._check_state("draft")
        self._lock_for_act()
        for policy in self:
            line = policy._next_approval()
            if not policy.submitted_by_id or not line:
                raise UserError(
                    self.env._(
                        "%(policy)s has not been submitted, or was changed since. "
                        "Submit it first.",
                        policy=policy.display_name,
                    )
                )
            deciders = line._deciders()
            if self.env.user not in deciders:
                policy._refuse_decision(line, deciders)

    def _refuse_decision(self, line, deciders):
        policy = self.sudo()
        user = self.env.user
        if not deciders:
            self._refuse_nobody_left()
        if user in policy.submitted_by_id | policy.drawn_up_by_id:
            raise UserError(
                self.env._(
                    "You submitted %(policy)s yourself, or drew it up: somebody else "
                    "must approve it, for instance %(approver)s.",
                    policy=self.display_name,
                    approver=deciders[0].name,
                )
            )
        raise AccessError(
            self.env._(
                "%(approver)s decides on %(policy)s now (%(step)s).",
                approver=", ".join(deciders.mapped("name")),
                policy=self.display_name,
                step=line.display_name,
            )
        )

    def _refuse_nobody_left(self):
        raise UserError(
            self.env._(
                "Nobody is left who could approve %(policy)s: whoever drew it up or "
                "submitted it does not. Let the one who drew it up submit it, or have "
                "another manager named.",
                policy=self.display_name,
            )
        )

    def _note_decision(self, outcome, opinion):
        """Keep who said what in the step whose turn it is."""
        policies = self.sudo()
        policies.activity_feedback(
            [APPROVAL_ACTIVITY], user_id=self.env.uid, feedback=opinion
        )
        for policy in policies:
            policy._next_approval().write(
                {
                    "user_id": self.env.uid,
                    "date": fields.Datetime.now(),
                    "outcome": outcome,
                    "opinion": opinion,
                }
            )
        policies.activity_unlink([APPROVAL_ACTIVITY])

    def _today(self):
        """The day where the company is."""
        company = self.sudo().company_id or self.env.company.sudo()
        zone = self.env.context.get("tz") or company.partner_id.tz
        return fields.Date.context_today(self.with_context(tz=zone))

    # -------------------------------------------------------------------------- mail

    def _tell_sent_back(self, users, reason):
        def text(reader):
            subject = reader.env._(
                "Sent back: %(policy)s", policy=self.with_env(reader.env).display_name
            )
            return subject, reason

        self.env["customer.access.mixin"]._tell(users, text, record=self)

    # -------------------------------------------------------------------------- cron

    @api.model
    def _cron_enforce(self):
        """Put in force what is due, and ask anew where a decider is away by now."""
        self._cron_ask_deciders()
        # East of Greenwich the day has begun already.
        tomorrow = fields.Date.today() + timedelta(days=1)
        due = self.search(
            [("state", "=", "approved"), ("date_effective", "<=", tomorrow)],
            order="date_effective, version, id",
        ).filtered(lambda policy: policy.date_effective <= policy._today())
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(due))
        for policy in due:
            if policy.exists().state == "approved":
                policy._enforce_or_tell()
            if not progress(1):
                break

    @api.model
    def _cron_ask_deciders(self):
        """Who decides changes while a policy waits: people leave and come back."""
        waiting = [("state", "=", "draft"), ("submitted_by_id", "!=", False)]
        self.search(waiting)._ask_for_approval()

    def _enforce_or_tell(self):
        try:
            with self.env.cr.savepoint():
                self.action_enforce()
        except (UserError, IntegrityError) as error:
            _logger.info("%s stays as it is: %s", self, error)
            kind = "mail.mail_activity_data_warning"
            user = self.approved_by_id or self.submitted_by_id
            if user and not self.activity_search([kind]):
                self.activity_schedule(kind, user_id=user.id, note=str(error))
