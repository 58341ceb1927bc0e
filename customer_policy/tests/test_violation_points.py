import random
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..tools import bulk_insert, point_bands
from .violation_common import ViolationCase


class TestViolationPoints(ViolationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period = cls.env["customer.point.period"].create(
            {
                "name": "March",
                "date_from": date(2026, 3, 1),
                "date_to": date(2026, 3, 31),
            }
        )

    def _move(self, employee, points, **values):
        return self.env["customer.point.entry"].create(
            {
                "period_id": self.period.id,
                "employee_id": employee.id,
                "date": date(2026, 3, 2),
                "points": points,
                **values,
            }
        )

    def _line(self, employee):
        return self.period.result_ids.filtered(
            lambda line: line.employee_id == employee
        )

    def _sheet(self):
        return [
            (line.employee_id, line.points, line.amount)
            for line in self.period.result_ids
        ]

    def test_a_penalty_takes_points_and_a_revocation_gives_them_back(self):
        kind = self._ladder({"sequence": 1, "measure": "points", "points": 3})
        with self._at():
            case = self._lead(self._report(type_id=kind.id))
            entry = self.period.entry_ids
            self.assertEqual((entry.points, entry.reason), (-3, "violation"))
            case.with_user(self.deciding_manager).action_revoke("Wrong.")
            self.assertEqual(sum(self.period.entry_ids.mapped("points")), 0)
            case.penalty_ids._cancel()
            self.assertEqual(len(self.period.entry_ids), 2)

    def test_money_by_band_and_bonus(self):
        self._move(self.employee, -25)
        self._move(self.boss_employee, 12)
        self._move(self.head_employee, -45)
        self.period.with_user(self.violation_officer).action_close()
        self.assertEqual(self._line(self.employee).amount, 450)
        boss = self._line(self.boss_employee)
        self.assertEqual((boss.points, boss.bonus, boss.amount), (112, 100, 0))
        head = self._line(self.head_employee)
        self.assertTrue(head.is_below)
        self.assertEqual(self._line(self.other_employee).points, 100)

    def test_flat_instead_of_marginal(self):
        self.period.is_marginal = False
        self._move(self.employee, -25)
        self.period.action_close()
        self.assertEqual(self._line(self.employee).amount, 750)

    def test_closing_again_gives_the_same_sheet(self):
        self._move(self.employee, -7)
        self.period.action_close()
        first = self._sheet()
        self.period.action_close()
        self.assertEqual(self._sheet(), first)
        self.assertTrue(first)
        self.period.action_reopen()
        self._move(self.employee, 7)
        self.period.action_close()
        self.assertEqual(self._line(self.employee).points, 100)

    def test_a_closed_period_takes_no_entries(self):
        entry = self._move(self.employee, -7)
        self.period.action_close()
        with self.assertRaisesRegex(UserError, "is closed"):
            self._move(self.employee, 1)
        with self.assertRaisesRegex(UserError, "is closed"):
            entry.points = 0
        with self.assertRaisesRegex(UserError, "is closed"):
            entry.unlink()

    def test_points_of_a_settled_month_count_in_the_next(self):
        self.period.action_close()
        kind = self._ladder({"sequence": 1, "measure": "points", "points": 3})
        with self._at():
            case = self._lead(self._report(type_id=kind.id))
        entry = self.env["customer.point.entry"].search(
            [("penalty_id", "in", case.penalty_ids.ids)]
        )
        self.assertEqual(entry.period_id.date_from, date(2026, 4, 1))

    def test_nobody_books_his_own_or_a_violation_by_hand(self):
        values = {"period_id": self.period.id, "points": 5}
        entries = self.env["customer.point.entry"]
        with self.assertRaisesRegex(UserError, "Nobody books"):
            entries.with_user(self.culprit).create(
                {**values, "employee_id": self.employee.id}
            )
        with self.assertRaisesRegex(UserError, "by its penalty"):
            entries.with_user(self.violation_officer).create(
                {**values, "employee_id": self.employee.id, "reason": "violation"}
            )
        with self.assertRaises(AccessError):
            entries.with_user(self.staff).create(
                {**values, "employee_id": self.employee.id}
            )

    def test_bands_that_do_not_join_are_said(self):
        self.env.ref("customer_policy.point_band_80").active = False
        with self.assertRaisesRegex(UserError, "must join"):
            self.period.action_close()
        self.assertEqual(self.period.state, "open")

    def test_periods_do_not_overlap(self):
        with self.assertRaisesRegex(ValidationError, "some of these days"):
            self.env["customer.point.period"].create(
                {
                    "name": "Again",
                    "date_from": date(2026, 3, 31),
                    "date_to": date(2026, 4, 2),
                }
            )

    def test_the_statement_says_what_the_plain_function_says(self):
        employees = self.env["hr.employee"].create(
            [{"name": f"Staff {n}"} for n in range(60)]
        )
        draw = random.Random(7)
        for employee in employees:
            self._move(employee, draw.randint(-60, 25) / 2)
            self._move(employee, draw.randint(-60, 25))
        bands = [
            point_bands.Band(100, 90, 10),
            point_bands.Band(90, 80, 20),
            point_bands.Band(80, 70, 30),
            point_bands.Band(70, 60, 40),
        ]
        for marginal in (True, False):
            self.period.is_marginal = marginal
            self.period.action_close()
            for line in self.period.result_ids:
                with self.subTest(points=line.points, marginal=marginal):
                    moved = self.period.entry_ids.filtered(
                        lambda e, line=line: e.employee_id == line.employee_id
                    )
                    points = round(100 + sum(moved.mapped("points")), 1)
                    outcome = point_bands.settle(points, bands, marginal, [(110, 100)])
                    self.assertAlmostEqual(line.points, points)
                    self.assertAlmostEqual(line.amount, outcome.money, 2)
                    self.assertEqual(line.bonus, outcome.bonus)
                    self.assertEqual(line.is_below, outcome.below)
            self.period.action_reopen()

    def test_closing_takes_the_same_queries_for_many(self):
        self.period.action_close()
        few = self._queries_of_closing()
        employees = self.env["hr.employee"].create(
            [{"name": f"Staff {n}"} for n in range(50)]
        )
        bulk_insert.bulk_insert(
            self.env.cr,
            "customer_point_entry",
            ["employee_id", "points"],
            [(e.id, -1) for e in employees for _n in range(20)],
            {
                "period_id": self.period.id,
                "company_id": self.period.company_id.id,
                "date": date(2026, 3, 3),
                "reason": "merit",
            },
        )
        self.env.invalidate_all()
        self.assertEqual(self._queries_of_closing(), few)
        rows = self.env.execute_query(
            SQL(
                "SELECT points FROM customer_point_result WHERE period_id = %s"
                " AND employee_id = %s",
                self.period.id,
                employees[0].id,
            )
        )
        self.assertEqual(rows, [(80.0,)])

    def _queries_of_closing(self):
        self.period.action_reopen()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.period.action_close()
        return self.env.cr.sql_log_count - before
