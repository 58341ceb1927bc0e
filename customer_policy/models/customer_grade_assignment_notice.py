from odoo import api, models
from odoo.tools import SQL

LOWERED_ACTIVITY = "customer_policy.mail_activity_type_grade_lowered"


class CustomerGradeAssignment(models.Model):
    """Who looks after a customer is told when its grade falls outside of a review."""

    _inherit = "customer.grade.assignment"

    @api.model
    def _assign(self, partners, grade, *args, **kwargs):
        scheme = grade.scheme_id
        better = self.browse()
        if scheme.objection_days:
            held = self._current(partners.commercial_partner_id, scheme)
            better = held.filtered(
                lambda assignment: (
                    (assignment.grade_id.sequence, assignment.grade_id.id)
                    < (grade.sequence, grade.id)
                )
            )
        fallen_ids = better.partner_id.ids
        assignments = super()._assign(partners, grade, *args, **kwargs)
        if fallen_ids:
            self._tell_of_fall(scheme, fallen_ids)
        return assignments

    @api.model
    def _tell_of_fall(self, scheme, customer_ids):
        """They could not object beforehand, but may apply for another grade."""
        self.env.flush_all()
        counts = scheme._count_by_account_manager(
            SQL("SELECT unnest(%s::int[])", customer_ids)
        )
        counts.pop(self.env.user, None)
        if counts:
            scheme._tell_account_managers(
                LOWERED_ACTIVITY,
                counts,
                "customer_policy.customer_grade_objection_action",
                None,
            )
