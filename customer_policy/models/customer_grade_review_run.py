from odoo import api, models


class CustomerGradeReview(models.Model):
    """A step of a review is done in pieces, at once or in the background."""

    _inherit = "customer.grade.review"

    def _run_or_queue(self, step):
        """Do ``step`` at once when one request can carry it, else in the background."""
        self.pending_step = step
        if self._size(step) > self._sync_limit():
            self.env.ref("customer_policy.ir_cron_process_reviews")._trigger()
            return
        while self._run_chunk():
            pass

    @api.model
    def _sync_limit(self):
        """How many contacts a review may look at within the manager's request."""
        return int(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("customer_policy.review_sync_limit", 50_000)
        )

    def _size(self, step):
        limit = self._sync_limit() + 1
        if step == "apply":
            return self.env["customer.grade.review.line"].search_count(
                [("review_id", "=", self.id)], limit=limit
            )
        return (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search_count(
                [("company_id", "=", self.scheme_id.company_id.id)], limit=limit
            )
        )

    def _run_chunk(self):
        """Do the next piece of the pending step.

        Safe to repeat after a kill: what is done is read from the lines and from
        ``applied_line_id``, both written in the transaction of the piece itself.

        :return: how many customers are left, 0 when the step is finished
        """
        if self.pending_step == "compute":
            remaining = self._compute_chunk()
            if not remaining:
                self.write({"state": "computed", "pending_step": False})
        else:
            remaining = self._apply_chunk()
            if not remaining:
                self._finish_apply()
        return remaining
