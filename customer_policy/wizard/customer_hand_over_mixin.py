from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerHandOverMixin(models.AbstractModel):
    """A dialog that hands the work of a colleague over, and says what could not go.

    A model of it has ``method``, ``left_ids`` and ``_work_of_colleague()``: all that
    could be handed over, of a model with ``_hand_over``.
    """

    _name = "customer.hand.over.mixin"
    _description = "Hand Over"

    # The field with the work, and the field of ``left_ids`` that points at one of it.
    _work_field = None
    _left_field = None

    from_user_id = fields.Many2one(
        "res.users", "Hand Over From", required=True, domain=[("share", "=", False)]
    )
    to_user_id = fields.Many2one(
        "res.users", "Hand Over To", domain=[("share", "=", False)]
    )
    reason = fields.Char(required=True)
    handed_count = fields.Integer("Handed Over", readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Done")], default="draft", readonly=True
    )

    def action_confirm(self):
        self.ensure_one()
        if self.state == "done":
            raise UserError(self.env._("This was handed over already."))
        nobody = self.env["res.users"]
        to_user = self.to_user_id if self.method == "person" else None
        if to_user is not None and to_user in (self.from_user_id, nobody):
            raise UserError(self.env._("Choose the colleague who takes over."))
        work = self._work_of_colleague() & self[self._work_field]
        left = work._hand_over(self.from_user_id, to_user, self.reason)
        self.write(
            {
                "state": "done",
                "handed_count": len(work) - len(left),
                "left_ids": [
                    Command.create({self._left_field: one.id, "reason": why})
                    for one, why in left.items()
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
