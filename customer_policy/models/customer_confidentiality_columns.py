import functools

from odoo import api, models
from odoo.tools import SQL

from .customer_confidentiality import masked_texts
from .customer_confidentiality_documents import points_at_partner
from .customer_confidentiality_trust import INNER_FETCH, is_going_on

COLUMN = "_field_to_sql"


class CustomerConfidentiality(models.AbstractModel):
    """Neither search nor sort nor group by a text that shows as a code.

    Queries ask for each of their columns, more than for anything else. So only models
    that point at contacts are asked anything here, and without the way through all the
    extensions of a model that ``super()`` takes.
    """

    _inherit = "customer.confidentiality"

    def _register_hook(self):
        for model in self._models_of_columns():
            if COLUMN not in model.__dict__:
                setattr(model, COLUMN, _guarded(model))
        return super()._register_hook()

    def _unregister_hook(self):
        for model in self._models_of_columns():
            if hasattr(model.__dict__.get(COLUMN), "origin"):
                delattr(model, COLUMN)
        return super()._unregister_hook()

    @api.model
    def _models_of_columns(self):
        """Whatever a setting may tell to show a code, at any time."""
        return [
            model
            for model in self.env.registry.values()
            if model._name == "res.partner"
            or (
                not model._abstract
                and any(map(points_at_partner, model._fields.values()))
            )
        ]

    @api.model
    def _masked_sql(self, records, alias, query):
        """The condition under which a row shows as a code."""
        if records._name == "res.partner":
            return self._hidden_sql(alias)
        names, _masked = self._mask_fields(records._name)
        return self._refers_to_hidden_sql(records, alias, names, query)


def _guarded(model):
    """:return: the method of the class ``model`` that puts columns into queries"""
    origin = getattr(model, COLUMN)
    # Contacts that a query looks for have their rule; those that it joins have not.
    has_rule = model._table if model._name == "res.partner" else None

    @functools.wraps(origin)
    def _field_to_sql(self, alias, field_expr, query=None):
        if type(self) is not model:  # made after its likeness, and guarded itself
            return super(model, self)._field_to_sql(alias, field_expr, query)
        sql = origin(self, alias, field_expr, query)
        if alias == has_rule or not _is_masked(self, field_expr):
            return sql
        confidentiality = self.env["customer.confidentiality"]
        masked = confidentiality._masked_sql(self, alias, query)
        return SQL("CASE WHEN %s THEN NULL ELSE %s END", masked, sql)

    _field_to_sql.origin = origin
    return _field_to_sql


def _is_masked(records, field_expr):
    env = records.env
    if env.su:
        return False
    texts = masked_texts(env).get(records._name)
    return texts and field_expr in texts and not is_going_on(env, INNER_FETCH)
