from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty

from odoo.addons.customer_policy.models.customer_policy_arguments import check_saved

OFFICER = "customer_policy.group_complaint_officer"
MANAGER = "customer_policy.group_complaint_manager"


class CustomerSurveyEvaluation(models.Model):
    """What a department learns from the answers to a survey in a period.

    The opinions are summarised, the department writes what it puts right, dissatisfied
    customers are revisited. Each step has its day.
    """

    _name = "customer.survey.evaluation"
    _description = "Survey Evaluation"
    _inherit = [
        "customer.policy.protected.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    survey_id = fields.Many2one(
        "survey.survey", required=True, index=True, ondelete="restrict"
    )
    survey_title = fields.Char(related="survey_id.title", related_sudo=True)
    team_id = fields.Many2one(
        "customer.complaint.team",
        "Department",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True, index=True)
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    state = fields.Selection(
        [
            ("collecting", "Collecting Opinions"),
            ("summarised", "Summarised"),
            ("corrected", "Corrected"),
            ("closed", "Closed"),
        ],
        default="collecting",
        required=True,
        tracking=True,
        copy=False,
        policy_protected=True,
    )
    answer_count = fields.Integer("Answers", copy=False, policy_protected=True)
    average = fields.Float(
        "Satisfaction", copy=False, policy_protected=True, aggregator="avg"
    )
    dissatisfied_count = fields.Integer(
        "Dissatisfied", copy=False, policy_protected=True
    )
    is_summary_asked = fields.Boolean(copy=False, policy_protected=True)
    summary = fields.Html(copy=False)
    correction = fields.Html(copy=False)
    date_summarised = fields.Date("Summarised On", copy=False, policy_protected=True)
    date_corrected = fields.Date("Corrected On", copy=False, policy_protected=True)
    date_closed = fields.Date("Closed On", copy=False, policy_protected=True)
    date_due = fields.Date("Due", compute="_compute_date_due", store=True)
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    revisit_ids = fields.One2many(
        "customer.survey.revisit", "evaluation_id", "Revisits", copy=False
    )

    _check_dates = models.Constraint(
        "CHECK (date_from <= date_to)", "A period ends after it begins."
    )

    @api.depends("survey_title", "date_from", "date_to")
    def _compute_display_name(self):
        for evaluation in self:
            name = evaluation.survey_title or self.env._("New")
            if evaluation.date_from and evaluation.date_to:
                name = self.env._(
                    "%(survey)s, %(start)s to %(stop)s",
                    survey=name,
                    start=fields.Date.to_string(evaluation.date_from),
                    stop=fields.Date.to_string(evaluation.date_to),
                )
            evaluation.display_name = name

    @api.depends("survey_id")
    def _compute_team_id(self):
        for evaluation in self:
            team = evaluation.survey_id.sudo().complaint_team_id
            evaluation.team_id = team or evaluation.team_id

    @api.depends("state", "date_to", "date_summarised", "date_corrected", "team_id")
    def _compute_date_due(self):
        for evaluation in self:
            team = evaluation.team_id.sudo()
            start, days = {
                "collecting": (evaluation.date_to, team.summary_days),
                "summarised": (evaluation.date_summarised, team.correction_days),
                "corrected": (evaluation.date_corrected, team.revisit_days),
            }.get(evaluation.state, (False, 0))
            evaluation.date_due = start and start + timedelta(days=days)

    @api.depends("date_due")
    @api.depends_context("tz")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for evaluation in self:
            due = evaluation.date_due
            company = evaluation.sudo().company_id
            evaluation.is_overdue = (
                bool(due) and due < today and company._customer_policy_counts(due)
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = self.env["res.company"]
        overdue = Domain("date_due", "<", fields.Date.context_today(self))
        overdue &= companies._customer_policy_counting("date_due", is_day=True)
        return overdue if True in value else ~overdue

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(evaluation.state != "collecting" for evaluation in self):
            raise UserError(
                self.env._("What a department has been told stays on record.")
            )

    # ------------------------------------------------------------------------- actions

    def action_summarise(self):
        """Give the department its summary, and ask what it puts right."""
        self._check_officer()
        check_saved(self)
        today = fields.Date.context_today(self)
        for evaluation in self:
            evaluation._check_state("collecting")
            if evaluation.date_to > today:
                raise UserError(
                    self.env._(
                        "The survey runs until %(day)s. Summarise it after that day.",
                        day=fields.Date.to_string(evaluation.date_to),
                    )
                )
            evaluation._collect()
            if is_html_empty(evaluation.summary):
                raise UserError(self.env._("Write the summary first."))
        self.sudo().write({"state": "summarised", "date_summarised": today})
        self._feedback("mail_activity_type_survey_summary")
        self._ask_department("mail_activity_type_survey_correction")

    def action_correct(self):
        """The department has written what it puts right: revisits are asked for."""
        self._check_department()
        for evaluation in self:
            evaluation._check_state("summarised")
            if is_html_empty(evaluation.correction):
                raise UserError(
                    self.env._("Write first what the department puts right.")
                )
        today = fields.Date.context_today(self)
        self.sudo().write({"state": "corrected", "date_corrected": today})
        self._feedback("mail_activity_type_survey_correction")
        self._ask_for_revisits()

    def action_close(self):
        self._check_officer()
        for evaluation in self:
            evaluation._check_state("corrected")
            if evaluation.sudo().revisit_ids.filtered(lambda r: r.state == "open"):
                raise UserError(
                    self.env._(
                        "Not every dissatisfied customer has been revisited yet. Do "
                        "that, or cancel a revisit with its reason."
                    )
                )
        today = fields.Date.context_today(self)
        self.sudo().write({"state": "closed", "date_closed": today})

    # ------------------------------------------------------------------------ business

    def _check_officer(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only complaint officers do that."))

    def _check_department(self):
        """The head of the department, or whoever manages all of them."""
        self.check_access("write")
        user = self.env.user
        if self.env.su or user.has_group(MANAGER):
            return
        if any(team.sudo().user_id != user for team in self.team_id):
            raise AccessError(
                self.env._("The head of the department says what is put right.")
            )

    def _check_state(self, state):
        if self.state == state:
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(evaluation)s is in the state “%(state)s”, where this cannot be "
                "done.",
                evaluation=self.display_name,
                state=labels[self.state],
            )
        )

    def _ask_department(self, activity_type):
        for evaluation in self.sudo():
            head = evaluation.team_id.user_id or evaluation.team_id.manager_id
            if not head.active:
                continue
            evaluation.message_subscribe(partner_ids=head.partner_id.ids)
            evaluation.activity_schedule(
                f"customer_policy_survey.{activity_type}",
                date_deadline=evaluation.date_due,
                user_id=head.id,
            )

    def _feedback(self, activity_type):
        self.sudo().activity_feedback([f"customer_policy_survey.{activity_type}"])
