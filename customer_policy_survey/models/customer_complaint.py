from odoo import fields, models


class CustomerComplaint(models.Model):
    """The answer to a survey that a case came from."""

    _inherit = "customer.complaint"

    survey_answer_id = fields.Many2one(
        "survey.user_input",
        ondelete="set null",
        copy=False,
        policy_protected=True,
        groups="survey.group_survey_user",
    )

    # One case for an answer, however often it is sent.
    _survey_answer_unique = models.UniqueIndex(
        "(survey_answer_id) WHERE survey_answer_id IS NOT NULL",
        "There is a case for this answer already.",
    )
