from datetime import timedelta

from odoo import api, models
from odoo.fields import Command

from ..tools import demo_history
from .customer_policy_demo_secrecy import SECRETS

# Where customers begin: points of the importance scheme, and how many have them.
LEVELS = ((74, 8), (48, 20), (20, 32))
STARTS = ((72, 24), (42, 36))
IMPORTANCE = "How important the customer is to us"


class CustomerPolicyDemo(models.AbstractModel):
    """Grades: a review each quarter, moves between grades, and requests for others.

    Where the books came from before anybody connected orders: points by hand. The
    criterion is archived afterwards, so that the scheme is as it was shipped.
    """

    _inherit = "customer.policy.demo"

    @api.model
    def _build_grades(self):
        scheme = self._ref("scheme_importance")
        others = scheme.criterion_ids
        paths = self._paths("importance", LEVELS)
        # The latest one was applied, with the days that others had a say.
        ends = demo_history.quarter_ends(self._today() - timedelta(days=16))
        with self._at(demo_history.at_work(ends[0] - timedelta(days=30), 10)):
            others.active = False
            criterion = self._add_criterion(scheme, IMPORTANCE)
        for place, day in enumerate(ends):
            self._enter_points(criterion, day, [path[place] for path in paths])
            self._review_quarter(scheme, day)
        with self._at(self.env.cr.now()):
            criterion.active = False
            others.active = True
        self._build_intent(ends)
        self._set_one_by_hand(scheme)

    @api.model
    def _add_criterion(self, scheme, name):
        return self.env["customer.grade.criterion"].create(
            {
                "scheme_id": scheme.id,
                "name": name,
                "metric": "manual",
                "weight": 100,
                "bracket_ids": [
                    Command.create({"value_from": 0, "points": 0}),
                    Command.create({"value_from": 100, "points": 100}),
                ],
            }
        )

    @api.model
    def _paths(self, name, levels):
        """:return: of each customer, points by quarter"""
        rng = demo_history.draw(name)
        starts = [level for level, count in levels for _index in range(count)]
        return [demo_history.points_path(rng, level) for level in starts]

    @api.model
    def _enter_points(self, criterion, day, points):
        with self._at(demo_history.at_work(day, 15)):
            self._as(self.env["customer.grade.entry"], "sales_head").create(
                [
                    {
                        "criterion_id": criterion.id,
                        "partner_id": customer.id,
                        "date": day,
                        "points": value,
                        "note": "Quarterly meeting of the sales department",
                    }
                    for customer, value in zip(self._customers(), points, strict=True)
                ]
            )

    @api.model
    def _review_quarter(self, scheme, day):
        """Computed by sales, approved above, applied when nobody objects any more."""
        first = demo_history.next_working_days(day, 2)
        with self._at(demo_history.at_work(first, 9.5)):
            review = self._as(self.env["customer.grade.review"], "sales_head").create(
                {"scheme_id": scheme.id, "date": day}
            )
            review.action_compute()
        with self._at(demo_history.at_work(first, 16)):
            self._as(review, "general_manager").action_approve()
        over = demo_history.next_working_days(first + timedelta(days=4), 1)
        with self._at(demo_history.at_work(over, 10)):
            self._as(review, "general_manager").action_apply()

    @api.model
    def _build_intent(self, ends):
        """A second scheme, with a review of today that account managers may contest."""
        scheme = self._ref("scheme_intent")
        grades = scheme.grade_ids.sorted("sequence")
        with self._at(demo_history.at_work(ends[-5] - timedelta(days=30), 10)):
            for grade, score in zip(grades, (60, 30, 0), strict=True):
                grade.min_score = score
            criterion = self._add_criterion(scheme, "What the account manager expects")
        paths = self._paths("intent", STARTS)
        for place in (-5, -1):
            points = [path[place] for path in paths]
            self._enter_points(criterion, ends[place], points)
            self._review_quarter(scheme, ends[place])
        today = self._today()
        lower = [max(path[-1] - 25 * (n % 7 == 0), 0) for n, path in enumerate(paths)]
        yesterday = demo_history.next_working_days(today, -1)
        self._enter_points(criterion, yesterday, lower)
        with self._at(demo_history.at_work(yesterday, 16.5)):
            review = self._as(self.env["customer.grade.review"], "sales_head").create(
                {"scheme_id": scheme.id, "date": yesterday}
            )
            review.action_compute()
        review = self._as(review, "general_manager")
        review.action_approve()
        self._object_to(review)
        self._simulate(self._ref("scheme_importance"), yesterday)

    @api.model
    def _object_to(self, review):
        """Somebody thinks better of a customer than the figures do."""
        customers = self._customers()
        kept = customers.browse([customers[index].id for index, *_rest in SECRETS])
        lines = review.sudo().line_ids.filtered(
            lambda line: (
                line.movement == "down"
                and line.partner_id.user_id == self._user("staff")
                and line.partner_id not in kept
            )
        )
        if line := lines[:1]:
            objections = self.env["customer.grade.objection"]
            manager = line.partner_id.user_id
            objections.with_user(manager).sudo(False).create(
                {
                    "partner_id": line.partner_id.id,
                    "scheme_id": line.scheme_id.id,
                    "requested_grade_id": line.current_grade_id.id,
                    "reason": "They signed for two years last week; the paper is on "
                    "its way.",
                }
            )

    @api.model
    def _simulate(self, scheme, day):
        """What the scheme would come to now, for a look at a what-if."""
        criterion = self.env["customer.grade.criterion"].with_context(active_test=False)
        used = criterion.search(
            [("scheme_id", "=", scheme.id), ("name", "=", IMPORTANCE)], limit=1
        )
        if not used or not scheme.criterion_ids or not scheme.weight_total:
            return
        review = self._as(self.env["customer.grade.review"], "sales_head").create(
            {"scheme_id": scheme.id, "date": day, "is_simulation": True}
        )
        review.action_compute()

    @api.model
    def _set_one_by_hand(self, scheme):
        """The company of the chairman's friend, and for how long."""
        customer = self._customers()[30]
        grades = scheme.grade_ids.sorted("sequence")
        day = demo_history.next_working_days(self._today(), -1)
        with self._at(demo_history.at_work(day, 11)):
            wizard = self._as(self.env["customer.grade.assign"], "general_manager")
            wizard.create(
                {
                    "partner_ids": [Command.set(customer.ids)],
                    "scheme_id": scheme.id,
                    "grade_id": grades[1].id,
                    "reason": "Pilot customer for the new line of products",
                    "locked_until": day + timedelta(days=180),
                }
            ).action_assign()
