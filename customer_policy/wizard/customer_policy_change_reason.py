from odoo import fields, models
from odoo.exceptions import UserError


class CustomerPolicyChangeReason(models.TransientModel):
    """Why a setting departs from its clause, said afterwards."""

    _name = "customer.policy.change.reason"
    _description = "Reason of a Change"

    res_model = fields.Char("Kind of Setting", required=True)
    res_id = fields.Integer("Setting ID", required=True)
    reason = fields.Char(required=True)

    def action_save(self):
        self.ensure_one()
        if self.res_model not in (
            self.env["customer.policy.rule.mixin"]._policy_rule_models()
        ):
            raise UserError(
                self.env._("This is no setting. Open the setting, then give a reason.")
            )
        setting = self.env[self.res_model].browse(self.res_id)
        setting.check_access("write")
        log = self.env["customer.policy.change"]
        log.with_context(policy_change_reason=self.reason)._keep(
            setting, [(setting, {"operation": "reason", "departs": True})]
        )
        return {"type": "ir.actions.act_window_close"}
