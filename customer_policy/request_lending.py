"""The request behind a call of XML-RPC or JSON-RPC.

Odoo takes the request away while it carries such a call out. The access log needs to
know where it came from.
"""

import threading
from contextlib import contextmanager

from odoo import http

_lent = threading.local()
_borrow_request = http.borrow_request


@contextmanager
def borrow_request():
    with _borrow_request() as request:
        _lent.request = request
        try:
            yield request
        finally:
            _lent.request = None


http.borrow_request = borrow_request


def current_request():
    """The request that is being served, None outside of one."""
    if http.request:
        return http.request
    return getattr(_lent, "request", None)
