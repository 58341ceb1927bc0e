from odoo import api, fields, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """What merging contacts means for grades.

    The wizard moves every reference by SQL. Both histories stay; of two current
    grades in a scheme the destination's goes on, else the latest one.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        self._close_grades_of_sources(src_partners, dst_partner)
        self._withdraw_requests_of_sources(src_partners)
        self._drop_twin_review_lines(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["customer.grade.assignment"]._refresh_partner_grades(
            dst_partner.commercial_partner_id.ids
        )
        return result

    @api.model
    def _close_grades_of_sources(self, src_partners, dst_partner):
        self.env.cr.execute(
            SQL(
                """
                WITH ranked AS (
                    SELECT id, partner_id,
                           row_number() OVER (
                               PARTITION BY scheme_id
                               ORDER BY partner_id = %(dst)s DESC, date_from DESC,
                                        id DESC
                           ) AS place
                      FROM customer_grade_assignment
                     WHERE partner_id = ANY(%(all)s) AND date_to IS NULL
                )
                UPDATE customer_grade_assignment assignment
                   SET date_to = GREATEST(assignment.date_from, %(today)s)
                  FROM ranked
                 WHERE ranked.id = assignment.id AND ranked.place > 1
                """,
                dst=dst_partner.id,
                all=[*src_partners.ids, dst_partner.id],
                today=fields.Date.context_today(self),
            )
        )

    @api.model
    def _withdraw_requests_of_sources(self, src_partners):
        """Another grade is asked for the destination, if for anybody."""
        self.env["customer.grade.objection"].sudo().search(
            [("partner_id", "in", src_partners.ids), ("state", "=", "requested")]
        )._withdraw()
        self.env.flush_all()

    @api.model
    def _drop_twin_review_lines(self, src_partners, dst_partner):
        """A customer stands in a review once: the destination's line remains."""
        self.env.cr.execute(
            SQL(
                """
                WITH ranked AS (
                    SELECT id, row_number() OVER (
                               PARTITION BY review_id
                               ORDER BY partner_id = %(dst)s DESC, id DESC
                           ) AS place
                      FROM customer_grade_review_line
                     WHERE partner_id = ANY(%(all)s)
                )
                DELETE FROM customer_grade_review_line line
                 USING ranked
                 WHERE ranked.id = line.id AND ranked.place > 1
                """,
                dst=dst_partner.id,
                all=[*src_partners.ids, dst_partner.id],
            )
        )
