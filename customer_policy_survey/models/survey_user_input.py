from markupsafe import Markup

from odoo import models


class SurveyUserInput(models.Model):
    """Whoever answers that he or she is dissatisfied is a case."""

    _inherit = "survey.user_input"

    def _mark_done(self):
        res = super()._mark_done()
        self.sudo()._open_cases_of_dissatisfied()
        return res

    def _satisfaction(self):
        """:return: {answer: how satisfied}, without those that do not say"""
        lines = self.user_input_line_ids.filtered(
            lambda line: (
                line.question_id == line.survey_id.satisfaction_question_id
                and not line.skipped
            )
        )
        return {line.user_input_id: line._satisfaction() for line in lines}

    def _dissatisfied(self):
        satisfaction = self._satisfaction()
        return self.filtered(
            lambda answer: (
                answer in satisfaction
                and satisfaction[answer] <= answer.survey_id.dissatisfied_max
            )
        )

    def _open_cases_of_dissatisfied(self):
        complaints = self.env["customer.complaint"]
        heard = self.filtered(
            lambda answer: answer.survey_id.complaint_team_id and not answer.test_entry
        )
        known = complaints.search([("survey_answer_id", "in", heard.ids)])
        new = (heard - known.survey_answer_id)._dissatisfied()
        complaints.create([answer._prepare_case() for answer in new])

    def _prepare_case(self):
        team = self.survey_id.complaint_team_id
        return {
            "name": self.env._("Dissatisfied: %(survey)s", survey=self.survey_id.title),
            "kind": "discontent",
            "channel": "form",
            "partner_id": self.partner_id.id,
            "email": self.partner_id.email or self.email,
            "company_id": team.company_id.id,
            "team_id": team.id,
            "description": self._answers_html(),
            "first_responsible_id": False,
            "responsible_id": False,
            "survey_answer_id": self.id,
        }

    def _answers_html(self):
        """What was asked and answered, as rows."""
        lines = self.user_input_line_ids.filtered(lambda line: not line.skipped)
        rows = Markup("").join(
            Markup("<li>%s: <b>%s</b></li>")
            % (line.question_id.title, line.display_name)
            for line in lines
        )
        return Markup("<ul>%s</ul>") % rows
