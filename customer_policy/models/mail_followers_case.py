from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.asked_values import asked_values
from .customer_confidentiality_trust import is_going_on, meanwhile

# Whoever follows one of them handles it, or it is about a person.
CASES = ("customer.complaint", "customer.violation")
# While followers are looked for of documents that are no cases.
OF_NO_CASE = "customer_policy.of_no_case"


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
        readable = Domain.custom(
            to_sql=_of_readable_case,
            predicate=lambda follower: follower.is_of_readable_case,
        )
        return readable if True in value else ~readable

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Followers of one document are looked for with each form that opens."""
        models_asked = asked_values(Domain(domain), "res_model")
        of_no_case = models_asked is not None and models_asked.isdisjoint(CASES)
        with meanwhile(self.env, OF_NO_CASE, of_no_case):
            return super()._search(domain, *args, **kwargs)

    @api.model
    def _readable_cases(self):
        readable = Domain("res_model", "not in", CASES)
        for model in CASES:
            cases = self.env[model].sudo(False).with_context(active_test=False)
            if cases.has_access("read"):
                readable |= Domain("res_model", "=", model) & Domain(
                    "res_id", "in", cases._search([])
                )
        return readable.optimize_full(self)


def _of_readable_case(followers, alias, query):
    if is_going_on(followers.env, OF_NO_CASE):
        return SQL("TRUE")
    return followers._readable_cases()._to_sql(followers, alias, query)
