from odoo import api, models


class CustomerConfidentialityLevel(models.Model):
    _inherit = "customer.confidentiality.level"

    @api.model
    def _policy_deeds(self, clauses, date_from, date_to):
        labels = {
            "classify": self.env._("Customers classified"),
            "grant": self.env._("Access granted"),
            "emergency": self.env._("Break-glass used"),
        }
        return self._add_deeds(
            super()._policy_deeds(clauses, date_from, date_to),
            self._logged_deeds(
                clauses, labels, self._between("date", date_from, date_to)
            ),
        )

    @api.model
    def _logged_deeds(self, clauses, labels, days):
        """Counted in the access log: it names the level, not its setting."""
        log = self.env["customer.access.log"]
        if not log.has_access("read"):
            return {}
        levels = self.search([("clause_id", "in", clauses.ids)])
        clause_of = {level.level: level.clause_id for level in levels}
        domain = [
            ("operation", "in", list(labels)),
            ("level", "in", list(clause_of)),
            *days,
        ]
        counts, of_clause = {}, {}
        for level, operation, count in log._read_group(
            domain, ["level", "operation"], ["__count"]
        ):
            key = clause_of[level], operation
            counts[key] = counts.get(key, 0) + count
        for level, clause in clause_of.items():
            of_clause.setdefault(clause, []).append(level)
        found = {}
        for (clause, operation), count in counts.items():
            leaves = [
                ("operation", "=", operation),
                ("level", "in", of_clause[clause]),
                *days,
            ]
            action = self._deed_action(log, labels[operation], leaves)
            found.setdefault(clause, []).append((labels[operation], count, action))
        return found
