import base64
import hashlib
import hmac
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from customer_policy_tools import webhook_formats as formats
from hypothesis import given
from hypothesis import strategies as st

URL = "https://robot.example.com/send?key=1"
texts = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("客户投诉<>&\n"),
    max_size=3000,
)
kinds = st.sampled_from(formats.FORMATS)
links = st.lists(
    st.tuples(st.sampled_from(["", "Complaint CMP/1"]), st.just("https://o.io/o/1")),
    max_size=12,
)


def _text(kind, values):
    if kind in ("wecom", "dingtalk"):
        return values["text"]["content"]
    return values["content"]["text"] if kind == "feishu" else values["text"]


@given(kinds, texts, texts, links, st.sampled_from(["", "s3cret"]))
def test_every_robot_gets_valid_json_that_is_not_too_long(
    kind, title, body, links, secret
):
    limit = formats.MAX_BYTES[kind]
    text = formats.compose(title, body, links, limit)
    assert len(text.encode()) <= limit
    _url, headers, payload = formats.request(kind, URL, text, secret, 1_700_000_000)
    values = json.loads(payload)
    assert headers["Content-Type"].startswith("application/json")
    sent = _text(kind, values)
    if kind == "slack":
        assert "<" not in sent
        assert ">" not in sent
    else:
        assert sent == text


@given(texts, texts, st.integers(40, 200))
def test_a_link_is_there_whole_whatever_else_is_cut(title, body, limit):
    text = formats.compose(title, body, [("", "https://o.io/o/1")], limit)
    assert "https://o.io/o/1" in text.splitlines()
    assert len(text.encode()) <= limit


@given(texts, st.integers(0, 100))
def test_cut_leaves_whole_characters(text, limit):
    result = formats.cut(text, limit)
    assert len(result.encode()) <= limit
    assert result == text or result == "" or result.endswith(formats.ELLIPSIS)


def test_what_fits_is_not_changed():
    text = formats.compose(
        "Deadlines  missed: 2", "Soon\n", [("Complaint 1", "https://o.io/1")], 200
    )
    assert text == "Deadlines missed: 2\nSoon\nComplaint 1: https://o.io/1"


def test_dingtalk_signs_time_and_secret_with_the_secret():
    stamp, secret = "1700000000000", "SECtest"
    url, _headers, _body = formats.request("dingtalk", URL, "x", secret, 1_700_000_000)
    query = parse_qs(urlsplit(url).query)
    expected = base64.b64encode(
        hmac.new(
            b"SECtest", b"1700000000000\nSECtest", digestmod=hashlib.sha256
        ).digest()
    ).decode()
    assert query["timestamp"] == [stamp]
    assert query["sign"] == [expected]
    assert query["key"] == ["1"]


def test_feishu_signs_nothing_with_time_and_secret():
    _url, _headers, body = formats.request("feishu", URL, "x", "demo", 1_599_360_473)
    values = json.loads(body)
    expected = base64.b64encode(
        hmac.new(b"1599360473\ndemo", b"", digestmod=hashlib.sha256).digest()
    ).decode()
    assert (values["timestamp"], values["sign"]) == ("1599360473", expected)


# Worked out with openssl, apart from this code.
VECTORS = {
    "dingtalk_sign": "aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g=",
    "feishu_sign": "G7XpBpG8NgG02fJOAhX6FRAObIljmFoxVReo8I62pEk=",
}


@pytest.mark.parametrize("name", VECTORS)
def test_signatures_of_known_vectors(name):
    stamp = {"dingtalk_sign": "1700000000000", "feishu_sign": "1700000000"}[name]
    assert getattr(formats, name)(stamp, "SECtest") == VECTORS[name]


def test_without_a_secret_nothing_is_signed():
    for kind in formats.FORMATS:
        url, headers, body = formats.request(kind, URL, "x")
        assert url == URL
        assert set(headers) == {"Content-Type"}
        assert b"sign" not in body


def test_generic_signs_its_body():
    _url, headers, body = formats.request(
        "generic", URL, "x", "k", 1_700_000_000, {"topic": "visit"}
    )
    digest = hmac.new(b"k", b"1700000000." + body, hashlib.sha256).hexdigest()
    assert headers["X-Policy-Signature"] == f"sha256={digest}"
    assert json.loads(body) == {"text": "x", "topic": "visit"}


@pytest.mark.parametrize(
    ("kind", "status", "answer", "outcome"),
    [
        ("wecom", 200, '{"errcode":0,"errmsg":"ok"}', "sent"),
        ("wecom", 200, '{"errcode":45009,"errmsg":"api freq out of limit"}', "later"),
        ("wecom", 200, '{"errcode":93000,"errmsg":"invalid webhook url"}', "refused"),
        ("dingtalk", 200, '{"errcode":310000,"errmsg":"sign not match"}', "refused"),
        ("dingtalk", 200, '{"errcode":130101}', "later"),
        ("feishu", 200, '{"code":0,"msg":"success"}', "sent"),
        ("feishu", 200, '{"StatusCode":0,"StatusMessage":"success"}', "sent"),
        ("feishu", 200, '{"code":19021,"msg":"sign match fail"}', "refused"),
        ("feishu", 200, '{"code":11232}', "later"),
        ("slack", 200, "ok", "sent"),
        ("slack", 404, "no_service", "refused"),
        ("slack", 429, "rate_limited", "later"),
        ("generic", 204, "", "sent"),
        ("generic", 302, "", "refused"),
        ("generic", 503, "", "later"),
        # A page of a proxy is no answer of a robot.
        ("wecom", 200, "<html>Log in</html>", "refused"),
        ("wecom", 200, "[]", "refused"),
    ],
)
def test_what_an_answer_means(kind, status, answer, outcome):
    assert formats.verdict(kind, status, answer)[0] == outcome


@given(kinds, st.integers(100, 599), texts)
def test_any_answer_is_understood_and_kept_short(kind, status, answer):
    outcome, said = formats.verdict(kind, status, answer)
    assert outcome in ("sent", "later", "refused")
    assert len(said) <= formats.KEPT_OF_ANSWER


@given(st.integers(1, 200), st.integers(1, 60), st.integers(0, 10**6))
def test_waits_grow_and_stay_within_a_day(attempts, first, asked):
    wait = formats.wait(attempts, first, asked)
    assert 1 <= wait <= formats.LONGEST_WAIT
    assert formats.wait(attempts + 1, first, asked) >= wait
    assert wait * 60 >= min(asked, formats.LONGEST_WAIT * 60)


def test_waits_double():
    assert [formats.wait(n, 1) for n in range(1, 5)] == [1, 2, 4, 8]


def test_a_masked_address_does_not_hold_the_key():
    masked = formats.masked("https://qyapi.weixin.qq.com/cgi/send?key=693axxx6-7aoc")
    assert masked == "https://qyapi.weixin.qq.com/…7aoc"
    assert formats.masked("") == ""
