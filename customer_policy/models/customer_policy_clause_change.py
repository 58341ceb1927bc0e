from odoo import fields, models

from .customer_policy_change_mixin import ChangeOrigin


class CustomerPolicyClause(models.Model):
    """A clause knows what was changed in the settings that carry it out."""

    _name = "customer.policy.clause"
    _inherit = ["customer.policy.clause", "customer.policy.change.mixin"]

    change_count = fields.Integer("Changes", compute="_compute_change_count")

    def _compute_change_count(self):
        changes = self.env["customer.policy.change"]
        counts = {}
        if changes.has_access("read"):
            counts = dict(
                changes._read_group(
                    [("clause_id", "in", self.ids), ("origin", "!=", "install")],
                    ["clause_id"],
                    ["__count"],
                )
            )
        for clause in self:
            clause.change_count = counts.get(clause, 0)

    def action_open_changes(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_policy_change_action"
        )
        return {**action, "domain": [("clause_id", "=", self.id)]}

    def _clause_of_change(self):
        return self

    def _lineages(self):
        """:return: {id: ids of the clause and of those that it carries on}"""
        lineages = {}
        for clause in self.sudo():
            found, ancestor = set(), clause
            while ancestor and ancestor.id not in found:
                found.add(ancestor.id)
                ancestor = ancestor.previous_id
            lineages[clause.id] = found
        return lineages

    def _hand_over_settings(self, successors):
        settings = self.with_context(policy_change_origin=ChangeOrigin("version"))
        return super(CustomerPolicyClause, settings)._hand_over_settings(successors)
