"""A survey on satisfaction, those who answer, and the department that learns."""

from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.customer_policy.tests.confidentiality_common import ConfidentialityCase

OFFICER = "customer_policy.group_complaint_officer"
START, STOP = date(2026, 3, 1), date(2026, 3, 31)


class SurveyCase(ConfidentialityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, groups in {
            "officer": f"{OFFICER},survey.group_survey_user",
            "head": OFFICER,
            "account_manager": "customer_policy.group_user",
            "other_staff": "customer_policy.group_user",
        }.items():
            user = new_test_user(cls.env, f"survey_{name}", groups, tz="UTC")
            setattr(cls, name, user)
        cls.team = cls.env["customer.complaint.team"].create(
            {
                "name": "Workshop",
                "user_id": cls.head.id,
                "member_ids": [Command.set((cls.officer | cls.head).ids)],
                "assign_method": "manual",
            }
        )
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "How was it?",
                "survey_type": "survey",
                "complaint_team_id": cls.team.id,
                "dissatisfied_max": 4,
                "question_and_page_ids": [
                    Command.create(
                        {"title": "How satisfied?", "question_type": "scale"}
                    ),
                    Command.create(
                        {"title": "What else?", "question_type": "text_box"}
                    ),
                ],
            }
        )
        cls.scale, cls.text = cls.survey.question_ids
        cls.survey.satisfaction_question_id = cls.scale
        cls.happy, cls.unhappy = cls.env["res.partner"].create(
            [
                {"name": "Happy", "email": "happy@x.test"},
                {
                    "name": "Unhappy",
                    "email": "unhappy@x.test",
                    "user_id": cls.account_manager.id,
                },
            ]
        )

    def _say(self, partner, value, text=None, day=datetime(2026, 3, 10, 9), **vals):
        answer = self.survey.sudo()._create_answer(partner=partner, **vals)
        answer._save_lines(self.scale, value)
        if text:
            answer._save_lines(self.text, text)
        answer._mark_done()
        answer.end_datetime = day
        return answer

    def _evaluate(self, **values):
        return (
            self.env["customer.survey.evaluation"]
            .with_user(self.officer)
            .create(
                {
                    "survey_id": self.survey.id,
                    "date_from": START,
                    "date_to": STOP,
                    **values,
                }
            )
        )

    def _cases(self):
        return self.env["customer.complaint"].search([("team_id", "=", self.team.id)])
