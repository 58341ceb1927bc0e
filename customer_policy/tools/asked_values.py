"""What a search asks for, as its domain says it."""

from collections.abc import Collection

from odoo.orm.domains import Domain, DomainAnd, DomainCondition


def asked_values(domain: Domain, name: str) -> frozenset | None:
    """The values of a column outside of which the domain finds nothing.

    :return: None where it leaves the column open, or says it in another way than by
        values that are there already
    """
    parts = domain.children if isinstance(domain, DomainAnd) else (domain,)
    for part in parts:
        if isinstance(part, DomainCondition) and part.field_expr == name:
            values = _values(part.operator, part.value)
            if values is not None:
                return values
    return None


def asked_documents(domain: Domain, model: str, number: str) -> dict | None:
    """The documents that a row found may hang on.

    :param model: the column that names the model, ``number`` that of the id
    :return: {name of a model: ids}, or None where the domain leaves that open
    """
    names, ids = asked_values(domain, model), asked_values(domain, number)
    if names is None or ids is None:
        return None
    if not all(isinstance(name, str) for name in names):
        return None
    if not all(type(one) is int for one in ids):
        return None
    return {name: sorted(ids) for name in names}


def _values(operator, value) -> frozenset | None:
    if operator == "=" and isinstance(value, str | int):
        return frozenset([value])
    if operator == "in" and isinstance(value, Collection) and not hasattr(value, "env"):
        if not isinstance(value, str) and all(isinstance(v, str | int) for v in value):
            return frozenset(value)
    return None
