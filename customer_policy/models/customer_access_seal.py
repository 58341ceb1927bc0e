from odoo import api, fields, models

from ..tools.hash_chain import GENESIS


class CustomerAccessSeal(models.Model):
    """A run of the access log's lines that were sealed together.

    It stays when the lines themselves are purged, and with it the chain.
    """

    _name = "customer.access.seal"
    _description = "Seal of the Access Log"
    _order = "position_to desc"
    _rec_name = "hash"
    _log_access = False

    date = fields.Datetime("Sealed on", required=True, readonly=True)
    position_from = fields.Integer("From", required=True, readonly=True)
    position_to = fields.Integer("To", required=True, readonly=True, aggregator="max")
    line_count = fields.Integer("Lines Kept", required=True, readonly=True)
    prev_hash = fields.Char("Previous Hash", required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)
    purged = fields.Json(
        readonly=True, help="Hashes of purged lines by position, while others remain."
    )

    _position_from_unique = models.UniqueIndex("(position_from)", "Sealed already.")
    _position_to_unique = models.UniqueIndex("(position_to)", "Sealed already.")

    # ------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        if vals_list:
            self.env["customer.access.log"]._refuse_change()
        return self.browse()

    def write(self, vals):  # pylint: disable=method-required-super
        if self:
            self.env["customer.access.log"]._refuse_change()
        return True

    def _write(self, vals):
        self.env["customer.access.log"]._refuse_change()

    def _write_multi(self, vals_list):
        self.env["customer.access.log"]._refuse_change()

    def unlink(self):  # pylint: disable=method-required-super
        if self:
            self.env["customer.access.log"]._refuse_change()
        return True

    def copy_data(self, default=None):
        self.env["customer.access.log"]._refuse_change()

    # --------------------------------------------------------------------- business

    @api.model
    def _head(self):
        """:return: (position, hash) of the newest sealed line"""
        self.env.cr.execute(
            "SELECT position_to, hash FROM customer_access_seal "
            "ORDER BY position_to DESC LIMIT 1"
        )
        return self.env.cr.fetchone() or (0, GENESIS)
