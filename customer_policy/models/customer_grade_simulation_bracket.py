from odoo import fields, models


class CustomerGradeSimulationBracket(models.Model):
    _name = "customer.grade.simulation.bracket"
    _description = "Bracket of a What-If"
    _inherit = ["customer.grade.simulation.mixin", "customer.grade.bracket"]

    criterion_id = fields.Many2one("customer.grade.simulation.criterion")

    def _simulation_reviews(self):
        return self.criterion_id.review_id
