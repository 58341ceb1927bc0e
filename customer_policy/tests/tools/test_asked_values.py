"""What a domain says of the documents that a search may find."""

import pytest
from customer_policy_tools.asked_values import asked_documents, asked_values

from odoo.fields import Domain

OF_ONE = Domain("res_model", "=", "res.partner") & Domain("res_id", "=", 7)


@pytest.mark.parametrize(
    ("domain", "values"),
    [
        (OF_ONE, {"res.partner"}),
        (Domain("res_model", "in", ["a", "b"]) & Domain("x", "=", 1), {"a", "b"}),
        (Domain("res_model", "in", ("a", False)), {"a", False}),
        (Domain("res_model", "=", "a") | Domain("res_model", "=", "b"), None),
        (Domain("res_model", "!=", "a"), None),
        (Domain("res_model", "not in", ["a"]), None),
        (Domain("res_model", "ilike", "a"), None),
        (~Domain("res_model", "=", "a"), None),
        (Domain("res_model", "in", Domain("x", "=", 1)), None),
        (Domain("other.res_model", "=", "a"), None),
        (Domain.TRUE, None),
        (Domain.FALSE, None),
    ],
)
def test_values_that_a_domain_leaves_to_a_column(domain, values):
    found = asked_values(domain, "res_model")
    assert found == (None if values is None else frozenset(values))


@pytest.mark.parametrize(
    ("domain", "documents"),
    [
        (OF_ONE, {"res.partner": [7]}),
        (OF_ONE & Domain("partner_id", "in", [3]), {"res.partner": [7]}),
        (
            Domain("res_id", "in", [9, 7]) & Domain("res_model", "in", ["a", "b"]),
            {"a": [7, 9], "b": [7, 9]},
        ),
        (Domain("res_model", "=", "res.partner"), None),
        (Domain("res_id", "=", 7), None),
        (Domain("res_model", "=", "a") & Domain("res_id", "=", "7"), None),
        (Domain("res_model", "=", "a") & Domain("res_id", "in", [7, False]), None),
        (Domain("res_model", "=", False) & Domain("res_id", "=", 7), None),
        (OF_ONE | Domain("public", "=", True), None),
    ],
)
def test_documents_that_a_domain_leaves(domain, documents):
    assert asked_documents(domain, "res_model", "res_id") == documents
