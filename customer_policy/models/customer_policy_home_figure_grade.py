from odoo import api, models
from odoo.fields import Domain

LINE = "customer.grade.review.line"


class CustomerPolicyHomeFigure(models.Model):
    """What is said of customers and their grades."""

    _inherit = "customer.policy.home.figure"

    @api.model
    def _labels(self):
        return {
            **super()._labels(),
            "moves_up": self.env._("Customers Moved Up"),
            "moves_down": self.env._("Customers Moved Down"),
            "reviews_waiting": self.env._("Reviews to Approve or Apply"),
            "grade_gaps": self.env._("Grades with Something Missing"),
            "my_customers": self.env._("My Customers"),
            "my_downgrades": self.env._("My Customers about to Fall"),
        }

    @api.model
    def _models(self):
        return {
            **super()._models(),
            **dict.fromkeys(("moves_up", "moves_down", "my_downgrades"), LINE),
            "reviews_waiting": "customer.grade.review",
            "grade_gaps": "customer.grade.gap",
            "my_customers": "res.partner",
        }

    @api.model
    def _is_readable(self, code):
        """A move is known by its review, which not everybody reads."""
        if code.startswith("moves_"):
            reviews = self.env["customer.grade.review"]
            return super()._is_readable(code) and reviews.has_access("read")
        return super()._is_readable(code)

    @api.model
    def _moved(self, code, movement, better, now, before):
        moved = (
            Domain("movement", "=", movement)
            & Domain("review_id.state", "=", "applied")
            & Domain("review_id.is_simulation", "=", False)
        )
        return self._counted(
            code,
            moved & self._on_days("review_id.date", now),
            moved & self._on_days("review_id.date", before),
            better,
            action="customer_grade_review_line_action",
        )

    @api.model
    def _figure_moves_up(self, now, before):
        return self._moved("moves_up", "up", "more", now, before)

    @api.model
    def _figure_moves_down(self, now, before):
        return self._moved("moves_down", "down", "less", now, before)

    @api.model
    def _figure_reviews_waiting(self, _now, _before):
        waiting = Domain("state", "in", ("computed", "approved"))
        waiting &= Domain("is_simulation", "=", False)
        return self._counted(
            "reviews_waiting", waiting, action="customer_grade_review_action"
        )

    @api.model
    def _figure_grade_gaps(self, _now, _before):
        return self._counted(
            "grade_gaps",
            Domain.TRUE,
            better="less",
            action="customer_grade_gap_action",
        )

    @api.model
    def _figure_my_customers(self, _now, _before):
        """Companies and persons, not the contacts below them."""
        mine = Domain("user_id", "=", self.env.uid) & Domain("parent_id", "=", False)
        return self._counted("my_customers", mine, action="res_partner_action")

    @api.model
    def _figure_my_downgrades(self, _now, _before):
        falling = (
            Domain("movement", "=", "down")
            & Domain("user_id", "=", self.env.uid)
            & Domain("objection_deadline", "!=", False)
            & Domain("review_state", "=", "approved")
        )
        return self._counted(
            "my_downgrades", falling, action="customer_grade_downgrade_action"
        )
