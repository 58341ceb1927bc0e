from odoo import fields, models


class CustomerContactImportLine(models.Model):
    _name = "customer.contact.import.line"
    _description = "Row of an Import of Customers"
    _order = "id"

    import_id = fields.Many2one(
        "customer.contact.import", required=True, ondelete="cascade", index=True
    )
    row = fields.Integer()
    kind = fields.Selection(
        [
            ("error", "Error"),
            ("new", "New"),
            ("changed", "Updated"),
            ("same", "Unchanged"),
            ("known", "Here Already"),
        ]
    )
    name = fields.Char()
    reference = fields.Char()
    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", ondelete="cascade"
    )
    matched_on = fields.Selection(
        [
            ("reference", "Reference"),
            ("vat", "Tax Number"),
            ("email", "E-mail"),
            ("name", "Name and Phone"),
        ],
        "Same",
    )
    # Which values change, not what they were: this stays when the customer is
    # classified.
    changes = fields.Char()
    problem = fields.Text("What Is Wrong")
