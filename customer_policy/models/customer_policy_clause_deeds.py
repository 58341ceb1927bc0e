from odoo import api, fields, models


class CustomerPolicyClause(models.Model):
    """What was done under a clause this month, with the lists behind the numbers."""

    _inherit = "customer.policy.clause"

    deeds = fields.Json("Done This Month", compute="_compute_deeds")
    deed_count = fields.Integer("Done This Month (Count)", compute="_compute_deeds")

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_deeds(self):
        first = fields.Date.context_today(self).replace(day=1)
        found = self._deeds(first, fields.Date.add(first, months=1))
        for clause in self:
            rows = found.get(clause, [])
            clause.deeds = [
                {"label": label, "count": count, "action": action}
                for label, count, action in rows
            ]
            clause.deed_count = sum(count for _label, count, _action in rows)

    def _deeds(self, date_from, date_to):
        """:return: {clause: [(label, count, action)]} of all wings"""
        clauses = self.browse(self.ids)
        found = {}
        if not clauses:
            return found
        for name in self.env["customer.policy.rule.mixin"]._policy_rule_models():
            deeds = self.env[name]._policy_deeds(clauses, date_from, date_to)
            for clause, rows in deeds.items():
                found.setdefault(clause, []).extend(row for row in rows if row[1])
        return found
