from odoo import api, fields, models
from odoo.exceptions import ValidationError

MEASURES = ("scale", "numerical_box", "simple_choice")


class SurveySurvey(models.Model):
    """A survey of satisfaction has a department that learns from it."""

    _inherit = "survey.survey"

    complaint_team_id = fields.Many2one(
        "customer.complaint.team",
        "Department",
        index="btree_not_null",
        ondelete="set null",
        help="Gets the summary of opinions, and the cases of dissatisfied customers.",
    )
    satisfaction_question_id = fields.Many2one(
        "survey.question",
        "Question on Satisfaction",
        ondelete="set null",
        copy=False,
        domain="[('survey_id', '=', id), "
        "('question_type', 'in', ('scale', 'numerical_box', 'simple_choice'))]",
        help="A scale, a number, or a choice whose answers have scores.",
    )
    dissatisfied_max = fields.Float(
        "Dissatisfied Up To",
        help="Whoever answers this much or less is dissatisfied: a case is opened for "
        "the department, and the customer is revisited after the correction.",
    )
    survey_evaluation_ids = fields.One2many(
        "customer.survey.evaluation",
        "survey_id",
        groups="customer_policy.group_complaint_officer",
    )

    @api.constrains("satisfaction_question_id", "complaint_team_id")
    def _check_satisfaction_question(self):
        for survey in self:
            question = survey.satisfaction_question_id
            if question and (
                question.survey_id != survey or question.question_type not in MEASURES
            ):
                raise ValidationError(
                    self.env._(
                        "Satisfaction is measured by a question of this survey that is "
                        "a scale, a number or a choice with scores. Choose another one."
                    )
                )

    def action_evaluate(self):
        """Open the evaluations of this survey, a new one at hand."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy_survey.customer_survey_evaluation_action"
        )
        return {
            **action,
            "domain": [("survey_id", "=", self.id)],
            "context": {"default_survey_id": self.id},
        }
