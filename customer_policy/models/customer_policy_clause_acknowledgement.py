from datetime import datetime, timedelta

from odoo import fields, models
from odoo.tools import SQL


class CustomerPolicyClause(models.Model):
    """Who had acknowledged a clause, in whichever version it stood unchanged."""

    _inherit = "customer.policy.clause"

    def _acknowledged_by(self, employees, date):
        """Those who had acknowledged the clause by a day or moment."""
        self.ensure_one()
        if not isinstance(date, datetime):
            day = fields.Date.to_date(date) + timedelta(days=1)
            date = fields.Datetime.to_datetime(day) - timedelta(seconds=1)
        since = self._acknowledged_since(employees)
        return employees.filtered(
            lambda employee: (
                (self.id, employee.id) in since and since[self.id, employee.id] <= date
            )
        )

    def _acknowledged_since(self, employees):
        """:return: {(id of the clause, id of the employee): when it was first}"""
        versions = self._unchanged_policies()
        policy_ids = set().union(*versions.values())
        groups = (
            self.env["customer.policy.acknowledgement"]
            .sudo()
            ._read_group(
                [
                    ("policy_id", "in", list(policy_ids)),
                    ("employee_id", "in", employees.ids),
                    ("state", "=", "acknowledged"),
                ],
                ["policy_id", "employee_id"],
                ["date:min"],
            )
        )
        since = {}
        for policy, employee, date in groups:
            for clause_id, ids in versions.items():
                if policy.id in ids:
                    key = (clause_id, employee.id)
                    since[key] = min(date, since.get(key, date))
        return since

    def _unchanged_policies(self):
        """The versions, back from its own, in which each clause says the same.

        In all languages; its number says nothing.

        :return: {id of the clause: ids of policies}
        """
        if not self.ids:
            return {}
        names = ("name", "body", "previous_id", "policy_id")
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE back AS (
                    SELECT id AS clause_id, previous_id, policy_id, name, body
                      FROM customer_policy_clause WHERE id IN %s
                     UNION
                    SELECT back.clause_id, earlier.previous_id, earlier.policy_id,
                           earlier.name, earlier.body
                      FROM back
                      JOIN customer_policy_clause earlier
                        ON earlier.id = back.previous_id
                     WHERE earlier.name = back.name
                       AND earlier.body IS NOT DISTINCT FROM back.body)
                SELECT clause_id, array_agg(policy_id) FROM back GROUP BY clause_id
                """,
                tuple(self.ids),
                to_flush=[self._fields[name] for name in names],
            )
        )
        return {clause_id: set(policy_ids) for clause_id, policy_ids in rows}
