from odoo import fields, models
from odoo.tools import SQL


class CustomerGradeReviewMember(models.Model):
    """A company that a review counted together with a company above it.

    The chain of parents as it was when the review was computed: it explains the
    figures long after the group has changed.
    """

    _name = "customer.grade.review.member"
    _description = "Grade Review Group Member"
    _rec_name = "partner_id"
    _log_access = False

    review_id = fields.Many2one(
        "customer.grade.review", required=True, readonly=True, ondelete="cascade"
    )
    head_id = fields.Many2one(
        "res.partner",
        "Parent Company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Subsidiary",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    is_top = fields.Boolean("Head of the Group", readonly=True)

    _head_idx = models.Index("(review_id, head_id)")
    _member_idx = models.Index("(review_id, partner_id)")

    def _freeze(self, review):
        """Keep the groups that the review has gathered, in place of earlier ones."""
        self._forget(review)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_grade_review_member
                       (review_id, head_id, partner_id, is_top)
                SELECT %s, entity_id, member_id, is_top FROM customer_grade_group
                """,
                review.id,
            )
        )
        self.invalidate_model(flush=False)

    def _forget(self, review):
        self.env.cr.execute(
            SQL(
                "DELETE FROM customer_grade_review_member WHERE review_id = %s",
                review.id,
            )
        )
        self.invalidate_model(flush=False)

    def _head(self, review, partner):
        """The company at the top of the group in which ``partner`` was counted."""
        own = [("review_id", "=", review.id), ("partner_id", "=", partner.id)]
        return self.search([*own, ("is_top", "=", True)], limit=1).head_id or partner

    def _members(self, review, head):
        """The companies that were counted together with ``head``."""
        rows = self.search([("review_id", "=", review.id), ("head_id", "=", head.id)])
        return rows.partner_id - head
