from odoo import api, models
from odoo.exceptions import UserError


class CustomerGradeSimulationMixin(models.AbstractModel):
    """A setting of a what-if: changing it makes what was computed out of date."""

    _name = "customer.grade.simulation.mixin"
    _description = "Setting of a What-If"

    @api.model_create_multi
    def create(self, vals_list):
        settings = super().create(vals_list)
        settings._note_change()
        return settings

    def write(self, vals):
        self._note_change()
        result = super().write(vals)
        # A setting may have been moved to another what-if.
        self._note_change()
        return result

    def unlink(self):
        self._note_change()
        return super().unlink()

    def _simulation_reviews(self):
        """The what-ifs whose settings these are."""
        return self.review_id

    def _note_change(self):
        """:raise UserError: the what-if is decided, or not one at all"""
        reviews = self.sudo()._simulation_reviews()
        if not all(reviews.mapped("is_simulation")):
            raise UserError(
                self.env._(
                    "Only a what-if has settings of its own; a review takes those of "
                    "its scheme."
                )
            )
        reviews._check_settings_open()
        reviews.filtered(lambda review: review.state == "computed").is_outdated = True
