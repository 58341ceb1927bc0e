from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.asked_values import asked_documents, asked_values
from .customer_confidentiality_trust import is_going_on, meanwhile

# Whoever follows one of them handles it, or it is about a person.
CASES = ("customer.complaint", "customer.violation")
# While followers are looked for: what the rules of cases leave of those asked for.
READABLE = "customer_policy.followers_of_readable_cases"


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
        """Followers of one document are looked for six times with each form."""
        readable = None if self.env.su else self._readable_among(Domain(domain))
        with meanwhile(self.env, READABLE, readable):
            return super()._search(domain, *args, **kwargs)

    @api.model
    def _readable_among(self, domain):
        """:return: what is left to ask for, None where the domain names no documents"""
        models_asked = asked_values(domain, "res_model")
        if models_asked is None:
            return None
        if models_asked.isdisjoint(CASES):
            return Domain.TRUE
        documents = asked_documents(domain, "res_model", "res_id")
        if documents is None or len(documents) > 1:
            return None
        [(model, ids)] = documents.items()
        cases = self.env[model].browse(ids).exists()
        return Domain("res_id", "in", cases._filtered_access("read").ids)

    @api.model
    def _readable_cases(self):
        readable = Domain("res_model", "not in", CASES)
        for model in CASES:
            cases = self.env[model].sudo(False).with_context(active_test=False)
            if cases.has_access("read"):
                readable |= Domain("res_model", "=", model) & Domain(
                    "res_id", "in", cases._search([])
                )
        return readable


def _of_readable_case(followers, alias, query):
    readable = is_going_on(followers.env, READABLE)
    if not isinstance(readable, Domain):
        readable = followers._readable_cases()
    return readable.optimize_full(followers)._to_sql(followers, alias, query)
