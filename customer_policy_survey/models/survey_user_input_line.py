from odoo import models


class SurveyUserInputLine(models.Model):
    """How satisfied an answer says that somebody is."""

    _inherit = "survey.user_input.line"

    def _satisfaction(self):
        kind = self.question_id.question_type
        if kind == "scale":
            return self.value_scale
        return (
            self.value_numerical_box if kind == "numerical_box" else self.answer_score
        )
