import pytest
from customer_policy_tools import notice_links
from hypothesis import given
from hypothesis import strategies as st


def test_documents_are_found_once_and_in_order():
    body = (
        '<a href="/odoo/customer.visit/7">V</a> <a href="https://x.io/policy/request/3">'
        '</a><a href="https://x.io/odoo/customer.complaint/12">C</a>'
        '<a href="/odoo/customer.visit/7">V</a>'
        '<a href="/odoo/neglected-customers">N</a>'
    )
    assert notice_links.documents(body) == [
        ("customer.visit", 7),
        ("customer.policy.request", 3),
        ("customer.complaint", 12),
    ]


@given(st.text())
def test_any_text_is_read(text):
    for model, id_ in notice_links.documents(text):
        assert "." in model
        assert id_ >= 0


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("customer.violation", "violation"),
        ("customer_violation_notice", "violation"),
        ("customer.penalty.deduction", "violation"),
        ("customer.complaint.action", "complaint"),
        ("customer_neglect_sweep", "visit"),
        ("customer.work.report", "work"),
        ("customer.access.grant", "access"),
        ("customer.policy", "policy"),
        ("customer.policyholder", None),
        ("res.partner", None),
        (None, None),
    ],
)
def test_the_name_of_a_model_or_a_file_tells_the_topic(name, topic):
    assert notice_links.topic(name) == topic
