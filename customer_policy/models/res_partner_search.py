import logging
import threading

from odoo import api, models
from odoo.fields import Domain
from odoo.modules.db import FunctionStatus
from odoo.sql_db import db_connect

from ..tools import search_index
from ..tools.search_index import IdeographIndex, TrigramIndex

_logger = logging.getLogger(__name__)

INDEX_PREFIX = "customer_policy_search"
# Below this size of the table the indexes take a second or two and are built at
# once; above, writers must not wait for them.
MAX_BYTES_AT_ONCE = 32 * 1024 * 1024


class ResPartner(models.Model):
    """Find customers as one types, without reading the whole table."""

    _inherit = "res.partner"

    # Who was entered lately: small, as contacts come in the order of their dates.
    _entered_idx = models.Index("USING brin (create_date)")

    def init(self):
        search_index.create_function(self.env.cr)
        return super().init()

    @api.model
    def _search(self, domain, *args, **kwargs):
        domain = Domain(domain)
        if any(search_index.is_short_term(c.value) for c in domain.iter_conditions()):
            domain = domain.optimize_full(self).map_conditions(self._narrow)
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _narrow(self, condition):
        """Add to a search for one or two ideographs what an index can serve.

        The addition follows from the condition, so it changes no result.
        """
        if (
            condition.operator != "ilike"
            or condition.field_expr not in self._search_index_columns()
            or not search_index.is_short_term(condition.value)
        ):
            return condition

        def to_sql(model, alias, query):
            column = model._field_to_sql(alias, condition.field_expr, query)
            return search_index.contains_sql(column, condition.value)

        def predicate(record):
            return condition.value.strip() in (record[condition.field_expr] or "")

        return condition & Domain.custom(to_sql=to_sql, predicate=predicate)

    @api.model
    def _search_index_columns(self):
        """Text columns that people search as they type.

        A search asks for the term in any of several columns. One of them without an
        index is enough to make PostgreSQL read the whole table.
        """
        names = {"name", "phone", "vat", "company_registry", *self._rec_names_search}
        # What a caller's digits are looked for in.
        names.add("phone_sanitized")
        fields = (self._fields.get(name) for name in sorted(names))
        return [
            field.name
            for field in fields
            if field and field.store and field.type == "char" and not field.translate
        ]

    @api.model
    def _search_indexes(self):
        columns = self._search_index_columns()
        ideographs = [
            IdeographIndex(self._table, column, INDEX_PREFIX)
            for column in columns
            if column != "phone_sanitized"
        ]
        registry = self.env.registry
        accents = registry.has_unaccent
        if not registry.has_trigram or accents == FunctionStatus.PRESENT:
            # The ORM wraps the column in an unaccent() that cannot be indexed.
            return ideographs
        return ideographs + [
            TrigramIndex(self._table, column, INDEX_PREFIX, unaccent=bool(accents))
            for column in columns
        ]

    @api.model
    def _cron_build_search_indexes(self):
        """Build in the background what is missing.

        Building without blocking waits for all older transactions, the scheduler's
        own among them, which lasts as long as this job: hence a thread. When it is
        cut short, the next run builds anew.
        """
        wanted = self._search_indexes()
        if search_index.outdated(self.env.cr, wanted, INDEX_PREFIX):
            threading.Thread(
                target=build_concurrently,
                args=(self.env.cr.dbname, wanted),
                name=f"{__name__}.build",
                daemon=True,
            ).start()


def build_concurrently(dbname, indexes):
    """Build on a connection of its own; a second builder gives way to the first."""
    lock = "SELECT pg_%sadvisory_%slock(hashtext(%%s))"
    with db_connect(dbname).cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute(lock % ("try_", ""), [INDEX_PREFIX])
        if not cr.fetchone()[0]:
            return
        try:
            if search_index.build(cr, indexes, INDEX_PREFIX, concurrently=True):
                _logger.info("Built the search indexes of customers in %s", dbname)
        finally:
            cr.execute(lock % ("", "un"), [INDEX_PREFIX])
