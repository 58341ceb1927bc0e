from odoo import api, fields, models
from odoo.fields import Domain

COMPLAINT = "customer.complaint"


class RatingRating(models.Model):
    """What customers say of their cases is read with the case.

    Odoo lets every employee read, and write, all ratings; with those of cases they
    would learn who complained in confidence. Record rules ask for ``is_case_visible``.
    """

    _inherit = "rating.rating"

    is_case_visible = fields.Boolean(
        compute="_compute_is_case_visible", search="_search_is_case_visible"
    )

    @api.depends_context("uid")
    def _compute_is_case_visible(self):
        of_cases = self.filtered(lambda rating: rating.res_model == COMPLAINT)
        cases = self.env[COMPLAINT].with_env(self.env(su=False))
        cases = cases.browse(of_cases.mapped("res_id")).exists()
        seen = set(cases._filtered_access("read")._ids)
        for rating in self:
            rating.is_case_visible = rating not in of_cases or rating.res_id in seen

    def _search_is_case_visible(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        of_others = Domain("res_model", "!=", COMPLAINT)
        cases = self.env[COMPLAINT].with_env(self.env(su=False))
        if not cases.has_access("read"):
            return of_others
        return of_others | Domain("res_id", "in", cases._search([]))
