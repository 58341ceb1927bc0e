from odoo import fields, models
from odoo.tools import format_date, formatLang

from ..tools import scoring


class CustomerGradeReviewLine(models.Model):
    """Why a customer has this grade, in words and figures."""

    _inherit = "customer.grade.review.line"

    explanation = fields.Json(compute="_compute_explanation")

    def _compute_explanation(self):
        for line in self:
            line.explanation = line.sudo()._explain()

    def _explain(self, grade=None):
        """The json drawn by the widget ``customer_grade_explanation``.

        :param grade: the grade to explain, where it is no longer the line's
        """
        self.ensure_one()
        previous = self._previous_line()
        grade = grade or self.final_grade_id
        return {
            "grade": {"name": grade.name, "code": grade.code, "color": grade.color},
            "scheme": self.scheme_id.name,
            "clause": (grade.clause_id or self.scheme_id.clause_id).display_name
            or False,
            "date": fields.Date.to_string(self.review_id.date),
            "score": self.score,
            "words": self._explain_in_words(previous),
            "to_next": self._explain_to_next(grade),
            "locked_until": fields.Date.to_string(self.locked_until) or False,
            "criteria": self._explain_criteria(previous),
            "history": [],
        }

    def _previous_line(self):
        """The line of the customer's review before this one."""
        earlier = self.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("review_id.scheme_id", "=", self.scheme_id.id),
                ("review_id.state", "=", "applied"),
                ("review_id.date", "<", self.review_id.date),
            ]
        )
        return earlier.sorted(lambda line: (line.review_id.date, line.id))[-1:]

    def _explain_criteria(self, previous):
        before = {part["criterion"]: part for part in previous.breakdown or []}
        parts = self.breakdown or []
        skipped = self._skipped_criteria()
        weights = [p["weight"] for p in parts if p["criterion"] not in skipped]
        counted = sum(weights) or 1
        return [
            self._explain_criterion(
                part,
                before.get(part["criterion"]),
                0 if part["criterion"] in skipped else part["weight"] / counted,
            )
            for part in parts
        ]

    def _skipped_criteria(self):
        """Criteria left out of this customer's score for want of a figure."""
        settings = self.review_id.settings or {"criteria": ()}  # a new line has none
        skipping = {
            criterion["id"]
            for criterion in settings["criteria"]
            if criterion["no_value"] == "skip"
        }
        return {
            part["criterion"]
            for part in self.breakdown or []
            if part["value"] is None and part["criterion"] in skipping
        }

    def _explain_criterion(self, part, before, share):
        criterion = self.review_id._criterion(part["criterion"])
        currency = self.review_id.currency_id

        def formatted(value):
            return criterion._format_value(value, currency) if criterion else str(value)

        points = part["points"]
        return {
            "criterion_id": part["criterion"],
            "line_id": self.id,
            "name": self._criterion_name(part["criterion"]),
            "value": formatted(part["value"]),
            "previous": bool(before) and formatted(before["value"]),
            "points": points,
            "previous_points": before["points"] if before else False,
            "weight": part["weight"],
            "contribution": round(points * share, 2),
            "can_open": bool(
                criterion
                and part["value"] is not None
                and hasattr(criterion, f"_metric_action_{part['metric']}")
            ),
        }

    def _criterion_name(self, criterion_id):
        """Its name now, or the one it had when it was deleted since."""
        criterion = self.review_id._criterion(criterion_id)
        names = {c["id"]: c["name"] for c in self.review_id.settings["criteria"]}
        return criterion.display_name or names.get(criterion_id)

    def _explain_to_next(self, grade):
        """How far the score is from the grade above, whoever gave the present one."""
        grades = (self.review_id.settings or {}).get("grades", [])
        positions = {each["id"]: index for index, each in enumerate(grades)}
        missing = scoring.points_to_next(
            self.score,
            [each["min_score"] for each in grades],
            positions.get(grade.id, 0),
        )
        if missing is None:
            return False
        better = grade.browse(grades[positions[grade.id] - 1]["id"]).exists()
        return bool(better) and {"grade": better.name, "points": missing}

    def _explain_in_words(self, previous):
        review = self.review_id
        words = [
            self.env._(
                "%(score)s of 100 points in the review of %(date)s: %(grade)s.",
                score=formatLang(self.env, self.score, digits=2),
                date=format_date(self.env, review.date),
                grade=self.computed_grade_id.name,
            )
        ]
        words += self._explain_limit()
        if self.decision in ("kept", "overridden"):
            words.append(
                self.env._(
                    "Decided otherwise - %(grade)s - by %(user)s: %(reason)s",
                    grade=self.final_grade_id.name,
                    user=review.approved_by_id.name or self.write_uid.name,
                    reason=self.reason,
                )
            )
        if previous:
            words.append(self._explain_change(previous))
        return words

    def _explain_limit(self):
        texts = {
            "locked": self.env._("The grade was locked, so it stayed as it was."),
            "min_time": self.env._(
                "The customer has not held the grade long enough to be lowered."
            ),
            "max_steps": self.env._(
                "A review lowers a customer by %(steps)s grades at most.",
                steps=self.scheme_id.max_steps_down,
            ),
        }
        return [texts[self.limited_by]] if self.limited_by else []

    def _explain_change(self, previous):
        before = {part["criterion"]: part["points"] for part in previous.breakdown}
        change = {
            part["criterion"]: part["points"] - before[part["criterion"]]
            for part in self.breakdown
            if part["criterion"] in before
        }
        date = format_date(self.env, previous.review_id.date)
        difference = self.score - previous.score
        if abs(difference) < 0.05 or not change:
            return self.env._(
                "The score is the same as in the review of %(date)s.", date=date
            )
        criterion_id = max(
            change, key=lambda key: change[key] if difference > 0 else -change[key]
        )
        return self.env._(
            "%(difference)s points since the review of %(date)s, most of it from "
            "%(criterion)s.",
            difference=("+" if difference > 0 else "")
            + formatLang(self.env, difference, digits=2),
            date=date,
            criterion=self._criterion_name(criterion_id),
        )
