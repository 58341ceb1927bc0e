from base64 import b64encode
from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import SurveyCase

SIGNED = b64encode(b"signed")


@tagged("post_install", "-at_install")
class TestSurveyEvaluation(SurveyCase):
    """Opinions are summarised in 2 days, answered in 3, revisited in 14."""

    def _summarised(self, day="2026-04-01"):
        self._say(self.happy, "9", "Very friendly")
        self._say(self.unhappy, "3", "Too slow")
        evaluation = self._evaluate()
        with freeze_time(day):
            evaluation.action_summarise()
        return evaluation

    def _corrected(self):
        evaluation = self._summarised()
        evaluation.correction = "<p>Two more people at the desk.</p>"
        with freeze_time("2026-04-03"):
            evaluation.with_user(self.head).action_correct()
        return evaluation

    def test_whoever_is_dissatisfied_is_a_case_of_the_department(self):
        self._say(self.happy, "5")
        self._say(self.unhappy, "4", "Too slow")
        case = self._cases()
        self.assertEqual(case.partner_id, self.unhappy)
        self.assertEqual(case.kind, "discontent")
        self.assertIn("Too slow", case.description)

    def test_an_answer_that_is_sent_twice_is_one_case(self):
        answer = self._say(self.unhappy, "0")
        answer._mark_done()
        self.assertEqual(len(self._cases()), 1)

    def test_a_test_of_the_survey_is_no_case(self):
        self._say(self.unhappy, "0", test_entry=True)
        self.assertFalse(self._cases())

    def test_what_is_said_is_not_taken_for_html(self):
        self._say(self.unhappy, "1", "<script>alert(1)</script>")
        self.assertNotIn("<script", self._cases().description)

    def test_answers_of_the_period_are_counted_and_summarised(self):
        self._say(self.happy, "7", day=datetime(2026, 2, 28, 23, 59))
        self._say(self.happy, "7", day=datetime(2026, 4, 1, 0, 0))
        self.team.company_id.resource_calendar_id.tz = "UTC"
        evaluation = self._summarised()
        self.assertEqual(evaluation.answer_count, 2)
        self.assertEqual(evaluation.average, 6)
        self.assertEqual(evaluation.dissatisfied_count, 1)
        self.assertIn("Very friendly", evaluation.summary)

    def test_a_summary_written_by_hand_is_kept(self):
        evaluation = self._evaluate(summary="<p>In short: slow.</p>")
        with freeze_time("2026-04-01"):
            evaluation.action_summarise()
        self.assertIn("In short", evaluation.summary)

    def test_nothing_is_summarised_before_the_survey_has_ended(self):
        evaluation = self._evaluate()
        with freeze_time("2026-03-30"), self.assertRaisesRegex(UserError, "runs until"):
            evaluation.action_summarise()

    def test_each_step_has_its_day(self):
        evaluation = self._evaluate()
        self.assertEqual(evaluation.date_due, date(2026, 4, 2))
        evaluation.sudo().unlink()
        evaluation = self._summarised()
        self.assertEqual(evaluation.date_due, date(2026, 4, 4))
        evaluation.correction = "<p>More people.</p>"
        with freeze_time("2026-04-03"):
            evaluation.with_user(self.head).action_correct()
            self.assertFalse(evaluation.is_overdue)
        self.assertEqual(evaluation.date_due, date(2026, 4, 17))
        with freeze_time("2026-04-18"):
            self.env.invalidate_all()
            self.assertTrue(evaluation.is_overdue)
            found = evaluation.search([("is_overdue", "=", True)])
            self.assertIn(evaluation, found)
            evaluation.company_id.sudo().customer_policy_trial = True
            self.env.invalidate_all()
            self.assertFalse(evaluation.is_overdue)
            found = evaluation.search([("is_overdue", "=", True)])
            self.assertNotIn(evaluation, found)

    def test_the_head_of_the_department_is_asked_for_the_correction(self):
        evaluation = self._summarised()
        activity = evaluation.activity_ids
        self.assertEqual(activity.user_id, self.head)
        self.assertEqual(activity.date_deadline, date(2026, 4, 4))

    def test_a_correction_is_in_writing(self):
        evaluation = self._summarised()
        with self.assertRaisesRegex(UserError, "puts right"):
            evaluation.with_user(self.head).action_correct()

    def test_the_account_manager_of_who_is_dissatisfied_is_asked_to_revisit(self):
        revisit = self._corrected().revisit_ids
        self.assertEqual(revisit.partner_id, self.unhappy)
        self.assertEqual(revisit.user_id, self.account_manager)
        self.assertEqual(revisit.date_due, date(2026, 4, 17))
        self.assertEqual(revisit.activity_ids.user_id, self.account_manager)

    def test_a_revisit_is_done_with_a_signed_form(self):
        revisit = self._corrected().revisit_ids.with_user(self.account_manager)
        revisit.result = "Better now"
        with self.assertRaisesRegex(UserError, "signed form"):
            revisit.action_done()
        revisit.signed_form = SIGNED
        revisit.action_done()
        self.assertEqual(revisit.state, "done")
        self.assertFalse(revisit.activity_ids)

    def test_an_evaluation_is_closed_when_everybody_was_revisited(self):
        evaluation = self._corrected()
        with self.assertRaisesRegex(UserError, "revisited"):
            evaluation.action_close()
        revisit = evaluation.revisit_ids
        with self.assertRaisesRegex(UserError, "why"):
            revisit.action_cancel()
        revisit.result = "Moved abroad"
        revisit.action_cancel()
        evaluation.action_close()
        self.assertEqual(evaluation.state, "closed")

    def test_the_end_of_a_survey_drafts_the_summary_once(self):
        self._say(self.unhappy, "2", "Too slow")
        evaluation = self._evaluate()
        evaluations = self.env["customer.survey.evaluation"]
        with freeze_time("2026-03-31"):
            evaluations._cron_collect()
            self.assertFalse(evaluation.activity_ids)
        with freeze_time("2026-04-01"):
            evaluations._cron_collect()
            evaluations._cron_collect()
        self.assertIn("Too slow", evaluation.summary)
        self.assertEqual(evaluation.activity_ids.user_id, self.head)
        self.assertEqual(evaluation.activity_ids.date_deadline, date(2026, 4, 2))

    def test_a_question_of_another_survey_measures_nothing(self):
        other = self.survey.copy()
        with self.assertRaises(ValidationError):
            self.survey.satisfaction_question_id = other.question_ids[0]

    def test_words_of_a_classified_customer_are_counted_but_not_repeated(self):
        self._classify(self.unhappy)
        evaluation = self._summarised()
        self.assertEqual(evaluation.dissatisfied_count, 1)
        self.assertNotIn("Too slow", evaluation.summary)
        self.assertIn("1 opinions of classified", evaluation.summary)
