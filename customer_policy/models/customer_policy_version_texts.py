from odoo import models
from odoo.tools import SQL


class CustomerPolicy(models.Model):
    _inherit = "customer.policy"

    def _create_next_version(self):
        """With the texts of every language as they stand.

        A copy takes a translation over term by term, and loses it where the languages
        are not made of the same paragraphs.
        """
        policy = super()._create_next_version()
        policy._take_texts_over(self)
        return policy

    def _take_texts_over(self, previous):
        clauses = self.clause_ids
        self.flush_recordset()
        clauses.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_policy policy
                   SET name = previous.name, description = previous.description
                  FROM customer_policy previous
                 WHERE policy.id = %s AND previous.id = %s
                """,
                self.id,
                previous.id,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_policy_clause clause
                   SET name = previous.name, body = previous.body
                  FROM customer_policy_clause previous
                 WHERE clause.previous_id = previous.id AND clause.policy_id = %s
                """,
                self.id,
            )
        )
        self.invalidate_recordset(["name", "description"], flush=False)
        clauses.invalidate_recordset(["name", "body"], flush=False)
