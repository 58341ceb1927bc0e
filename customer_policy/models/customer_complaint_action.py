from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL


class CustomerComplaintAction(models.Model):
    """Something to be done because of a case, by somebody, by a day."""

    _name = "customer.complaint.action"
    _description = "Corrective or Preventive Action"
    _inherit = ["customer.policy.protected.mixin", "customer.complaint.part.mixin"]
    _order = "date_deadline, id"

    name = fields.Char("What to Do", required=True)
    kind = fields.Selection(
        [("corrective", "Corrective"), ("preventive", "Preventive")],
        required=True,
        default="corrective",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        ondelete="restrict",
    )
    date_deadline = fields.Date("Due", required=True, default=fields.Date.context_today)
    description = fields.Text()
    date_done = fields.Date("Done On", policy_protected=True, copy=False)
    done_by_id = fields.Many2one("res.users", policy_protected=True, copy=False)
    result = fields.Text()
    state = fields.Selection(
        [("open", "To Do"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="open",
        required=True,
        policy_protected=True,
        copy=False,
    )

    _open_idx = models.Index("(user_id, date_deadline) WHERE state = 'open'")

    @api.constrains("user_id", "complaint_id")
    def _check_owner(self):
        """Nobody puts right, or hears of, what he or she is complained of for."""
        recused = self.complaint_id._recused_users()
        hidden = self.env["customer.confidentiality"]._hidden_from(
            self.sudo().complaint_id.partner_id, self.user_id
        )
        for action in self:
            customer = action.sudo().complaint_id.partner_id
            if customer in hidden[action.user_id].sudo():
                raise ValidationError(
                    self.env._(
                        "%(user)s may not see this customer. Choose another owner.",
                        user=action.user_id.name,
                    )
                )
            if action.user_id.id in recused[action.complaint_id.id]:
                raise ValidationError(
                    self.env._(
                        "%(user)s stands aside in this case. Choose another owner.",
                        user=action.user_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._check_case_open()
        return actions

    def write(self, vals):
        if not self.env.su:
            self._check_case_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("Actions are kept with their case. Cancel it instead.")
        )

    def action_done(self):
        self._end("done")

    def action_cancel(self):
        self._end("cancelled")

    def _end(self, state):
        self._check_may_end()
        self._check_case_open()
        self.filtered(lambda action: action.state == "open").sudo().write(
            {
                "state": state,
                "date_done": fields.Date.context_today(self),
                "done_by_id": self.env.uid,
            }
        )

    def _check_may_end(self):
        if self.env.su:
            return
        self.check_access("read")
        officer = self.env.user.has_group("customer_policy.group_complaint_officer")
        for action in self:
            if not officer and action.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "Only its owner or a complaint officer ends this action."
                    )
                )

    @api.model
    def _of_cases_sql(self, cases):
        """:param cases: a SELECT of ids of cases"""
        return SQL(
            "(SELECT id FROM customer_complaint_action WHERE complaint_id IN %s)",
            cases,
            to_flush=self._fields["complaint_id"],
        )

    def _check_case_open(self):
        for complaint in self.complaint_id:
            if not complaint.is_open:
                raise UserError(
                    self.env._(
                        "The case %(number)s is over. Reopen it first.",
                        number=complaint.number,
                    )
                )
