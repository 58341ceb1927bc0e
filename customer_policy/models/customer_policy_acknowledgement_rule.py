from odoo import api, fields, models


class CustomerPolicyAcknowledgementRule(models.Model):
    """How long people have to read a new version, and when they are reminded."""

    _name = "customer.policy.acknowledgement.rule"
    _description = "Policy Acknowledgement Rule"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "company_id, id"
    _rec_name = "deadline_days"

    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )
    deadline_days = fields.Integer(
        "Days to Read",
        required=True,
        default=7,
        help="How long people have to read and confirm a new version.",
    )
    remind_days = fields.Integer(
        "Reminder Every (Days)",
        required=True,
        default=7,
        help="Zero: nobody is reminded.",
    )

    _company_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE active",
        "There is a rule for this company already: change that one.",
    )
    _days_positive = models.Constraint(
        "CHECK (deadline_days >= 0 AND remind_days >= 0)", "Days cannot be negative."
    )

    @api.model
    def _rules_by_company(self):
        """:return: a function from a company to its rule, or the one of all"""
        rules = {rule.company_id.id: rule for rule in self.sudo().search([])}
        common = rules.get(False, self.sudo().browse())
        return lambda company: rules.get(company.id, common)
