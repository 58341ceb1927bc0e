"""The parts of a rule that hide: one condition of ours beside those of Odoo.

Rules are optimized and asked record by record in each request. These know that nothing
about them can be optimized, and look at all records at once.
"""

from odoo.orm.domains import DomainAnd, DomainCustom


def _always(_record):
    return True


class HidingCondition(DomainCustom):
    """A condition of ours.

    :param none_hidden: called with records, tells whether all of them are visible, as
        far as that can be told at once
    """

    __slots__ = ("_none_hidden",)

    def __new__(cls, to_sql, predicate, none_hidden):
        self = super().__new__(cls, to_sql, predicate)
        object.__setattr__(self, "_none_hidden", none_hidden)
        return self

    def _as_predicate(self, records):
        if self._none_hidden(records):
            return _always
        return super()._as_predicate(records)


class HidingRule(DomainAnd):
    """The rules of a model, and a condition of ours as the second child."""

    __slots__ = ()

    def _optimize_step(self, model, level):
        rules, ours = self.children
        optimized = rules._optimize(model, level)
        if optimized is rules:
            return self
        if optimized.is_false():
            return optimized
        if optimized.is_true():
            return ours
        rule = type(self)((optimized, ours))
        # Both parts are as far as this level goes: not to be taken up from the start.
        object.__setattr__(rule, "_opt_level", level)
        return rule

    def _as_predicate(self, records):
        rules, ours = self.children
        if ours._as_predicate(records) is _always:
            return rules._as_predicate(records)
        return super()._as_predicate(records)
