from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerPolicyLegal(models.Model):
    """What the law of a country asks of whoever punishes staff.

    A company has the footing of its own, or that of its country; most have none.
    """

    _name = "customer.policy.legal"
    _description = "Legal Footing"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        help="What the rules of law are called, for example the country's.",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="The company that they are for, whatever its country. Empty: those "
        "of the countries.",
    )
    country_ids = fields.Many2many(
        "res.country",
        "customer_policy_legal_country_rel",
        "legal_id",
        "country_id",
        "Countries",
        help="It holds for companies of these countries. Empty: only for the company "
        "named here.",
    )
    requires_consultation = fields.Boolean(
        "Consultation of the Staff",
        help="A policy binds only if it was discussed with the staff.",
    )
    requires_publication = fields.Boolean(
        "Publication", help="A policy binds only if the staff was told of it."
    )
    requires_union_notice = fields.Boolean(
        "Notice to the Union",
        help="No dismissal is served before the union was given notice of it.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="The currency of the minimum wage.",
    )
    deduction_percent = fields.Float(
        "Most Deducted (%)",
        digits=(5, 2),
        help="Of the wage of a month. 0: as much as is due.",
    )
    minimum_wage = fields.Monetary(
        help="What is left of a month's wage at least. It differs from place to place: "
        "0 leaves it out.",
    )
    fine_note = fields.Text(
        "Note on Fines",
        translate=True,
        help="What whoever proposes or decides a fine should know of the law.",
    )

    _percent = models.Constraint(
        "CHECK (deduction_percent >= 0 AND deduction_percent <= 100"
        " AND minimum_wage >= 0)",
        "A share goes from 0 to 100 %, and a minimum wage cannot be negative.",
    )

    @api.constrains("company_id", "country_ids", "active")
    def _check_holds_somewhere(self):
        for legal in self:
            if legal.active and not (legal.company_id or legal.country_ids):
                raise ValidationError(
                    self.env._(
                        "Name the countries or the company for which “%(name)s” holds.",
                        name=legal.name,
                    )
                )

    @api.model
    def _of(self, company):
        """The footing of a company; empty where the law asks nothing."""
        company = company.sudo()
        found = self.sudo().search([("company_id", "in", (company.id, False))])
        suited = found.filtered(
            lambda legal: legal.company_id or company.country_id in legal.country_ids
        )
        return suited.sorted(lambda legal: not legal.company_id)[:1]

    def _has_cap(self):
        return bool(self.deduction_percent or self.minimum_wage)
