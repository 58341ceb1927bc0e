from functools import lru_cache

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.classified import TABLE
from .customer_confidentiality import (
    OPEN,
)

# Each request has several of these: text is put together once for each name of a table.
_BEYOND_OPEN = "%s > '0'"
_BEYOND_CLEARANCE = (
    "%s > '0' AND %s > (SELECT customer_policy_clearance(%%s, %%s, %%s))"
)
_UNKNOWN = "%s <> ALL ((SELECT customer_policy_known(%%s, %%s))::integer[])"
_REFERS = (
    f"(%s IN (SELECT id FROM {TABLE})"
    " AND %s <> ALL ((SELECT customer_policy_known(%s, %s))::integer[]))"
)
_REFERS_BEYOND = _REFERS.replace(
    TABLE, f"{TABLE} WHERE level > (SELECT customer_policy_clearance(%s, %s, %s))"
)


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
        uid, clearance, now = self.env.uid, self._clearance(), fields.Datetime.now()
        # Without a clearance there is none to lose by a hold.
        held = () if clearance == OPEN else (uid, clearance, now)
        return SQL(
            _hidden_code(alias, bool(held)),
            *held,
            uid,
            now,
            to_flush=self._fields_of_knowledge(),
        )

    @api.model
    def _one_of_hidden_sql(self, alias):
        """The same, said so that PostgreSQL begins with the few classified ones."""
        return SQL(
            f"(%s IN (SELECT id FROM {TABLE}) AND %s)",
            SQL.identifier(alias, "id"),
            self._hidden_sql(alias),
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
        uid, clearance, now = self.env.uid, self._clearance(), fields.Datetime.now()
        held = () if clearance == OPEN else (uid, clearance, now)
        return SQL(
            _REFERS_BEYOND if held else _REFERS,
            column,
            *held,
            column,
            uid,
            now,
            to_flush=self._fields_of_knowledge(),
        )

    @api.model
    def _hidden_user_sql(self, column):
        """The condition under which ``column``, an id of a user, is hidden.

        As one value, which is planned much faster than a join, and worked out only when
        there is a row to look at.
        """
        if self._hides_nobody():
            return SQL("FALSE")
        users = self.env["res.users"]._fields
        return SQL(
            "COALESCE(%s = ANY ((SELECT customer_policy_hidden_users(%s, %s, %s))"
            "::integer[]), FALSE)",
            column,
            self.env.uid,
            self._clearance(),
            fields.Datetime.now(),
            to_flush=(
                users["share"],
                users["partner_id"],
                *self._fields_of_knowledge(),
            ),
        )


@lru_cache(maxsize=256)
def _hidden_code(alias, is_cleared):
    level = SQL.identifier(alias, "confidentiality_level").code
    beyond = _BEYOND_CLEARANCE % (level, level) if is_cleared else _BEYOND_OPEN % level
    return f"({beyond} AND {_UNKNOWN % SQL.identifier(alias, 'id').code})"
