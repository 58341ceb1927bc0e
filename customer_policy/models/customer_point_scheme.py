from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CustomerPointScheme(models.Model):
    """How points begin, when they are paid for, and what a team does to its head."""

    _name = "customer.point.scheme"
    _description = "Rules of Points"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "company_id, id"

    name = fields.Char(
        required=True, translate=True, help="What these rules of points are called."
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="The currency of what points cost and earn.",
    )
    points_start = fields.Float(
        "Points at the Beginning",
        digits=(16, 1),
        required=True,
        default=100,
        help="What everybody has when a period begins.",
    )
    is_marginal = fields.Boolean(
        "Each Point by Its Own Band",
        default=True,
        help="Else all lost points cost what one costs in the band that was reached.",
    )
    pay_day = fields.Integer(
        "Day of Pay",
        required=True,
        default=15,
        help="Day of the month. The sheet of a period is due on the day before.",
    )
    supervisor_fine = fields.Monetary(
        help="For whoever heads somebody with fewer points than the last band reaches."
    )
    is_fine_per_person = fields.Boolean(
        "For Each Such Person", help="Else once, however many they are."
    )
    supervisor_bonus = fields.Monetary(
        help="For whoever heads a team of which enough people kept all their points."
    )
    bonus_percent = fields.Float(
        "Share of the Team (%)",
        digits=(5, 2),
        default=50,
        required=True,
        help="How many of the team have the points of the beginning, or more.",
    )

    _company_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE active",
        "There are rules of points for this company already.",
    )
    _numbers = models.Constraint(
        "CHECK (points_start > 0 AND pay_day BETWEEN 1 AND 31 AND supervisor_fine >= 0"
        " AND supervisor_bonus >= 0 AND bonus_percent > 0 AND bonus_percent <= 100)",
        "Points and shares must be more than nothing, a day goes from 1 to 31, and "
        "amounts cannot be negative.",
    )

    @api.model
    def _of(self, company):
        """The rules of a company, or those for all."""
        found = self.sudo().search([("company_id", "in", (company.id, False))])
        return found.sorted(lambda scheme: not scheme.company_id)[:1]

    def _day_of_sheet(self, date_to):
        """The day before the first pay after the period; False without rules."""
        if not self:
            return False
        pay = date_to + relativedelta(day=self.pay_day)
        if pay <= date_to:
            pay = date_to + relativedelta(months=1, day=self.pay_day)
        return pay - relativedelta(days=1)
