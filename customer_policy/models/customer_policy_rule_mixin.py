from odoo import api, fields, models


class CustomerPolicyRuleMixin(models.AbstractModel):
    _name = "customer.policy.rule.mixin"
    _description = "Setting That Carries Out a Policy Clause"

    # Supposed settings name a clause, too, but carry out nothing.
    _carries_out_clauses = True

    clause_id = fields.Many2one(
        "customer.policy.clause",
        string="Policy Clause",
        ondelete="restrict",
        index="btree_not_null",
        domain=[("policy_id.state", "!=", "retired")],
        help="The clause of the written policy that this setting carries out.",
    )
    active = fields.Boolean(
        default=True,
        help="Off: the setting rules nothing any more; what it ruled stays as it is.",
    )

    @api.model
    def _policy_rule_models(self):
        """Names of all models that carry out clauses, whichever add-on brings them."""
        registry = self.env.registry
        return [
            name
            for name in registry.descendants([self._name], "_inherit")
            if not registry[name]._abstract and registry[name]._carries_out_clauses
        ]
