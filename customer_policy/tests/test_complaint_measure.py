from odoo.tests import tagged

from .complaint_common import MONDAY, ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintMeasure(ComplaintCase):
    def test_hours_are_those_that_the_customer_waited(self):
        with self._at():
            case = self._register(kind="enquiry")
            self._lead(case, "accept")
        with self._at(days=1):
            self._lead(case, "answer")
        with self._at(days=3):
            self._lead(case, "close")
        self.assertEqual(case.answer_hours, 24)
        self.assertEqual(case.close_hours, 72)

    def test_what_is_not_answered_is_not_part_of_the_average(self):
        with self._at():
            case = self._register(kind="enquiry")
            self._register(kind="enquiry")
            self._lead(case, "accept")
        with self._at(hours=10):
            self._lead(case, "answer")
        self.env.flush_all()
        [(answer, close)] = self.env["customer.complaint"]._read_group(
            [("team_id", "=", self.team.id)],
            [],
            ["answer_hours:avg", "close_hours:avg"],
        )
        self.assertEqual(answer, 10)
        self.assertFalse(close)

    def test_a_complaint_is_valid_until_it_is_found_unfounded(self):
        with self._at(MONDAY):
            case = self._register()
            self.assertTrue(case.is_valid)
            self._lead(case, "accept", "unfounded")
            self.assertFalse(case.is_valid)
            self._lead(case, "reopen")
            self.assertTrue(case.is_valid)
