from odoo import api, models


class AccountMoveSend(models.AbstractModel):
    """No invoice leaves with a code in place of its customer's name."""

    _inherit = "account.move.send"

    @api.model
    def _check_move_constraints(self, moves):
        self.env["customer.confidentiality"]._refuse_incomplete(moves)
        return super()._check_move_constraints(moves)
