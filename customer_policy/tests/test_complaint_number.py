from datetime import timedelta

from odoo import fields

from .complaint_common import ComplaintCase


class TestComplaintNumber(ComplaintCase):
    def test_numbers_begin_anew_each_year(self):
        with self._at(fields.Datetime.to_datetime("2031-12-31 12:00:00")):
            last = self._register()
        with self._at(fields.Datetime.to_datetime("2032-01-01 12:00:00")):
            first = self._register()
        self.assertEqual(last.number, "CP/2031/00001")
        self.assertEqual(first.number, "CP/2032/00001")

    def test_a_batch_has_a_number_each_in_its_order(self):
        now = fields.Datetime.to_datetime("2031-06-01 12:00:00")
        with self._at(now):
            values = [
                {
                    "name": str(index),
                    "team_id": self.team.id,
                    "date_received": now - timedelta(days=200 * (index % 2)),
                }
                for index in range(6)
            ]
            batch = self.env["customer.complaint"].create(values)
        self.assertEqual(
            batch.mapped("number"),
            [
                "CP/2031/00001",
                "CP/2030/00001",
                "CP/2031/00002",
                "CP/2030/00002",
                "CP/2031/00003",
                "CP/2030/00003",
            ],
        )

    def test_a_copy_has_a_number_and_a_life_of_its_own(self):
        complaint = self._lead(self._register(), "accept")
        copy = complaint.copy()
        self.assertNotEqual(copy.number, complaint.number)
        self.assertEqual(copy.state, "new")
        self.assertEqual(copy.first_responsible_id, self.officer)

    def test_drawing_takes_the_same_queries_for_many(self):
        self._register()
        many = [fields.Date.today()] * 50
        Complaint = self.env["customer.complaint"]
        Complaint._draw_numbers(self.env.company, many[:1])

        def queries(days):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Complaint._draw_numbers(self.env.company, days)
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(many[:1]), queries(many))
