from odoo import fields, models


class CustomerGradeMetricImportLine(models.TransientModel):
    _name = "customer.grade.metric.import.line"
    _description = "Row of an Import of Figures"
    _order = "id"

    import_id = fields.Many2one(
        "customer.grade.metric.import", required=True, ondelete="cascade", index=True
    )
    row = fields.Integer()
    kind = fields.Selection(
        [
            ("error", "Error"),
            ("new", "New"),
            ("changed", "Replaced"),
            ("same", "Unchanged"),
        ]
    )
    partner_id = fields.Many2one("res.partner", "Customer")
    metric_id = fields.Many2one("customer.grade.metric", "Figure")
    month = fields.Date()
    value_before = fields.Float("Value Until Now", digits=(16, 4))
    value = fields.Float(digits=(16, 4))
    problem = fields.Char("What Is Wrong")
