"""What the robots of chat programs want to be sent, and what their answers mean.

A text has a title, a body and links. The links are what it is sent for: where it gets
too long, the body gives way.
"""

import base64
import hashlib
import hmac
import json
from urllib.parse import quote, urlsplit

FORMATS = ("wecom", "dingtalk", "feishu", "slack", "generic")
# Bytes of the text; beyond them the robots refuse or cut.
MAX_BYTES = {
    "wecom": 2048,
    "dingtalk": 16_000,
    "feishu": 16_000,
    "slack": 8_000,
    "generic": 16_000,
}
LONGEST_WAIT = 24 * 60
# What will be different later: a limit was reached, or the robot is busy.
TRY_LATER_STATUS = frozenset((408, 425, 429))
TRY_LATER_CODES = {
    "wecom": frozenset((-1, 45009, 45033)),
    "dingtalk": frozenset((-1, 130101, 410100)),
    "feishu": frozenset((9499, 11232, 11233)),
}
ELLIPSIS = "…"
KEPT_OF_ANSWER = 300


def cut(text, limit):
    """The text, with an ellipsis at the end if it has more bytes than ``limit``."""
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    room = limit - len(ELLIPSIS.encode())
    if room < 0:
        return ""
    return encoded[:room].decode(errors="ignore").rstrip() + ELLIPSIS


def compose(title, body, links, limit):
    """One text of at most ``limit`` bytes.

    :param links: pairs of a label (or nothing) and an address. An address is never cut:
        those that find no room are left out, the last ones first.
    """
    title = cut(" ".join(title.split()), limit)
    lines = [": ".join(filter(None, link)) for link in links]
    while lines and _size([title, *lines]) > limit:
        lines.pop()
    if not lines and links and len(links[0][1].encode()) <= limit:
        # Better a link than a title, if there is no room for both.
        address = links[0][1]
        title = cut(title, max(limit - len(address.encode()) - 1, 0))
        lines = [address]
    room = limit - _size([title, *lines]) - 1
    body = cut(body.strip(), room) if room > 0 else ""
    return "\n".join(filter(None, [title, body, *lines]))


def _size(lines):
    return len("\n".join(filter(None, lines)).encode())


def request(kind, url, text, secret="", moment=0.0, facts=None):
    """What is to be posted where.

    :param moment: seconds since 1970, for the signature
    :param facts: further values of the generic format
    :return: (address, headers, bytes)
    """
    headers = {"Content-Type": "application/json; charset=utf-8"}
    values = _values(kind, text, facts)
    if kind == "feishu" and secret:
        seconds = str(int(moment))
        values = {
            "timestamp": seconds,
            "sign": feishu_sign(seconds, secret),
            **values,
        }
    body = json.dumps(values, ensure_ascii=False).encode()
    if kind == "dingtalk" and secret:
        stamp = str(int(moment * 1000))
        sign = quote(dingtalk_sign(stamp, secret), safe="")
        url += f"{'&' if '?' in url else '?'}timestamp={stamp}&sign={sign}"
    if kind == "generic" and secret:
        stamp = str(int(moment))
        headers["X-Policy-Timestamp"] = stamp
        headers["X-Policy-Signature"] = generic_sign(stamp, secret, body)
    return url, headers, body


def _values(kind, text, facts):
    text = cut(text, MAX_BYTES[kind])
    if kind in ("wecom", "dingtalk"):
        return {"msgtype": "text", "text": {"content": text}}
    if kind == "feishu":
        return {"msg_type": "text", "content": {"text": text}}
    if kind == "slack":
        return {"text": slack_escape(text)}
    return {"text": text, **(facts or {})}


def slack_escape(text):
    """Slack takes these three for its own marks."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def dingtalk_sign(stamp, secret):
    text = f"{stamp}\n{secret}"
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def feishu_sign(stamp, secret):
    """The text is the key here, and nothing is what is signed."""
    key = f"{stamp}\n{secret}"
    digest = hmac.new(key.encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def generic_sign(stamp, secret, body):
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"


def verdict(kind, status, answer):
    """What became of a message.

    :return: (outcome, what the robot said); the outcome is "sent", "later" or "refused"
    """
    said = " ".join(f"{status} {answer}".split())[:KEPT_OF_ANSWER]
    if status in TRY_LATER_STATUS or status >= 500:
        return "later", said
    if not 200 <= status < 300:
        return "refused", said
    if kind not in TRY_LATER_CODES:
        return "sent", ""
    code = _code(kind, answer)
    if code == 0:
        return "sent", ""
    return ("later" if code in TRY_LATER_CODES[kind] else "refused"), said


def _code(kind, answer):
    """The robot's own number; None where the answer is no answer of a robot."""
    try:
        values = json.loads(answer)
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    names = ("code", "StatusCode") if kind == "feishu" else ("errcode",)
    codes = [values[name] for name in names if isinstance(values.get(name), int)]
    return codes[0] if codes else None


def wait(attempts, first, asked=0):
    """Minutes until the next attempt: twice as long each time, a day at most.

    :param attempts: how many there were
    :param asked: seconds that the robot asks to wait
    """
    minutes = min(first * 2 ** min(max(attempts - 1, 0), 30), LONGEST_WAIT)
    return min(max(minutes, -(-asked // 60)), LONGEST_WAIT)


def masked(url):
    """An address without its key: enough to tell one from another."""
    if not url:
        return ""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    return f"https://{host or '…'}/…{url[-4:]}"
