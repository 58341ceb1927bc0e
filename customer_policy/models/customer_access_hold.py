from odoo import api, fields, models


class CustomerAccessHold(models.Model):
    _name = "customer.access.hold"
    _description = "Access Hold on a Person"

    user_id = fields.Many2one("res.users", required=True, index=True)
    date_from = fields.Datetime(required=True)
    date_to = fields.Datetime()

    @api.model
    def _fields_of_knowledge(self):
        """What decides whether a hold is on, for queries to flush."""
        names = ("user_id", "date_from", "date_to")
        return [self._fields[name] for name in names]
