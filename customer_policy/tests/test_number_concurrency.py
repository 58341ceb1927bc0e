from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

NEW_YEAR = fields.Date.to_date("2097-01-01")
DAY = fields.Date.to_date("2097-01-15")


@tagged("post_install", "-at_install")
class TestNumberConcurrency(TransactionCase):
    """What begins with a year or a month, needed by two people at one moment.

    Each has a connection of its own. The data is committed, and deleted at the end.
    """

    @contextmanager
    def _connection(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})

    def _at_once(self, first, second):
        """The second one's snapshot is older than what the first one commits.

        :return: what both return
        """
        with self._connection() as late:
            late.cr.execute("SELECT 1 FROM res_company")
            with self._connection() as early:
                done = first(early)
            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                patch("odoo.service.model.time.sleep"),
            ):
                return done, retrying(partial(second, late), late)

    # ------------------------------------------------------------------------- numbers

    def test_the_first_numbers_of_a_year_are_two(self):
        self.addCleanup(self._forget_year)

        def draw(env):
            visits = env["customer.visit"]
            return visits._draw_numbers(env.company, [NEW_YEAR])

        first, second = self._at_once(draw, draw)
        self.assertEqual([*first, *second], ["VIS/2097/00001", "VIS/2097/00002"])

    def _forget_year(self):
        with self._connection() as env:
            env["ir.sequence.date_range"].search(
                [("date_from", "=", NEW_YEAR)]
            ).unlink()

    # -------------------------------------------------------------------------- points

    def _prepare(self):
        with self._connection() as env:
            self.employee_id = env["hr.employee"].create({"name": "With points"}).id
        self.addCleanup(self._forget_points)

    def _forget_points(self):
        with self._connection() as env:
            periods = SQL(
                "SELECT id FROM customer_point_period WHERE date_from >= %s", NEW_YEAR
            )
            for table in ("customer_point_result", "customer_point_entry"):
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE period_id IN (%s)",
                        SQL.identifier(table),
                        periods,
                    )
                )
            env.cr.execute(
                SQL("DELETE FROM customer_point_period WHERE id IN (%s)", periods)
            )
            env["hr.employee"].browse(self.employee_id).unlink()

    def _open(self, env):
        return env["customer.point.period"]._open_on(env.company, DAY).id

    def _book(self, env):
        """:return: the period that it is booked in"""
        entry = env["customer.point.entry"].create(
            {
                "period_id": self._open(env),
                "employee_id": self.employee_id,
                "date": DAY,
                "points": 3,
                "reason": "merit",
            }
        )
        return entry.period_id.id

    def _close(self, env):
        env["customer.point.period"].browse(self.period_id).action_close()

    def test_a_month_is_opened_once(self):
        self._prepare()
        first, second = self._at_once(self._open, self._open)
        self.assertEqual(first, second)

    def test_what_is_booked_while_a_period_closes_is_in_its_sheet(self):
        self._prepare()
        with self._connection() as env:
            self.period_id = self._open(env)
        self._at_once(self._book, self._close)
        with self._connection() as env:
            period = env["customer.point.period"].browse(self.period_id)
            [line] = period.result_ids.filtered(
                lambda result: result.employee_id.id == self.employee_id
            )
            self.assertEqual(line.points, period.points_start + 3)

    def test_what_is_booked_into_a_period_just_closed_goes_into_the_next(self):
        self._prepare()
        with self._connection() as env:
            self.period_id = self._open(env)
        _closed, used = self._at_once(self._close, self._book)
        self.assertNotEqual(used, self.period_id)
