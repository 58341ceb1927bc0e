from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

OFFICER = "customer_policy.group_complaint_officer"


class CustomerSurveyRevisit(models.Model):
    """A dissatisfied customer is asked again after the correction, and signs."""

    _name = "customer.survey.revisit"
    _description = "Revisit After a Survey"
    _inherit = [
        "customer.policy.protected.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_due, id"
    _rec_name = "partner_id"

    evaluation_id = fields.Many2one(
        "customer.survey.evaluation",
        required=True,
        index=True,
        ondelete="cascade",
        policy_protected=True,
        copy=False,
    )
    company_id = fields.Many2one(
        related="evaluation_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        policy_protected=True,
        copy=False,
    )
    user_id = fields.Many2one(
        "res.users",
        "Revisits",
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        tracking=True,
    )
    date_due = fields.Date("Due", required=True, policy_protected=True, copy=False)
    date_done = fields.Date("Done On", copy=False, policy_protected=True)
    result = fields.Text(copy=False, help="What the customer says now.")
    signed_form = fields.Binary(copy=False, attachment=True)
    signed_form_name = fields.Char(copy=False)
    state = fields.Selection(
        [("open", "To Do"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="open",
        required=True,
        copy=False,
        policy_protected=True,
    )

    _customer_unique = models.UniqueIndex(
        "(evaluation_id, partner_id)", "A customer is revisited once for a survey."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A revisit stays on record. Cancel it instead."))

    # ------------------------------------------------------------------------- actions

    def action_done(self):
        """It was made: what the customer says, and the form that he or she signed."""
        self._check_open()
        for revisit in self:
            if not (revisit.result or "").strip() or not revisit.signed_form:
                raise UserError(
                    self.env._(
                        "Write what %(customer)s says now and add the signed form.",
                        customer=revisit.partner_id.display_name,
                    )
                )
        self._end("done")

    def action_cancel(self):
        """It is not made; the result says why."""
        self._check_open()
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only complaint officers cancel a revisit."))
        for revisit in self:
            if not (revisit.result or "").strip():
                raise UserError(self.env._("Write into the result why it is not made."))
        self._end("cancelled")

    # ------------------------------------------------------------------------ business

    def _check_open(self):
        self.check_access("write")
        if any(revisit.state != "open" for revisit in self):
            raise UserError(self.env._("This revisit is over already."))

    def _end(self, state):
        self.sudo().write(
            {"state": state, "date_done": fields.Date.context_today(self)}
        )
        self.sudo().activity_feedback(
            ["customer_policy_survey.mail_activity_type_survey_revisit"]
        )

    def _ask(self):
        """Ask those who may see the customer; the list shows what nobody may do."""
        users = self.user_id
        hidden = self.env["customer.confidentiality"]._hidden_from(
            self.partner_id, users
        )
        for revisit in self.filtered("user_id"):
            if revisit.partner_id in hidden[revisit.user_id].sudo():
                revisit.user_id = False
                continue
            revisit.activity_schedule(
                "customer_policy_survey.mail_activity_type_survey_revisit",
                date_deadline=revisit.date_due,
                user_id=revisit.user_id.id,
            )
