from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .customer_policy_arguments import an_id, takes


class CustomerGradeReview(models.Model):
    """What if? A simulation has settings of its own and touches nobody.

    They begin as those of the scheme. How they get into the scheme is in
    ``…_adoption``.
    """

    _inherit = "customer.grade.review"

    question = fields.Char(
        "What If", help="What you want to find out, so that you find it again."
    )
    simulated_grade_ids = fields.One2many(
        "customer.grade.simulation.grade", "review_id", "Supposed Grades", copy=True
    )
    simulated_criterion_ids = fields.One2many(
        "customer.grade.simulation.criterion",
        "review_id",
        "Supposed Criteria",
        copy=True,
    )
    simulated_weight_total = fields.Float(
        compute="_compute_simulated_weight_total", digits=(5, 2)
    )
    simulated_max_steps_down = fields.Integer(
        "Maximum Steps Down",
        help="A review lowers a customer by this many grades at most. 0: no limit.",
    )
    simulated_min_months = fields.Integer(
        "Minimum Time in a Grade",
        help="In months: a customer is not lowered before.",
    )
    is_outdated = fields.Boolean(
        copy=False,
        policy_protected=True,
        help="The settings have been changed since it was computed.",
    )
    moves = fields.Json(compute="_compute_moves")

    _check_simulated_limits = models.Constraint(
        "CHECK (simulated_max_steps_down >= 0 AND simulated_min_months >= 0)",
        "Steps and months cannot be negative.",
    )

    @api.depends("simulated_criterion_ids.weight")
    def _compute_simulated_weight_total(self):
        for review in self:
            review.simulated_weight_total = sum(
                review.simulated_criterion_ids.mapped("weight")
            )

    def _compute_moves(self):
        """Today beside what would be, and how many go from where to where.

        Only customers whom the reader may know are counted.
        """
        simulations = self.filtered(lambda r: r.is_simulation and r.state == "computed")
        counts = {}
        for review, today, then, count in self.env[
            "customer.grade.review.line"
        ]._read_group(
            [("review_id", "in", simulations.ids)],
            ["review_id", "current_grade_id", "final_grade_id"],
            ["__count"],
        ):
            # A grade that has left the scheme counts as none, as in the review.
            today = today if today in review.scheme_id.grade_ids else today.browse()
            of_review = counts.setdefault(review, {})
            of_review[today, then] = of_review.get((today, then), 0) + count
        for review in self:
            review.moves = review in simulations and review._moves(
                counts.get(review, {})
            )

    def _moves(self, counts):
        grades = self.scheme_id.grade_ids.sorted("sequence")
        none = grades.browse()

        def row(grade):
            return {
                "id": grade.id,
                "name": grade.name or self.env._("Not graded"),
                "color": grade.color,
                "today": sum(n for (old, _new), n in counts.items() if old == grade),
                "then": sum(n for (_old, new), n in counts.items() if new == grade),
                "to": [counts.get((grade, new), 0) for new in grades],
            }

        return {
            "grades": [row(grade) for grade in grades],
            "none": row(none),
            "total": sum(counts.values()),
            "moved": sum(n for (old, new), n in counts.items() if old != new),
        }

    # ------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        reviews.filtered(
            lambda review: review.is_simulation and not review.simulated_grade_ids
        )._take_settings()
        return reviews

    def write(self, vals):
        if {"simulated_max_steps_down", "simulated_min_months"} & vals.keys():
            self._check_settings_open()
            self.sudo().filtered(lambda r: r.state == "computed").is_outdated = True
        result = super().write(vals)
        if {"scheme_id", "is_simulation"} & vals.keys():
            self._take_settings()
        return result

    # ---------------------------------------------------------------------- actions

    @takes(from_grade_id=an_id, to_grade_id=an_id)
    def action_open_moves(self, from_grade_id=None, to_grade_id=None, moved=False):
        """Open the customers that go from one grade to another.

        :param from_grade_id: False for customers without a grade, None for any
        :param moved: only those whose grade changes
        """
        action = self.action_open_lines()
        domain = list(action["domain"])
        if from_grade_id is not None:
            domain.append(
                ("current_grade_id", "=", from_grade_id)
                if from_grade_id
                else ("current_grade_id", "not in", self.scheme_id.grade_ids.ids)
            )
        if to_grade_id:
            domain.append(("final_grade_id", "=", to_grade_id))
        if moved:
            domain.append(("movement", "!=", "same"))
        return {**action, "domain": domain, "context": {}}

    def action_open_distribution(self):
        """Open the moves as a graph, today beside what would be."""
        return self._open_lines_first("graph")

    def action_open_matrix(self):
        """Open the moves as a pivot table."""
        return self._open_lines_first("pivot")

    def action_cancel(self):
        self._check_not_adopted()
        return super().action_cancel()

    def action_draft(self):
        self._check_not_adopted()
        return super().action_draft()

    # --------------------------------------------------------------------- business

    def _open_lines_first(self, kind):
        action = self.action_open_lines()
        views = [(False, kind)] + [view for view in action["views"] if view[1] != kind]
        modes = ",".join(mode for _view, mode in views)
        return {**action, "views": views, "view_mode": modes, "context": {}}

    def _take_settings(self):
        """Begin with the settings the scheme has now."""
        for review in self:
            scheme = review.scheme_id
            grades, criteria = [Command.clear()], [Command.clear()]
            if review.is_simulation:
                grades += [
                    Command.create({"grade_id": grade.id, "min_score": grade.min_score})
                    for grade in scheme.grade_ids
                ]
                criteria += [
                    Command.create(
                        {**criterion._simulation_vals(), "origin_id": criterion.id}
                    )
                    for criterion in scheme.criterion_ids
                ]
            review.write(
                {
                    "simulated_grade_ids": grades,
                    "simulated_criterion_ids": criteria,
                    "simulated_max_steps_down": scheme.max_steps_down,
                    "simulated_min_months": scheme.min_months_in_grade,
                }
            )

    def _check_not_adopted(self):
        adopted = self.sudo().filtered("date_adopted")[:1]
        if adopted:
            raise UserError(
                self.env._(
                    "%(review)s has been adopted; it stays as it was decided.",
                    review=adopted.display_name,
                )
            )

    def _check_settings_open(self):
        for review in self.sudo():
            if (
                review.pending_step
                or review.date_adopted
                or review.state not in ("draft", "computed")
            ):
                raise UserError(
                    self.env._(
                        "The settings of %(review)s can no longer be changed: it is "
                        "being computed, or has been decided. Duplicate it to go on "
                        "from there.",
                        review=review.display_name,
                    )
                )

    # ----------------------------------------------------------- what is computed by

    def _reset_lines(self):
        result = super()._reset_lines()
        self.is_outdated = False
        return result

    def _criteria(self):
        if not self.is_simulation:
            return super()._criteria()
        return self.simulated_criterion_ids.sorted(lambda c: (c.sequence, c.id))

    def _criterion(self, criterion_id):
        if not self.is_simulation:
            return super()._criterion(criterion_id)
        return self.simulated_criterion_ids.filtered(
            lambda criterion: criterion._frozen_id() == criterion_id
        )

    def _grade_scores(self):
        if not self.is_simulation:
            return super()._grade_scores()
        return [
            (threshold.grade_id, threshold.min_score)
            for threshold in self.simulated_grade_ids.sorted("sequence")
            if threshold.grade_id.active
        ]

    def _limits(self):
        if not self.is_simulation:
            return super()._limits()
        return self.simulated_max_steps_down, self.simulated_min_months

    def _check_settings(self):
        if not self.is_simulation:
            return super()._check_settings()
        self._check_settings_open()
        return self.scheme_id._check_complete(
            [score for _grade, score in self._grade_scores()], self._criteria()
        )
