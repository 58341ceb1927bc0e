from odoo import api, models
from odoo.fields import Domain


class CustomerGradeReview(models.Model):
    """A review that started by itself waits for approval in the inbox.

    Whoever starts one by hand has it before his or her eyes.
    """

    _name = "customer.grade.review"
    _inherit = ["customer.grade.review", "customer.policy.request.mixin"]

    _request_triggers = frozenset({"state", "pending_step"})
    _request_activity_types = ("customer_policy.mail_activity_type_grade_review",)
    _request_facts = ("scheme_id", "date", "new_count", "up_count", "down_count")

    _waiting_idx = models.Index("(id) WHERE state = 'computed' AND is_automatic")

    # --------------------------------------------------------------------- business

    @api.model
    def _request_kinds(self):
        return [*super()._request_kinds(), ("grade_review", self.env._("Grade Review"))]

    @api.model
    def _request_pending_domain(self):
        return (
            Domain("state", "=", "computed")
            & Domain("is_automatic", "=", True)
            & Domain("is_simulation", "!=", True)
            & Domain("pending_step", "=", False)
        )

    def _request_matters(self):
        return {
            (review.id, "approve"): review._request_matter(
                "grade_review",
                f"#{review.id} {review.date}",
                review._grading_managers(),
            )
            for review in self
        }

    def _request_outcomes(self):
        outcomes = {"approved": "approved", "applied": "approved", "draft": "rejected"}
        return {
            review.id: outcomes.get(review.state, "settled") for review in self.exists()
        }

    def _request_decide(self, step, choice, opinion):
        if choice == "approve":
            self.action_approve()
        else:
            self.action_draft()
        if opinion:
            self._message_log(body=opinion)
