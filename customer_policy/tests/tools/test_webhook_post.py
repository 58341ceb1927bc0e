import http.server
import ipaddress
import socket
import threading
import time

import pytest
from customer_policy_tools import webhook_post
from hypothesis import given
from hypothesis import strategies as st


class Robot(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.got.append((self.path, self.rfile.read(length)))
        status, headers, body = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def robot():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Robot)
    server.got, server.answer = [], (200, {}, b"ok")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_port}/send?key=1"
    server.allowed = frozenset([f"127.0.0.1:{server.server_port}"])
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "url"),
        ("ftp://example.com", "url"),
        ("https://", "url"),
        ("https://user:pass@example.com/", "url"),
        ("https://example.com/a b", "url"),
        ("https://example.com:99999/", "url"),
        ("http://example.com/", "https"),
        ("https://localhost/", "private"),
        ("https://robot.internal/", "private"),
        ("https://127.0.0.1/", "private"),
        ("https://127.1/", "private"),
        ("https://2130706433/", "private"),
        ("https://0x7f000001/", "private"),
        ("https://10.0.0.8/", "private"),
        ("https://169.254.169.254/latest", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://[64:ff9b::a00:1]/", "private"),
        ("https://[fd00::1]/", "private"),
    ],
)
def test_addresses_that_are_refused(url, code):
    with pytest.raises(webhook_post.AddressError, match=f"^{code}$"):
        webhook_post.check(url)


def test_public_addresses_and_those_allowed_by_name_pass():
    assert not webhook_post.check("https://oapi.dingtalk.com/robot/send?x=1")[1]
    assert not webhook_post.check("https://8.8.8.8/")[1]
    assert webhook_post.check("http://10.0.0.8:8065/", {"10.0.0.8:8065"})[1]
    assert webhook_post.check("http://chat.internal/", {"chat.internal"})[1]
    with pytest.raises(webhook_post.AddressError):
        webhook_post.check("http://10.0.0.8:22/", {"10.0.0.8:8065"})


@given(st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="fc00::/7"))
def test_no_private_address_passes(address):
    assert not webhook_post.is_public(address)
    if address.version == 4:
        mapped = ipaddress.ip_address(f"::ffff:{address}")
        assert not webhook_post.is_public(mapped)


@given(st.text(max_size=60))
def test_any_text_is_refused_or_an_address(text):
    try:
        parts, is_known = webhook_post.check(text)
    except webhook_post.AddressError as error:
        assert str(error) in ("url", "https", "private")
    else:
        assert parts.scheme == "https"
        assert not is_known


def test_a_message_is_posted_and_answered(robot):
    answer = webhook_post.post(robot.url, {}, b"{}", robot.allowed)
    assert (answer.status, answer.text, answer.wait) == (200, "ok", 0)
    assert robot.got == [("/send?key=1", b"{}")]


def test_redirects_are_not_followed(robot):
    robot.answer = (302, {"Location": robot.url, "Retry-After": "90"}, b"")
    answer = webhook_post.post(robot.url, {}, b"{}", robot.allowed)
    assert (answer.status, answer.wait) == (302, 90)
    assert len(robot.got) == 1


def test_a_name_that_leads_into_the_private_network_is_not_connected_to(
    robot, monkeypatch
):
    def found(host, port, **_kwargs):
        place = ("127.0.0.1", robot.server_port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place)]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    with pytest.raises(webhook_post.AddressError, match="private"):
        webhook_post.post("https://rebinding.example.com/", {}, b"{}")
    assert robot.got == []


def test_long_answers_are_cut(robot):
    robot.answer = (200, {}, b"x" * 200_000)
    answer = webhook_post.post(robot.url, {}, b"{}", robot.allowed)
    assert len(answer.text) == webhook_post.MAX_ANSWER


def test_who_does_not_answer_is_not_waited_for():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        start = time.monotonic()
        with pytest.raises(TimeoutError):
            webhook_post.post(
                f"http://127.0.0.1:{port}/", {}, b"{}", {"127.0.0.1"}, timeout=0.3
            )
        assert time.monotonic() - start < 5


def test_who_is_not_there_is_an_error_of_the_network():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        webhook_post.post(f"http://127.0.0.1:{port}/", {}, b"", {"127.0.0.1"})
