from odoo import api, fields, models

from .res_partner_visit import DATUMS


class CustomerVisitSetting(models.Model):
    """The figures of visits, for all companies or one that has its own."""

    _name = "customer.visit.setting"
    _description = "Visit Setting"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "company_id, id"

    name = fields.Char(
        required=True,
        translate=True,
        default="Visits",
        help="What these figures are called.",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies without own."
    )
    check_in_radius = fields.Integer(
        "Check-In Radius (m)",
        default=300,
        aggregator=None,
        help="Whoever checks in within so many metres counts as being there; what the "
        "phone says about its own accuracy is added, up to as much again.",
    )
    datum = fields.Selection(
        DATUMS,
        "Coordinates From",
        required=True,
        default="wgs84",
        help="The system in which customers' coordinates are, where a customer does "
        "not say otherwise.",
    )
    map_provider = fields.Selection(
        [
            ("osm", "OpenStreetMap"),
            ("google", "Google Maps"),
            ("amap", "Amap (高德)"),
            ("baidu", "Baidu (百度)"),
        ],
        required=True,
        default="osm",
        help="Where “Navigate” leads to.",
    )
    invites_customers = fields.Boolean(
        help="Customers are attendees of the meeting, and get an invitation.",
    )
    missed_report_days = fields.Integer(
        "Report Missed Visits After",
        default=3,
        aggregator=None,
        help="The superior learns of a missed visit that nobody made up for within so "
        "many days.",
    )
    neglect_days = fields.Integer(
        "Neglected After",
        default=90,
        aggregator=None,
        help="Days without a word, after which a customer may be given to somebody "
        "else. 0: never.",
    )
    neglect_warning_days = fields.Integer(
        "Warned Before",
        default=14,
        aggregator=None,
        help="So many days before, the account manager is warned.",
    )

    _one_each = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE active",
        "There are settings for this company already. Change those, or archive them.",
    )
    _check_figures = models.Constraint(
        "CHECK (check_in_radius > 0 AND missed_report_days >= 0 AND neglect_days >= 0"
        " AND neglect_warning_days >= 0"
        " AND (neglect_days = 0 OR neglect_warning_days < neglect_days))",
        "The radius is at least one metre, days are not negative, and a warning comes "
        "later than the last word of the customer.",
    )

    @api.model
    def _for(self, company):
        """The company's own settings, else those of all, else what they begin with."""
        settings = self.sudo().search([("company_id", "in", (company.id, False))])
        own = settings.filtered("company_id")
        return own[:1] or settings[:1] or self.sudo().new({})
