import functools

from odoo import fields, models
from odoo.tools import SQL

from .customer_grade_review_compute import CHUNK_SIZE


class CustomerGradeReview(models.Model):
    """Decided lines become grades."""

    _inherit = "customer.grade.review"

    def _apply_chunk(self):
        """Let the next lines take effect.

        :return: how many lines are left
        """
        self.env.flush_all()
        lines = self._next_lines()
        if lines:
            self._select_appliable(lines)
            self._apply_selected(len(lines))
            self.applied_line_id = lines[-1][0]
        if len(lines) < CHUNK_SIZE:
            return 0
        return self.env["customer.grade.review.line"].search_count(
            [("review_id", "=", self.id), ("id", ">", self.applied_line_id)]
        )

    def _next_lines(self):
        """:return: (id, partner_id) of the next lines, ascending by id"""
        return self.env.execute_query(
            SQL(
                "SELECT id, partner_id FROM customer_grade_review_line"
                " WHERE review_id = %s AND id > %s ORDER BY id LIMIT %s",
                self.id,
                self.applied_line_id or 0,
                CHUNK_SIZE,
            )
        )

    def _select_appliable(self, lines):
        """Into a temporary table: the lines whose customer is still as computed.

        Archived and merged customers, and those whose grade was set otherwise since,
        keep what they have. Lines stand in the order of their customers: the range
        of these spares a chunk to read all contacts and all grades.
        """
        partner_ids = [partner_id for _line_id, partner_id in lines]
        self.env.cr.execute("DROP TABLE IF EXISTS customer_grade_appliable")
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE customer_grade_appliable ON COMMIT DROP AS
                SELECT line.id AS line_id, line.partner_id, line.score, line.reason,
                       line.final_grade_id AS grade_id, line.locked_until,
                       line.current_grade_id, held.id AS held_id,
                       held.grade_id IS DISTINCT FROM line.final_grade_id AS moves
                  FROM customer_grade_review_line line
                  JOIN res_partner partner
                    ON partner.id = line.partner_id AND partner.active
                   AND partner.id BETWEEN %(low)s AND %(high)s
                   AND partner.commercial_partner_id = partner.id
                   AND partner.company_id IS NOT DISTINCT FROM %(company)s
                  LEFT JOIN customer_grade_assignment held
                         ON held.partner_id = line.partner_id
                        AND held.partner_id BETWEEN %(low)s AND %(high)s
                        AND held.scheme_id = %(scheme)s AND held.date_to IS NULL
                 WHERE line.review_id = %(review)s
                   AND line.id BETWEEN %(first)s AND %(last)s
                   AND held.grade_id IS NOT DISTINCT FROM line.current_grade_id
                   AND (held.date_from IS NULL OR held.date_from <= %(date)s)
                """,
                company=self.scheme_id.company_id.id or None,
                scheme=self.scheme_id.id,
                review=self.id,
                first=lines[0][0],
                last=lines[-1][0],
                low=min(partner_ids),
                high=max(partner_ids),
                date=self.date,
            )
        )
        self.env.cr.execute("ANALYZE customer_grade_appliable")

    def _apply_selected(self, line_count):
        Assignment = self.env["customer.grade.assignment"]
        [(selected, low, high)] = self.env.execute_query(
            SQL(
                "SELECT count(*), min(partner_id), max(partner_id)"
                "  FROM customer_grade_appliable"
            )
        )
        self.skipped_count += line_count - selected
        held = SQL(
            "assignment.id = appliable.held_id AND assignment.date_to IS NULL"
            " AND assignment.partner_id BETWEEN %s AND %s",
            low,
            high,
        )
        Assignment._confirm_from_review(held)
        moved_ids = Assignment._move_from_review(self, held)
        if moved_ids:
            if self.scheme_id.is_primary:
                Assignment._refresh_partner_grades(moved_ids)
            self._log_moves()
            Assignment._grant_entitlements(
                self.scheme_id,
                SQL(
                    "SELECT partner_id, current_grade_id AS former_id, grade_id"
                    "  FROM customer_grade_appliable WHERE moves"
                ),
            )
        self.env.invalidate_all()

    def _log_moves(self):
        """Say on each customer what changed, why, and under which clause."""
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, current_grade_id, grade_id, score, reason"
                "  FROM customer_grade_appliable WHERE moves ORDER BY partner_id"
            )
        )
        lang = (self.approved_by_id or self.env.company).partner_id.lang
        # Thousands of customers share a text: a score has one decimal here.
        text = functools.cache(self.with_context(lang=lang)._move_text)
        self.env["customer.grade.assignment"]._log_on_partners(
            {
                partner_id: text(old_id, new_id, f"{score:.1f}", reason)
                for partner_id, old_id, new_id, score, reason in rows
            }
        )

    def _move_text(self, old_id, new_id, score, reason):
        Grade = self.env["customer.grade"]
        new = Grade.browse(new_id)
        return self.env["customer.grade.assignment"]._change_text(
            Grade.browse(old_id),
            new,
            new.clause_id or self.scheme_id.clause_id,
            self.env._(
                "score %(score)s in the review of %(date)s",
                score=score,
                date=fields.Date.to_string(self.date),
            ),
            reason,
        )

    def _finish_apply(self):
        self.write(
            {
                "state": "applied",
                "pending_step": False,
                "date_applied": fields.Datetime.now(),
            }
        )
        self.scheme_id._schedule_next_review(self.date)
        if self.skipped_count:
            self._message_log(
                body=self.env._(
                    "%(count)s customers were left as they are: archived, merged or "
                    "graded otherwise since the review was computed.",
                    count=self.skipped_count,
                )
            )
