from odoo import fields, models

from .customer_complaint import KINDS, SEVERITIES


class CustomerComplaintStatisticLine(models.Model):
    """The figures of one team, category, grade, kind and severity in a month."""

    _name = "customer.complaint.statistic.line"
    _description = "Monthly Statistics of Complaints in Detail"
    _inherit = ["customer.complaint.figures.mixin"]
    _order = "date_from desc, team_id, kind, category_id, id"
    _rec_name = "statistic_id"

    statistic_id = fields.Many2one(
        "customer.complaint.statistic",
        required=True,
        index=True,
        ondelete="cascade",
        policy_protected=True,
        copy=False,
    )
    company_id = fields.Many2one(
        related="statistic_id.company_id", store=True, index=True, precompute=True
    )
    date_from = fields.Date(
        related="statistic_id.date_from", string="Month", store=True, precompute=True
    )
    team_id = fields.Many2one(
        "customer.complaint.team",
        ondelete="set null",
        policy_protected=True,
        copy=False,
    )
    category_id = fields.Many2one(
        "customer.complaint.category",
        ondelete="set null",
        policy_protected=True,
        copy=False,
    )
    grade_id = fields.Many2one(
        "customer.grade", ondelete="set null", policy_protected=True, copy=False
    )
    kind = fields.Selection(KINDS, policy_protected=True, copy=False)
    severity = fields.Selection(SEVERITIES, policy_protected=True, copy=False)
