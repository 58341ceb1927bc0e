"""Rules of reading a mail's headers."""

import pytest
from customer_policy_tools import incoming_mail
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated; owner-email=x@y.test"},
        {"Auto-Submitted": "AUTO-NOTIFIED"},
        {"X-Auto-Response-Suppress": "All"},
        {"X-Auto-Response-Suppress": "OOF, AutoReply"},
        {"Precedence": "auto_reply"},
        {"X-Autoreply": "yes"},
        {"X-Autorespond": "Away"},
        {"Return-Path": "<>"},
    ],
)
def test_what_a_machine_answers_is_automatic(headers):
    assert incoming_mail.is_automatic(headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Auto-Submitted": "no"},
        {"X-Auto-Response-Suppress": "None"},
        {"X-Autoreply": "no"},
        {"Return-Path": "<ann@example.com>"},
        {"Precedence": "bulk"},
    ],
)
def test_what_a_person_writes_is_not(headers):
    assert not incoming_mail.is_automatic(headers)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Precedence": "bulk"}, True),
        ({"Precedence": "List"}, True),
        ({"List-Id": "<news.example.com>"}, True),
        ({"List-Unsubscribe": "<mailto:x@y.test>"}, True),
        ({"Precedence": "first-class"}, False),
        ({}, False),
    ],
)
def test_what_goes_to_many_is_bulk(headers, expected):
    assert incoming_mail.is_bulk(headers) is expected


def test_without_a_subject_the_first_words_serve():
    assert incoming_mail.subject("", "\n\n  Too   loud\nagain", "None") == "Too loud"
    assert incoming_mail.subject("  ", "", "None") == "None"
    assert incoming_mail.subject("Noise", "Text", "None") == "Noise"


@given(st.text(), st.text())
def test_a_subject_is_one_short_line(given_subject, text):
    found = incoming_mail.subject(given_subject, text, "None")
    assert found
    assert len(found) <= incoming_mail.MAX_SUBJECT
    assert len(found.splitlines()) == 1
    assert "\x00" not in found
