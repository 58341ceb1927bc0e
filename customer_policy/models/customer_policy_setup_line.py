from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..tools.internal_users import internal_users
from .customer_confidentiality_level_access import ENOUGH

CLEARANCES = {
    "customer_policy.group_clearance_confidential": "1",
    "customer_policy.group_clearance_secret": "2",
    "customer_policy.group_clearance_top_secret": "3",
}
DUTIES = (
    "customer_policy.group_manager",
    "customer_policy.group_grading_manager",
    "customer_policy.group_visit_manager",
    "customer_policy.group_complaint_manager",
    "customer_policy.group_complaint_officer",
    "customer_policy.group_violation_officer",
    "customer_policy.group_custodian",
    "customer_policy.group_auditor",
    "customer_policy.group_break_glass",
)


class CustomerPolicySetupLine(models.Model):
    """Who has a clearance or a duty: a group, and the people in it.

    People come into a group here with the rights of whoever names them, as they would
    on the form of the group: nobody gains a right by the set-up.
    """

    _name = "customer.policy.setup.line"
    _description = "People of a Clearance or Duty"
    _inherit = ["customer.policy.protected.mixin"]
    _rec_names_search = ["group_id"]
    _order = "kind, sequence, id"

    setup_id = fields.Many2one(
        "customer.policy.setup",
        required=True,
        index=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    group_id = fields.Many2one(
        "res.groups",
        required=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    kind = fields.Selection(
        [("clearance", "Clearance"), ("duty", "Duty")],
        required=True,
        copy=False,
        policy_protected=True,
    )
    level = fields.Selection(
        [("1", "Confidential"), ("2", "Secret"), ("3", "Top Secret")],
        copy=False,
        policy_protected=True,
    )
    sequence = fields.Integer(copy=False, policy_protected=True)
    name = fields.Char(compute="_compute_name")
    note = fields.Text("What For", related="group_id.comment")
    user_ids = fields.Many2many(
        "res.users",
        string="People",
        compute="_compute_user_ids",
        inverse="_inverse_user_ids",
        domain=internal_users,
    )
    may_change = fields.Boolean(compute="_compute_may_change")
    holder_count = fields.Integer("In All", compute="_compute_holders")
    warning = fields.Char(compute="_compute_holders")

    _group_unique = models.UniqueIndex(
        "(setup_id, group_id)", "This group is listed already."
    )

    # ---------------------------------------------------------------------- computes

    @api.depends("group_id.name", "kind")
    @api.depends_context("lang")
    def _compute_name(self):
        """There are officers of several kinds, but one of each clearance."""
        for line in self:
            group = line.group_id
            line.name = group.name if line.kind == "clearance" else group.full_name

    @api.depends("group_id.user_ids")
    def _compute_user_ids(self):
        for line in self:
            line.user_ids = line.group_id.user_ids

    def _inverse_user_ids(self):
        for line in self:
            group = line.group_id
            before, after = group.user_ids, line.user_ids
            commands = [
                *(Command.link(user.id) for user in after - before),
                *(Command.unlink(user.id) for user in before - after),
            ]
            if commands:
                line._check_may_change()
                group.write({"user_ids": commands})

    @api.depends_context("uid")
    def _compute_may_change(self):
        self.may_change = self.env["res.groups"].has_access("write")

    @api.depends("group_id.user_ids", "level")
    @api.depends_context("lang")
    def _compute_holders(self):
        """How many they are in all: a higher clearance or duty holds the lower one."""
        cleared = self.env["customer.clearance.change"]._active_holders()
        for line in self:
            if line.level:
                count = len(cleared.get(line.level, ()))
                enough = ENOUGH
            else:
                people = line.group_id.sudo().all_user_ids
                count, enough = len(people.filtered("active")), 1
            line.holder_count = count
            line.warning = count < enough and line._shortage_text(count, enough)

    # --------------------------------------------------------------------- business

    def _shortage_text(self, count, enough):
        if not count:
            return self.env._("Nobody yet")
        return self.env._(
            "%(count)s of the %(enough)s people needed at least: who is ill or leaves "
            "takes these customers along.",
            count=count,
            enough=enough,
        )

    def _check_may_change(self):
        if not self.may_change:
            raise AccessError(
                self.env._(
                    "Who is in “%(group)s” is said by those who manage users. Ask your "
                    "administrator, or leave this to them.",
                    group=self.name,
                )
            )
