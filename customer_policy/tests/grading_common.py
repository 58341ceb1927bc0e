from contextlib import contextmanager
from datetime import date

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import PERSONAS

# Days of reviews: long past, so that no test depends on the day it runs.
SPRING = date(2025, 3, 31)
SUMMER = date(2025, 6, 30)
AUTUMN = date(2025, 9, 30)


class GradingMixin:
    """A primary scheme with one criterion: the points last given by hand.

    The score is those points: 80 is Key, 50 is Core, less is Ordinary. To be put
    before TransactionCase or HttpCase.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The tests read texts in English, whatever the database speaks.
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.env.user.lang = cls.env.company.partner_id.lang = "en_US"
        Scheme = cls.env["customer.grade.scheme"]
        Scheme.search([("is_primary", "=", True)]).is_primary = False
        cls.scheme = cls._create_scheme("test", is_primary=True, max_steps_down=0)
        cls.key, cls.core, cls.ordinary = cls.scheme.grade_ids
        cls.criterion = cls.scheme.criterion_ids
        cls.users = {
            name: new_test_user(cls.env, f"grade_{name}", groups, lang="en_US")
            for name, groups in PERSONAS.items()
        }
        cls.grader = cls.users["grading_manager"]
        cls.manager = cls.users["manager"]

    # ----------------------------------------------------------------------- data

    @classmethod
    def _grade_commands(cls, min_scores=(80, 50, 0), names="ABCDEF"):
        return [
            Command.create(
                {
                    "name": f"Grade {name}",
                    "code": name,
                    "sequence": place,
                    "min_score": min_score,
                    "color": place,
                }
            )
            for place, (name, min_score) in enumerate(
                zip(names, min_scores, strict=False), start=1
            )
        ]

    @classmethod
    def _criterion_command(cls, brackets=((0, 0), (100, 100)), **vals):
        return Command.create(
            {
                "name": "Impression",
                "metric": "manual",
                "weight": 100,
                "bracket_ids": [
                    Command.create({"value_from": value, "points": points})
                    for value, points in brackets
                ],
                **vals,
            }
        )

    @classmethod
    def _create_scheme(cls, code, **vals):
        return cls.env["customer.grade.scheme"].create(
            {
                "name": f"Scheme {code}",
                "code": code,
                "grade_ids": cls._grade_commands(),
                "criterion_ids": [cls._criterion_command()],
                **vals,
            }
        )

    @classmethod
    def _create_customers(cls, count, **vals):
        return cls.env["res.partner"].create(
            [
                {"name": f"Customer {place}", "is_company": True, **vals}
                for place in range(1, count + 1)
            ]
        )

    @classmethod
    def _give(cls, points, day, criterion=None):
        """Points by hand.

        :param points: customer -> points
        """
        cls.env["customer.grade.entry"].create(
            [
                {
                    "criterion_id": (criterion or cls.criterion).id,
                    "partner_id": customer.id,
                    "date": day,
                    "points": value,
                    "note": "As seen on the visit",
                }
                for customer, value in points.items()
            ]
        )

    @classmethod
    def _review(cls, day, scheme=None, user=None, **vals):
        """A computed review, made by a grading manager."""
        Review = cls.env["customer.grade.review"].with_user(user or cls.grader)
        review = Review.create(
            {"scheme_id": (scheme or cls.scheme).id, "date": day, **vals}
        )
        review.action_compute()
        return review

    @classmethod
    def _applied(cls, day, points=None, scheme=None, **vals):
        """A review that has taken effect.

        :param points: customer -> points given on that day
        """
        scheme = scheme or cls.scheme
        cls._give(points or {}, day, scheme.criterion_ids[:1])
        review = cls._review(day, scheme, **vals)
        review.action_approve()
        review.action_apply()
        return review

    @classmethod
    def _set_by_hand(cls, customers, grade, reason="Knows us well", **vals):
        wizard = (
            cls.env["customer.grade.assign"]
            .with_user(vals.pop("user", cls.grader))
            .create(
                {
                    "partner_ids": [Command.set(customers.ids)],
                    "scheme_id": grade.scheme_id.id,
                    "grade_id": grade.id,
                    "reason": reason,
                    **vals,
                }
            )
        )
        wizard.action_assign()

    @classmethod
    def _decide(cls, lines, decision, user=None, **vals):
        """Through the dialog that decides several lines at once."""
        wizard = (
            cls.env["customer.grade.override"]
            .with_user(user or cls.grader)
            .create(
                {"line_ids": [Command.set(lines.ids)], "decision": decision, **vals}
            )
        )
        wizard.action_decide()

    # -------------------------------------------------------------------- questions

    def _line(self, review, customer):
        return review.line_ids.filtered(lambda line: line.partner_id == customer)

    def _assignments(self, customers, scheme=None):
        """All of the customers' grades in a scheme, the oldest first."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["customer.grade.assignment"].search(
            [
                ("partner_id", "in", customers.ids),
                ("scheme_id", "=", (scheme or self.scheme).id),
            ],
            order="date_from, id",
        )

    def _held(self, customer, scheme=None):
        """The grade a customer holds in a scheme."""
        return self._assignments(customer, scheme).filtered("is_current").grade_id

    def _history(self, customer, scheme=None):
        return [
            (assignment.grade_id, assignment.date_from, assignment.date_to)
            for assignment in self._assignments(customer, scheme)
        ]

    def _notes(self, customer):
        """What the customer's chatter says of grades, the latest first."""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "res.partner"),
                ("res_id", "=", customer.id),
                ("body", "ilike", "→"),
            ],
            order="id desc",
        )
        return messages.mapped("body")

    # ------------------------------------------------------------------- assertions

    @contextmanager
    def assertRefused(self, *words, error=UserError):
        """The block is refused for a reason that names all ``words``."""
        with self.assertRaises(error) as caught:
            yield
        if error is UserError:
            self.assertNotIsInstance(caught.exception, AccessError)
        for word in words:
            self.assertIn(word, str(caught.exception))

    @contextmanager
    def assertViolates(self, model, *words):
        """The database refuses the block, and people read ``words``."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError) as caught,
        ):
            yield
            self.env.flush_all()
        message = self.env[model]._sql_error_to_message(caught.exception)
        for word in words:
            self.assertIn(word, message)

    def assertHistoriesHold(self, customers, scheme=None):
        """Per customer one open end, and no day with two grades."""
        for customer in customers:
            periods = [
                (start, end or date.max)
                for _grade, start, end in self._history(customer, scheme)
            ]
            self.assertEqual(
                [end for _start, end in periods].count(date.max), 1, customer.name
            )
            for (_start, end), (start, _end) in zip(periods, periods[1:], strict=False):
                self.assertLessEqual(end, start, customer.name)

    @staticmethod
    def _today():
        return fields.Date.today()
