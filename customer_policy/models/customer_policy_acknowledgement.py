from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .customer_policy_arguments import moment, takes

ACTIVITY = "customer_policy.mail_activity_type_policy_acknowledgement"
RECORDERS = "customer_policy.group_manager,hr.group_hr_user"


class CustomerPolicyAcknowledgement(models.Model):
    """Somebody was asked to read a version of a policy, and has, or has not.

    Whoever is asked reads the text here: no role in the add-on is needed for that.
    """

    _name = "customer.policy.acknowledgement"
    _description = "Policy Acknowledgement"
    _inherit = [
        "customer.policy.protected.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_asked desc, id desc"

    policy_id = fields.Many2one(
        "customer.policy",
        required=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    company_id = fields.Many2one(
        related="employee_id.company_id", store=True, index=True
    )
    department_id = fields.Many2one(related="employee_id.department_id")
    state = fields.Selection(
        [("asked", "Not Yet"), ("acknowledged", "Acknowledged")],
        required=True,
        default="asked",
        copy=False,
        policy_protected=True,
    )
    date_asked = fields.Datetime("Asked to Read on", copy=False, policy_protected=True)
    date_reminded = fields.Datetime("Reminded on", copy=False, policy_protected=True)
    date = fields.Datetime("Acknowledged on", copy=False, policy_protected=True)
    channel = fields.Selection(
        [("screen", "On screen"), ("paper", "On paper")],
        "Acknowledged Through",
        copy=False,
        policy_protected=True,
    )
    recorded_by_id = fields.Many2one(
        "res.users", ondelete="restrict", copy=False, policy_protected=True
    )
    has_user = fields.Boolean(
        "Can Log in", compute="_compute_has_user", search="_search_has_user"
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    policy_state = fields.Selection(related="policy_id.state", related_sudo=True)
    policy_text = fields.Html(
        "Text", compute="_compute_policy_text", compute_sudo=True, sanitize=False
    )

    _employee_unique = models.UniqueIndex(
        "(policy_id, employee_id)", "This person was asked already."
    )
    _asked_index = models.Index("(policy_id, date_asked) WHERE state = 'asked'")

    # --------------------------------------------------------------------- computes

    @api.depends("policy_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.sudo().policy_id.display_name

    @api.depends("employee_id")
    def _compute_has_user(self):
        for line in self:
            line.has_user = bool(line.sudo().employee_id.user_id)

    def _search_has_user(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("employee_id.user_id", "!=" if True in value else "=", False)]

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for line in self:
            line.is_mine = line.sudo().employee_id.user_id == self.env.user

    @api.depends("policy_id")
    @api.depends_context("lang")
    def _compute_policy_text(self):
        for line in self:
            line.policy_text = line.policy_id._render_text()

    # ---------------------------------------------------------------------- actions

    def action_acknowledge(self):
        """I have read and understood it."""
        self.check_access("read")
        if any(not line.is_mine for line in self):
            raise AccessError(
                self.env._("Everybody acknowledges the policy for themselves.")
            )
        self._acknowledge(fields.Datetime.now(), "screen")

    @takes(date=moment)
    def action_record_paper(self, date=None):
        """Somebody signed on paper."""
        self.check_access("read")
        if not self.env.user.has_groups(RECORDERS):
            raise AccessError(
                self.env._("Only HR and policy managers record what was signed.")
            )
        if any(line.is_mine for line in self):
            raise AccessError(
                self.env._("Your own signature is recorded by somebody else.")
            )
        moment = fields.Datetime.to_datetime(date) or fields.Datetime.now()
        if moment > fields.Datetime.now():
            raise UserError(self.env._("It cannot have been signed in the future."))
        self._acknowledge(moment, "paper")

    # --------------------------------------------------------------------- business

    def _acknowledge(self, moment, channel):
        self._lock_for_act()
        lines = self.sudo()
        if done := lines.filtered(lambda line: line.state != "asked")[:1]:
            raise UserError(
                self.env._(
                    "%(person)s has acknowledged %(policy)s already.",
                    person=done.employee_id.name,
                    policy=done.display_name,
                )
            )
        lines.write(
            {
                "state": "acknowledged",
                "date": moment,
                "channel": channel,
                "recorded_by_id": self.env.uid,
            }
        )
        lines.activity_unlink([ACTIVITY])

    @api.model
    def _ask(self, policy, employees, deadline):
        """Ask people to read a policy; those who can log in find it among their work.

        One statement for all: no creation note, no mail each.
        """
        quiet = self.sudo().with_context(tracking_disable=True)
        lines = quiet.create(
            [
                {
                    "policy_id": policy.id,
                    "employee_id": employee.id,
                    "date_asked": fields.Datetime.now(),
                }
                for employee in employees
            ]
        )
        lines._give_to_do(deadline)
        return lines

    def _give_to_do(self, deadline):
        readers = self.filtered(lambda line: self._can_log_in(line.employee_id))
        activities = self.env["mail.activity"].sudo()
        activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": self.env.ref(ACTIVITY).id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": line.id,
                    "user_id": line.employee_id.user_id.id,
                    "automated": True,
                    "date_deadline": deadline,
                }
                for line in readers
            ]
        )

    @api.model
    def _can_log_in(self, employee):
        user = employee.user_id
        return user.active and not user.share

    # ------------------------------------------------------------------------- mail

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Nobody follows it: nothing is said on it."""
        return True

    def _remind(self):
        """One notice for each person, whatever the number of texts."""
        lines = self.sudo()
        lines.date_reminded = fields.Datetime.now()
        users = lines.employee_id.filtered(self._can_log_in).user_id
        self.env["customer.access.mixin"]._tell(users, self._reminder_text)

    @staticmethod
    def _reminder_text(reader):
        return (
            reader.env._("A policy waits to be read"),
            reader.env._(
                "You were asked to read a policy and to confirm that you have. You "
                "find it among your activities."
            ),
        )
