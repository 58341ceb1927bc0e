from collections.abc import Collection

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_confidentiality import (
    HiddenPart,
    is_active,
    of_model,
)
from .customer_confidentiality_trust import (
    COUNTED,
    with_trust,
)

# Conditions of few values each. More selective ones leave little to count anyway.
COARSE_TYPES = ("boolean", "selection")


class Base(models.AbstractModel):
    """What searches find and count, and who is in the lists of what they found."""

    _inherit = "base"

    # ------------------------------------------------------------------------ searching

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """A search along a relation may do without rules, but not without ours."""
        if self.env.su or not is_active(self.env):
            return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        if bypass_access:
            ours = of_model(self.env, "_domain", self._name)
            if not ours.is_true():
                domain = Domain(domain) & ours
        if lists := of_model(self.env, "_lists_of_people", self._name):
            domain = Domain(domain)
            if any(part.field_expr in lists for part in domain.iter_conditions()):
                domain = domain.map_conditions(self._forget_hidden_ids)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _forget_hidden_ids(self, condition):
        """Find nothing by the id of somebody in a list whom the user must not know."""
        confidentiality = self.env["customer.confidentiality"]
        if condition.operator not in (
            "=",
            "!=",
            "in",
            "not in",
        ) or condition.field_expr not in confidentiality._lists_of_people(self._name):
            return condition
        value = condition.value
        if not isinstance(value, int | Collection) or isinstance(value, str):
            return condition
        ids = {value} if isinstance(value, int) else set(value)
        known = {id_ for id_ in ids if isinstance(id_, int) and id_}
        people = self.env[self._fields[condition.field_expr].comodel_name].browse(known)
        hidden = confidentiality._hidden_records(people.exists())
        if not hidden:
            return condition
        operator = "in" if condition.operator in ("=", "in") else "not in"
        return Domain(condition.field_expr, operator, list(ids - set(hidden._ids)))

    # ------------------------------------------------------------------------- counting

    @api.model
    def search_count(self, domain, limit=None):
        """Count all, and take away the few that are hidden.

        Both are counted by one query. To ask each record whether it is hidden takes
        longer than to count, and to count the hidden ones takes next to nothing.
        """
        if not limit and self._is_counted_apart(domain):
            sql = self._count_apart_sql(domain)
            if sql is not None:
                [[count]] = self.env.execute_query(sql)
                return count
        return super().search_count(domain, limit)

    @api.model
    def _is_counted_apart(self, domain):
        """Whether many records are counted, of which some may be hidden by a rule."""
        if self.env.su or not is_active(self.env) or not self._auto or self._inherits:
            return False
        confidentiality = self.env["customer.confidentiality"]
        ours = confidentiality._domain(self._name)
        if ours.is_true() or confidentiality._hides_nobody():
            return False
        conditions = Domain(domain).optimize(self)
        if not all(
            condition.field_expr in self._fields
            and self._fields[condition.field_expr].store
            and self._fields[condition.field_expr].type in COARSE_TYPES
            for condition in conditions.iter_conditions()
        ):
            return False
        # A part of an alternative could not be taken away from the whole.
        rule = self.env["ir.rule"]._compute_domain(self._name, "read")
        conjuncts = _conjuncts(rule)
        return all(conjunct in conjuncts for conjunct in _conjuncts(ours))

    @api.model
    def _count_apart_sql(self, domain):
        """:return: the query, or None where it cannot be taken apart"""
        query = with_trust(self, COUNTED)._search(domain)
        if query._ids is not None or query.groupby or query.limit or query.offset:
            return None
        sql = query.select("COUNT(*)")
        hidden = [param for param in sql.params if isinstance(param, HiddenPart)]
        if len(hidden) != 1:
            return None  # another search stands within this one
        return SQL(
            "SELECT every.count - hidden.count FROM (%s) every, (%s) hidden",
            _with_part(sql, SQL("TRUE")),
            _with_part(sql, hidden[0].sql),
        )

    # ----------------------------------------------------------------- lists of people

    def fetch(self, field_names=None):
        """Show no list that the superuser read before with all of its people.

        Rules and computations do so within the same request, and the cache is shared.
        """
        res = super().fetch(field_names)
        if field_names and not self.env.su and is_active(self.env):
            self._leave_out_of_lists(field_names)
        return res

    def _compute_field_value(self, field):
        """Compute lists of people without those whom the user must not know.

        Odoo refuses the whole list for one of them, or shows it.
        """
        if (
            field.store
            or field.type != "many2many"
            or self.env.su
            or not is_active(self.env)
        ):
            return super()._compute_field_value(field)
        confidentiality = self.env["customer.confidentiality"]
        if confidentiality._sees_all() or (
            field.name not in confidentiality._shared_lists(self._name)
        ):
            return super()._compute_field_value(field)
        try:
            res = super()._compute_field_value(field)
        except AccessError:
            res = super(Base, self.sudo())._compute_field_value(field)
            self._leave_out_unreadable(field)
        self._leave_out_hidden(field)
        return res

    def _leave_out_unreadable(self, field):
        cache = field._get_cache(self.env)
        ids = {id_ for record_id in self._ids for id_ in cache.get(record_id) or ()}
        listed = self.env[field.comodel_name].browse(ids)
        readable = set(listed._filtered_access("read")._ids)
        for record in self:
            kept = (id_ for id_ in cache.get(record.id) or () if id_ in readable)
            field._update_cache(record, tuple(kept))

    def _leave_out_of_lists(self, field_names):
        names = of_model(self.env, "_shared_lists", self._name)
        names = names and names.intersection(field_names)
        if names and not self.env["customer.confidentiality"]._sees_all():
            for name in names:
                self._leave_out_hidden(self._fields[name])

    def _leave_out_hidden(self, field):
        cache = field._get_cache(self.env)
        ids = {id_ for record_id in self._ids for id_ in cache.get(record_id) or ()}
        listed = self.env[field.comodel_name].browse(ids).exists()
        hidden = set(self.env["customer.confidentiality"]._hidden_records(listed)._ids)
        if not hidden:
            return
        for record in self:
            if hidden.intersection(cache.get(record.id) or ()):
                kept = tuple(id_ for id_ in cache[record.id] if id_ not in hidden)
                field._update_cache(record, kept)

    def _check_access(self, operation):
        """Hide documents by their lists of contacts, which rules see incompletely."""
        result = super()._check_access(operation)
        if not self._ids or self.env.su or operation == "create":
            return result
        if not is_active(self.env):
            return result
        confidentiality = self.env["customer.confidentiality"]
        if self._name not in confidentiality._hidden_by_lists():
            return result
        rest = self - result[0] if result else self
        hidden = confidentiality._hidden_records(rest)
        if not hidden:
            return result
        forbidden = result[0] | hidden if result else hidden
        return forbidden, lambda: confidentiality._hidden_error(hidden[:1])


def _conjuncts(domain):
    """The conditions that all must be met."""
    if getattr(domain, "OPERATOR", "") == "&":
        return [part for child in domain.children for part in _conjuncts(child)]
    return [domain]


def _with_part(sql, part):
    params = (part if isinstance(param, HiddenPart) else param for param in sql.params)
    return SQL(sql.code, *params, to_flush=sql.to_flush)
