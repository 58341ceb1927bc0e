from odoo import api, fields, models
from odoo.fields import Domain

# Whoever follows one of them handles it, or it is about a person.
CASES = ("customer.complaint", "customer.violation")


class MailFollowers(models.Model):
    """Who follows a case is for those who read the case; Odoo shows it to all staff."""

    _inherit = "mail.followers"

    is_of_readable_case = fields.Boolean(
        "Of a Readable Case",
        compute="_compute_is_of_readable_case",
        search="_search_is_of_readable_case",
        help="Of a case that one reads, or of no case.",
    )

    @api.depends_context("uid")
    def _compute_is_of_readable_case(self):
        self.is_of_readable_case = True
        for model, followers in self.sudo().grouped("res_model").items():
            if model in CASES:
                cases = self.env[model].browse(followers.mapped("res_id"))
                seen = set(cases.sudo(False).exists()._filtered_access("read")._ids)
                for follower in followers:
                    follower.is_of_readable_case = follower.res_id in seen

    def _search_is_of_readable_case(self, operator, value):
        if operator != "in":
            return NotImplemented
        readable = Domain("res_model", "not in", CASES)
        for model in CASES:
            cases = self.env[model].sudo(False).with_context(active_test=False)
            if cases.has_access("read"):
                readable |= Domain("res_model", "=", model) & Domain(
                    "res_id", "in", cases._search([])
                )
        return readable if True in value else ~readable
