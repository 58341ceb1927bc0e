"""Posting to an address that people typed in, without reaching into one's own network.

Only https, only to public hosts, no redirects. The host is looked up once, and what was
looked up is what gets connected to: another answer a moment later changes nothing.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import time
from typing import NamedTuple
from urllib.parse import urlsplit

MAX_ANSWER = 65_536
TIMEOUT = 10
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
NO_URL, NO_HTTPS, PRIVATE = "url", "https", "private"


class AddressError(Exception):
    """The address is not to be posted to; the argument says why, as a short code."""


class Answer(NamedTuple):
    status: int
    text: str
    wait: int


def check(url, allowed=frozenset()):
    """What the text of an address tells already; a host's name may still be private.

    :param allowed: "host" or "host:port" that may be private, and without encryption
    :return: (parts of the address, whether it is allowed by name)
    :raise AddressError:
    """
    try:
        parts = urlsplit(url or "")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressError(NO_URL) from error
    odd = parts.username or parts.password or any(c <= " " for c in url or "")
    if parts.scheme not in ("http", "https") or not host or odd:
        raise AddressError(NO_URL)
    known = host in allowed or (port and f"{host}:{port}" in allowed)
    if known:
        return parts, True
    if parts.scheme != "https":
        raise AddressError(NO_HTTPS)
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        raise AddressError(PRIVATE)
    address = _literal(host)
    if address and not is_public(address):
        raise AddressError(PRIVATE)
    return parts, False


def _literal(host):
    """The address that a host is written as, also in the old ways with one number."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host)
    try:
        return ipaddress.ip_address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def is_public(address):
    """Whether an address is out on the internet, whatever it is wrapped in."""
    address = ipaddress.ip_address(address)
    if address in TRANSLATED:
        address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    for name in ("ipv4_mapped", "sixtofour"):
        if inner := getattr(address, name, None):
            address = inner
            break
    return address.is_global and not address.is_multicast


def post(url, headers, body, allowed=frozenset(), timeout=TIMEOUT):
    """:return: ``Answer``
    :raise AddressError: it is not to be posted to
    :raise OSError, http.client.HTTPException: it was not reached, or did not answer
    """
    parts, is_known = check(url, allowed)
    connection = _connection(parts, is_known, timeout)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    deadline = time.monotonic() + 2 * timeout
    with contextlib.closing(connection):
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        text = _read(response, deadline)
        return Answer(response.status, text, _seconds(response))


def _connection(parts, is_known, timeout):
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            parts.hostname,
            parts.port,
            timeout=timeout,
            context=ssl.create_default_context(),
        )
    else:
        connection = http.client.HTTPConnection(
            parts.hostname, parts.port, timeout=timeout
        )

    def connect(address, timeout=timeout, source_address=None):
        return _connect(address, timeout, is_known)

    # The hook that http.client itself connects through.
    connection._create_connection = connect
    return connection


def _connect(address, timeout, is_known):
    host, port = address
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not is_known and not all(is_public(place[4][0]) for place in found):
        raise AddressError(PRIVATE)
    error = OSError(f"{host} is unknown")
    for family, kind, protocol, _name, place in found:
        connected = socket.socket(family, kind, protocol)
        try:
            connected.settimeout(timeout)
            connected.connect(place)
        except OSError as problem:
            connected.close()
            error = problem
        else:
            return connected
    raise error


def _read(response, deadline):
    """The beginning of the answer; who answers drop by drop is not waited for."""
    parts, size = [], 0
    while size < MAX_ANSWER:
        part = response.read1(4096)
        if not part:
            break
        parts.append(part)
        size += len(part)
        if time.monotonic() > deadline:
            raise TimeoutError("The answer takes too long")
    return b"".join(parts)[:MAX_ANSWER].decode(errors="replace")


def _seconds(response):
    value = response.getheader("Retry-After") or ""
    return min(int(value), 86_400) if value.isascii() and value.isdigit() else 0
