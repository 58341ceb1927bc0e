from odoo import api, fields, models

from ..tools.visit_places import Travel


class CustomerVisitPlanning(models.Model):
    """What a day of visits holds, and how long ways take."""

    _name = "customer.visit.planning"
    _description = "Visit Planning Settings"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "company_id, id"

    name = fields.Char(
        required=True, translate=True, help="What these figures are called."
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )
    hours_per_day = fields.Float(
        "Hours a Day for Visits",
        required=True,
        default=6.0,
        aggregator=None,
        help="Visits and ways together. Nobody gets more than his or her working time.",
    )
    day_start = fields.Float(
        "Earliest Start",
        default=9.0,
        aggregator=None,
        help="No visit begins earlier, even where work does.",
    )
    start_from = fields.Selection(
        [
            ("customer", "The first customer"),
            ("work", "The place of work"),
        ],
        "Ways Count From",
        required=True,
        default="customer",
        help="From the place of work, the ways there and back count as well.",
    )
    travel_speed = fields.Float(
        "Speed of Travel (km/h)",
        required=True,
        default=30.0,
        aggregator=None,
        help="How fast people get from one customer to the next, along the streets.",
    )
    travel_factor = fields.Float(
        "Detour Factor",
        required=True,
        default=1.3,
        aggregator=None,
        help="How much longer streets are than the straight line.",
    )
    travel_fixed = fields.Integer(
        "Minutes per Way", default=5, aggregator=None, help="Parking, doors, stairs."
    )
    same_area_minutes = fields.Integer(
        "Way within a Postcode",
        default=10,
        aggregator=None,
        help="Minutes, where the coordinates are unknown.",
    )
    same_city_minutes = fields.Integer(
        "Way within a City",
        default=30,
        aggregator=None,
        help="Minutes, where the coordinates are unknown.",
    )
    other_city_minutes = fields.Integer(
        "Way to Another City",
        default=90,
        aggregator=None,
        help="Minutes, where the coordinates are unknown.",
    )
    overdue_days = fields.Integer(
        "Look Back (Days)",
        default=30,
        aggregator=None,
        help="An event whose visit has been due for longer is not made up for.",
    )

    _company_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE active IS TRUE",
        "There are planning settings of this company already. Change those.",
    )
    _check_hours = models.Constraint(
        "CHECK (hours_per_day >= 0 AND hours_per_day <= 24)",
        "A day has 0 to 24 hours for visits.",
    )
    _check_start = models.Constraint(
        "CHECK (day_start >= 0 AND day_start < 24)",
        "The earliest start is a time of the day.",
    )
    _check_speed = models.Constraint(
        "CHECK (travel_speed > 0)", "The speed of travel must be more than zero."
    )
    _check_ways = models.Constraint(
        "CHECK (travel_factor >= 1 AND travel_fixed >= 0 AND same_area_minutes >= 0"
        " AND same_city_minutes >= 0 AND other_city_minutes >= 0)",
        "Ways take no time at least, and no street is shorter than the straight line.",
    )
    _check_overdue = models.Constraint(
        "CHECK (overdue_days >= 0)", "Days cannot be fewer than none."
    )

    @api.model
    def _of(self, company):
        """The company's own settings, else those of all, else the usual figures."""
        found = self.sudo().search(
            [("company_id", "in", [company.id, False])], order="company_id", limit=1
        )
        return found or self.sudo().new({})

    def _travel(self):
        return Travel(
            speed=self.travel_speed,
            factor=self.travel_factor,
            fixed=self.travel_fixed,
            same_area=self.same_area_minutes,
            same_city=self.same_city_minutes,
            other_city=self.other_city_minutes,
        )
