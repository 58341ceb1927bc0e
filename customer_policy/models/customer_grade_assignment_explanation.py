from odoo import fields, models
from odoo.tools import format_date


class CustomerGradeAssignment(models.Model):
    """Why a customer has this grade now, and which ones it had before."""

    _inherit = "customer.grade.assignment"

    def _explain(self):
        """Why this is the grade, with its history, for the customer's form.

        :return: see ``_explain`` of the review line, whose figures it takes up
        """
        self.ensure_one()
        line, grade = self.line_id, self.grade_id
        explanation = line._explain(grade) if line else {"criteria": [], "words": []}
        if not self.review_id:
            explanation["words"].insert(0, self._explain_by_hand())
        explanation.update(
            grade={"name": grade.name, "code": grade.code, "color": grade.color},
            scheme=self.scheme_id.name,
            clause=(grade.clause_id or self.scheme_id.clause_id).display_name or False,
            date=fields.Date.to_string(self.date_from),
            score=self.score if line else False,
            to_next=explanation.get("to_next", False),
            locked_until=fields.Date.to_string(self.locked_until) or False,
            history=self._explain_history(),
        )
        return explanation

    def _explain_by_hand(self):
        return self.env._(
            "Set by hand by %(user)s on %(date)s: %(reason)s",
            user=self.user_id.name,
            date=format_date(self.env, self.date_from),
            reason=self.reason,
        )

    def _explain_history(self):
        assignments = self.partner_id.grade_assignment_ids.filtered(
            lambda assignment: assignment.scheme_id == self.scheme_id
        )
        return [
            {
                "grade": assignment.grade_id.name,
                "color": assignment.grade_id.color,
                "date_from": fields.Date.to_string(assignment.date_from),
                "date_to": fields.Date.to_string(assignment.date_to) or False,
                "score": assignment.score or False,
                "reason": assignment.reason or "",
            }
            for assignment in assignments.sorted(
                lambda a: (a.date_from, a.id), reverse=True
            )
        ]
