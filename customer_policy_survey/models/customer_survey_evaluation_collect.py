from datetime import datetime, time, timedelta

import pytz
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.customer_policy.models.customer_confidentiality import (
    OPEN,
)
from odoo.addons.customer_policy.models.customer_policy_arguments import check_saved

TEXTS = ("char_box", "text_box")


class CustomerSurveyEvaluation(models.Model):
    """Gathers the answers of a period.

    They are counted whoever the customer is. What a classified customer wrote is not
    put into the summary: whoever may know the customer reads it in the survey.
    """

    _inherit = "customer.survey.evaluation"

    def action_collect(self):
        """Count the answers so far, and draft the summary anew."""
        self._check_officer()
        check_saved(self)
        for evaluation in self:
            evaluation._check_state("collecting")
            evaluation.summary = False
            evaluation._collect()

    def _collect(self):
        """Count; draft the summary unless somebody has written one."""
        self.ensure_one()
        answers = self._answers()
        satisfaction = answers._satisfaction()
        self.sudo().write(
            {
                "answer_count": len(answers),
                "average": sum(satisfaction.values()) / len(satisfaction)
                if satisfaction
                else 0,
                "dissatisfied_count": len(answers._dissatisfied()),
            }
        )
        if not self.summary:
            self.summary = self._draft_summary(answers)

    def _answers(self):
        """The answers that were sent in the period, days being the company's."""
        start, stop = self._period()
        sent = Domain("end_datetime", ">=", start) & Domain("end_datetime", "<", stop)
        sent &= Domain("survey_id", "=", self.sudo().survey_id.id)
        sent &= Domain("state", "=", "done") & Domain("test_entry", "=", False)
        return self.env["survey.user_input"].sudo().search(sent)

    def _period(self):
        """:return: beginning and end in UTC, the end not included"""
        zone = pytz.timezone(self.company_id.resource_calendar_id.sudo().tz or "UTC")
        return [
            zone.localize(datetime.combine(day, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in (self.date_from, self.date_to + timedelta(days=1))
        ]

    def _draft_summary(self, answers):
        lines = answers.user_input_line_ids.filtered(
            lambda line: line.answer_type in TEXTS and not line.skipped
        )
        secret = lines.filtered(
            lambda line: (
                (line.user_input_id.partner_id.confidentiality_level or OPEN) > OPEN
            )
        )
        parts = []
        for question, said in (lines - secret).grouped("question_id").items():
            rows = Markup("").join(Markup("<li>%s</li>") % s.display_name for s in said)
            parts.append(Markup("<h4>%s</h4><ul>%s</ul>") % (question.title, rows))
        if secret:
            note = self.env._(
                "%(count)s opinions of classified customers are counted, but not "
                "repeated here.",
                count=len(secret),
            )
            parts.append(Markup("<p>%s</p>") % note)
        return Markup("").join(parts)

    def _ask_for_revisits(self):
        """One revisit for each dissatisfied customer; those already there stay."""
        today = fields.Date.context_today(self)
        values = []
        for evaluation in self.sudo():
            customers = evaluation._answers()._dissatisfied().partner_id
            for partner in customers - evaluation.revisit_ids.partner_id:
                due = today + timedelta(days=evaluation.team_id.revisit_days)
                values.append(
                    {
                        "evaluation_id": evaluation.id,
                        "partner_id": partner.id,
                        "user_id": partner.commercial_partner_id.user_id.id
                        or evaluation.team_id.user_id.id,
                        "date_due": due,
                    }
                )
        self.env["customer.survey.revisit"].sudo().create(values)._ask()

    @api.model
    def _cron_collect(self):
        """Draft the summary of surveys that have ended, and ask for the final one."""
        ended = self.search(
            [
                ("state", "=", "collecting"),
                ("date_to", "<", fields.Date.context_today(self)),
                ("is_summary_asked", "=", False),
            ]
        )
        for evaluation in ended:
            evaluation._collect()
        ended._ask_department("mail_activity_type_survey_summary")
        ended.sudo().is_summary_asked = True
