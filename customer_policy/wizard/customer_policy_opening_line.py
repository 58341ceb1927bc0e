from odoo import fields, models


class CustomerPolicyOpeningLine(models.TransientModel):
    _name = "customer.policy.opening.line"
    _description = "Row of the Opening State"
    _order = "id"

    import_id = fields.Many2one(
        "customer.policy.opening", required=True, ondelete="cascade", index=True
    )
    row = fields.Integer()
    kind = fields.Selection(
        [("error", "Error"), ("new", "New"), ("known", "Here Already")]
    )
    problem = fields.Char("What Is Wrong")
    reference = fields.Char()
    partner_id = fields.Many2one("res.partner", "Customer")
    date = fields.Date()
    grade_id = fields.Many2one("customer.grade")
    visit_type_id = fields.Many2one("customer.visit.type")
    user_id = fields.Many2one("res.users", "Visitor")
    employee_id = fields.Many2one("hr.employee.public", "Person")
    type_id = fields.Many2one("customer.violation.type", "Type of Violation")
