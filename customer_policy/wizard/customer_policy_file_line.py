from odoo import fields, models


class CustomerPolicyFileLine(models.TransientModel):
    """What becomes of one value, or of one new record."""

    _name = "customer.policy.file.line"
    _description = "Line of a Policy File"
    _order = "sequence, id"

    file_id = fields.Many2one("customer.policy.file", required=True, ondelete="cascade")
    sequence = fields.Integer()
    kind = fields.Selection(
        [
            ("change", "To Change"),
            ("create", "To Add"),
            ("archive", "To Archive"),
            ("kept", "Left Alone"),
            ("same", "As It Is"),
            ("impossible", "Not possible"),
        ],
        "What Happens",
        required=True,
    )
    path = fields.Char("In the File")
    model_name = fields.Char("Kind of Setting")
    setting = fields.Char()
    field_name = fields.Char("Field")
    value_now = fields.Text("Current Value")
    value_new = fields.Text("In the File, New")
    reason = fields.Text("Why")
