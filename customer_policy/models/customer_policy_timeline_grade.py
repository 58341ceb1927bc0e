from odoo import api, models


class CustomerPolicyTimeline(models.AbstractModel):
    """The grades a customer was given."""

    _inherit = "customer.policy.timeline"

    @api.model
    def _sources(self, customer):
        domain = [("partner_id", "=", customer.id)]
        return {
            **super()._sources(customer),
            "grade": ("customer.grade.assignment", domain, "date_from"),
        }

    @api.model
    def _show_grade(self, assignments):
        return {
            assignment.id: self._event(
                "star",
                self.env._(
                    "Grade in %(scheme)s", scheme=assignment.scheme_id.display_name
                ),
                assignment.reason,
                badge={
                    "name": assignment.grade_id.name,
                    "color": assignment.color,
                },
            )
            for assignment in assignments
        }
