from odoo import api, fields, models
from odoo.tools import SQL

from .customer_confidentiality import OPEN


class CustomerConfidentiality(models.AbstractModel):
    """Who is hidden, as a condition of a query: see ``tools/knowledge.py``."""

    _inherit = "customer.confidentiality"

    @api.model
    def _hidden_sql(self, alias):
        """The condition under which a row of ``res_partner`` is hidden from the user.

        A contact that nobody classified costs one comparison: PostgreSQL looks at the
        rest, and works out whom the user knows, only when it meets a classified one.
        """
        if self._hides_nobody():
            return SQL("FALSE")
        return SQL(
            "(%s AND %s)",
            self._beyond_clearance_sql(alias),
            self._unknown_sql(SQL.identifier(alias, "id")),
        )

    @api.model
    def _refers_hidden_sql(self, column):
        """The condition under which ``column``, an id of a contact, is hidden.

        The classified are few: a hash of them is made once and looked up for each row,
        which takes a third of the time of a join. Whom the user knows is worked out
        only when a row refers to one of them.
        """
        if self._hides_nobody():
            return SQL("FALSE")
        return SQL(
            "(%s IN (SELECT classified.id FROM res_partner classified WHERE %s)"
            " AND %s)",
            column,
            self._beyond_clearance_sql("classified"),
            self._unknown_sql(column),
        )

    @api.model
    def _beyond_clearance_sql(self, alias):
        """Classified, and above what the user's groups open."""
        level = SQL.identifier(alias, "confidentiality_level")
        clearance = self._clearance()
        if clearance == OPEN:
            # Without a clearance there is none to lose by a hold.
            return SQL("%s > '0'", level)
        return SQL(
            "%(level)s > '0'"
            " AND %(level)s >"
            " (SELECT customer_policy_clearance(%(user)s, %(held)s, %(now)s))",
            level=level,
            user=self.env.uid,
            held=clearance,
            now=fields.Datetime.now(),
        )

    @api.model
    def _unknown_sql(self, column):
        """Neither by role nor by grant."""
        return SQL(
            "%s <> ALL ((SELECT customer_policy_known(%s, %s))::integer[])",
            column,
            self.env.uid,
            fields.Datetime.now(),
            to_flush=self._fields_of_knowledge(),
        )
