from odoo import models


class CustomerGradeMetric(models.Model):
    _name = "customer.grade.metric"
    _inherit = ["customer.grade.metric", "customer.policy.change.mixin"]
