from odoo import fields, models

from ..tools.internal_users import internal_users
from .res_partner_confidentiality import LEVELS


class CustomerGrade(models.Model):
    """What a grade entitles its customers to, beside the words of its description."""

    _inherit = "customer.grade"

    requires_account_manager = fields.Boolean(
        "Account Manager Required",
        help="A customer of this grade has an account manager of its own.",
    )
    requires_service_team = fields.Boolean(
        "Service Team Required",
        help="A customer of this grade has a service team.",
    )
    service_user_ids = fields.Many2many(
        "res.users",
        "customer_grade_service_user_rel",
        "grade_id",
        "user_id",
        "Default Service Team",
        domain=internal_users,
        help="Serves the customers of this grade that have no team of their own.",
    )
    requires_executive_sponsor = fields.Boolean(
        "Executive Sponsor Required",
        help="A member of the management looks after each customer of this grade.",
    )
    executive_sponsor_id = fields.Many2one(
        "res.users",
        "Default Executive Sponsor",
        domain=[("share", "=", False)],
        help="Looks after the customers of this grade that have no sponsor of their "
        "own.",
    )
    default_secrecy_level = fields.Selection(
        LEVELS,
        default="0",
        required=True,
        help="Customers below this level are proposed to the custodians. A grade never "
        "classifies by itself and never lowers a level.",
    )
    gap_count = fields.Integer("Lacking", compute="_compute_gap_count")

    def _compute_gap_count(self):
        counts = dict(
            self.env["customer.grade.gap"]._read_group(
                [("grade_id", "in", self.ids)],
                ["grade_id"],
                ["partner_id:count_distinct"],
            )
        )
        for grade in self:
            grade.gap_count = counts.get(grade, 0)

    def action_open_gaps(self):
        """Open the customers that lack something of what the grade promises."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_grade_gap_action"
        )
        return {**action, "domain": [("grade_id", "in", self.ids)]}

    def _column_promises(self):
        """What these grades promise in company-dependent columns, for bridges to say.

        :return: name of a field of ``res.partner`` -> list of (grade id, company id,
            value)
        """
        return {}

    def _setting_promises(self, field):
        """What a many2one of these grades promises in each company where it holds."""
        return [
            (grade.id, company.id, grade[field].id)
            for grade, companies in self.filtered(field)._promise_companies().items()
            for company in companies
            if not grade[field].company_id
            or grade[field].company_id in company.parent_ids
        ]

    def _promise_companies(self):
        """Where these grades hold: one search for all of them.

        :return: grade -> companies
        """
        every = self.env["res.company"].sudo()
        if any(not grade.scheme_id.company_id for grade in self):
            every = every.search([("active", "=", True)])
        return {grade: grade.scheme_id.company_id or every for grade in self}
