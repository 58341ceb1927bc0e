from odoo import models

from odoo.addons.customer_policy.models.customer_confidentiality_trust import (
    true_names,
)


class AccountMoveReversal(models.TransientModel):
    """A credit note is made in its customer's language, whoever makes it.

    One that was asked for in a case joins it.
    """

    _inherit = "account.move.reversal"

    def reverse_moves(self, is_modify=False):
        wizard = self
        if self.env["customer.confidentiality"]._masked_records(self.move_ids):
            wizard = true_names(self)
        action = super(AccountMoveReversal, wizard).reverse_moves(is_modify)
        if complaint_id := self.env.context.get("customer_complaint_id"):
            complaint = self.env["customer.complaint"].browse(complaint_id)
            complaint._add_compensation(self.new_move_ids)
        return action
