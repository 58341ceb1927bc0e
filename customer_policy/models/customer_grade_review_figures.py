from odoo import api, fields, models


class CustomerGradeReview(models.Model):
    """What a review's lines come to, for those who decide."""

    _inherit = "customer.grade.review"

    line_count = fields.Integer("Customers", compute="_compute_counts")
    new_count = fields.Integer("First Grades", compute="_compute_counts")
    up_count = fields.Integer("Upgrades", compute="_compute_counts")
    down_count = fields.Integer("Downgrades", compute="_compute_counts")
    overridden_count = fields.Integer("Overridden", compute="_compute_counts")
    needs_approval = fields.Boolean(compute="_compute_needs_approval")
    progress = fields.Float(compute="_compute_progress")
    summary = fields.Html(compute="_compute_summary", sanitize=False)

    def _compute_counts(self):
        Line = self.env["customer.grade.review.line"]
        domain = [("review_id", "in", self.ids)]
        movements = {
            (review, movement): count
            for review, movement, count in Line._read_group(
                domain, ["review_id", "movement"], ["__count"]
            )
        }
        overridden = dict(
            Line._read_group(
                [*domain, ("decision", "=", "overridden")], ["review_id"], ["__count"]
            )
        )
        for review in self:
            counts = {
                movement: movements.get((review, movement), 0)
                for movement in ("new", "up", "down", "same")
            }
            review.line_count = sum(counts.values())
            review.new_count = counts["new"]
            review.up_count = counts["up"]
            review.down_count = counts["down"]
            review.overridden_count = overridden.get(review, 0)

    def _compute_needs_approval(self):
        for review in self:
            approval = review.scheme_id.approval
            changes = review.new_count + review.up_count + review.down_count
            review.needs_approval = approval == "all" or (
                approval == "changes" and bool(changes)
            )

    @api.depends("pending_step", "state")
    def _compute_progress(self):
        for review in self:
            if review.pending_step == "apply":
                done = self.env["customer.grade.review.line"].search_count(
                    [
                        ("review_id", "=", review.id),
                        ("id", "<=", review.applied_line_id),
                    ]
                )
                total = review.line_count
            else:
                done = review.line_count
                total = (review.settings or {}).get("population") or done
            review.progress = 100.0 * done / total if total else 0.0

    def _compute_summary(self):
        """How many customers each grade has now and would have."""
        tables = self._distribution()
        for review in self:
            review.summary = self.env["ir.qweb"]._render(
                "customer_policy.customer_grade_review_summary",
                {"rows": tables.get(review, []), "total": review.line_count},
            )

    def _distribution(self):
        """:return: review -> list of (grade, customers now, customers then)"""
        Line = self.env["customer.grade.review.line"]
        domain = [("review_id", "in", self.ids)]

        def count_by(field):
            return {
                (review, grade): count
                for review, grade, count in Line._read_group(
                    domain, ["review_id", field], ["__count"]
                )
            }

        now, then = count_by("current_grade_id"), count_by("final_grade_id")
        return {
            review: [
                (grade, now.get((review, grade), 0), then.get((review, grade), 0))
                for grade in review.scheme_id.grade_ids.sorted("sequence")
            ]
            for review in self
        }
