from odoo import api, fields, models


class CustomerAccessGrant(models.Model):
    _name = "customer.access.grant"
    _description = "Access to a Classified Customer"

    partner_id = fields.Many2one("res.partner", index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, index=True)
    level = fields.Selection(
        [("1", "Confidential"), ("2", "Secret"), ("3", "Top Secret")]
    )
    state = fields.Selection([("requested", "Requested"), ("granted", "Granted")])
    date_from = fields.Datetime()
    date_to = fields.Datetime()

    @api.model
    def _fields_of_knowledge(self):
        """What decides whether a grant opens a customer, for queries to flush."""
        names = ("partner_id", "user_id", "level", "state", "date_from", "date_to")
        return [self._fields[name] for name in names]
