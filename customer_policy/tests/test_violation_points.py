import random
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, mute_logger

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

    def test_a_merit_gives_as_many_points_as_it_says(self):
        suggestion = self.env.ref("customer_policy.point_merit_suggestion")
        for points in (2.9, 20.1, -3, 0):
            with (
                self.subTest(points=points),
                self.assertRaisesRegex(ValidationError, "from 3 to 20 points"),
            ):
                self._move(self.employee, points, reason="suggestion")
        for points in (3, 20):
            entry = self._move(self.employee, points, reason="suggestion")
            self.assertEqual(entry.merit_id, suggestion)
        with self.assertRaisesRegex(ValidationError, "goes with the reason"):
            entry.reason = "merit"
            entry.merit_id = suggestion
        suggestion.points_max = 30
        self._move(self.employee, 30, reason="suggestion")
        leak = self._move(self.employee, 5, reason="leak_report")
        self.assertEqual(leak.merit_id.reason, "leak_report")
        suggestion.active = False
        with self.assertRaisesRegex(ValidationError, "Choose a merit"):
            self._move(self.employee, 3, reason="suggestion")

    def test_merits_give_from_less_to_more(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["customer.point.merit"].create(
                {"name": "Wrong", "points_min": 5, "points_max": 3}
            )

    # ------------------------------------------------------------ the head of a team

    def _team(self, *points):
        """:return: the line of the head of people with so many points"""
        head = self.env["hr.employee"].create({"name": "Head"})
        for number, moved in enumerate(points):
            person = self.env["hr.employee"].create(
                {"name": f"Member {number}", "parent_id": head.id}
            )
            if moved:
                self._move(person, moved)
        self.period.action_close()
        return self._line(head)

    def test_whoever_heads_somebody_below_the_floor_pays(self):
        line = self._team(-41, -50, -40)
        head = line.employee_id
        self.assertEqual((line.supervisor_fine, line.supervisor_bonus), (100, 0))
        self.period.action_reopen()
        self.env.ref("customer_policy.point_scheme").is_fine_per_person = True
        self.period.action_close()
        self.assertEqual(self._line(head).supervisor_fine, 200)

    def test_whoever_heads_a_team_of_which_half_kept_all_points_earns(self):
        self.assertEqual(self._team(0, 5, -1, -2).supervisor_bonus, 100)
        self.period.action_reopen()
        self.assertEqual(self._team(0, -1, -2).supervisor_bonus, 0)

    def test_what_heads_get_is_a_setting(self):
        scheme = self.env.ref("customer_policy.point_scheme")
        scheme.write({"supervisor_fine": 0, "supervisor_bonus": 250})
        line = self._team(-60, 0)
        head = line.employee_id
        self.assertEqual((line.supervisor_fine, line.supervisor_bonus), (0, 250))
        self.period.action_reopen()
        scheme.active = False
        self.period.action_close()
        self.assertEqual(self._line(head).supervisor_bonus, 0)

    # --------------------------------------------------------- the day before the pay

    def test_the_sheet_is_due_the_day_before_pay(self):
        self.assertEqual(self.period.date_sheet, date(2026, 4, 14))
        scheme = self.env.ref("customer_policy.point_scheme")
        for pay_day, date_to, due in (
            (31, date(2026, 4, 15), date(2026, 4, 29)),
            (10, date(2026, 4, 10), date(2026, 5, 9)),
            (1, date(2026, 12, 31), date(2026, 12, 31)),
        ):
            scheme.pay_day = pay_day
            with self.subTest(pay_day=pay_day):
                self.assertEqual(scheme._day_of_sheet(date_to), due)

    def test_it_is_closed_on_that_day_and_hr_and_heads_are_told(self):
        self._move(self.employee, -5)
        hr = self.personnel
        hr.group_ids += self.env.ref("hr.group_hr_manager")
        periods = self.env["customer.point.period"]
        with freeze_time("2026-04-13 08:00:00"):
            self._cron()
        self.assertEqual(self.period.state, "open")
        told = []
        with (
            freeze_time("2026-04-14 08:00:00"),
            patch.object(
                type(self.env["customer.access.mixin"]),
                "_tell",
                lambda _self, users, text, **_kw: told.append(users),
            ),
        ):
            self._cron()
        self.assertEqual(self.period.state, "closed")
        self.assertTrue(self.period.result_ids)
        everybody = self.env["res.users"].union(*told)
        self.assertIn(hr, everybody)
        self.assertIn(self.boss, everybody)
        self.assertNotIn(self.reporter, everybody)
        self.assertFalse(periods.search([("state", "=", "open")]) & self.period)

    def _cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_policy.ir_cron_point_sheets").method_direct_trigger()
        self.env.invalidate_all()

    def test_whoever_is_below_is_for_hr_once(self):
        hr = self.personnel
        hr.group_ids += self.env.ref("hr.group_hr_manager")
        self._move(self.employee, -45)
        self._move(self.boss_employee, -30)

        def asked():
            kind = self.env.ref("customer_policy.mail_activity_type_point_floor")
            activities = self.env["mail.activity"].with_context(active_test=False)
            found = activities.search([("activity_type_id", "=", kind.id)])
            return found.mapped("res_id")

        for _time in range(2):
            self.period.action_close()
            self.assertEqual(asked(), self.employee.ids)
            self.period.action_reopen()
        self._move(self.employee, 20)
        self._move(self.boss_employee, -20)
        self.period.action_close()
        self.assertEqual(asked(), self.boss_employee.ids)

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
