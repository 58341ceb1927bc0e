"""Let what one thread does happen at another moment, as demo data of the past must.

Only what asks the ORM for the time follows: ``fields.Datetime.now()`` and the like, and
the columns ``create_date`` and ``write_date``. Other threads keep their own time.
"""

import threading
from contextlib import contextmanager
from datetime import datetime

from odoo import fields

_local = threading.local()
_lock = threading.Lock()
_originals: dict = {}


def _now(*args):
    moment = getattr(_local, "moment", None)
    return moment or _originals["now"](*args)


def _today(*args):
    moment = getattr(_local, "moment", None)
    return moment.date() if moment else _originals["today"](*args)


def _context_today(record, timestamp=None):
    moment = timestamp or getattr(_local, "moment", None)
    return _originals["context_today"](record, moment)


def _listen():
    """Take the place of the ORM's clock; what it shows changes for nobody else."""
    with _lock:
        if not _originals:
            _originals.update(
                now=fields.Datetime.now,
                today=fields.Date.today,
                context_today=fields.Date.context_today,
            )
        _originals["users"] = _originals.get("users", 0) + 1
        fields.Datetime.now = staticmethod(_now)
        fields.Date.today = staticmethod(_today)
        fields.Date.context_today = staticmethod(_context_today)


def _leave():
    with _lock:
        _originals["users"] -= 1
        if not _originals["users"]:
            fields.Datetime.now = staticmethod(_originals["now"])
            fields.Date.today = staticmethod(_originals["today"])
            fields.Date.context_today = staticmethod(_originals["context_today"])
            _originals.clear()


@contextmanager
def at(env, moment: datetime):
    """:param moment: naive, in UTC"""
    before = getattr(_local, "moment", None)
    env.flush_all()
    shown = env.cr.now()
    _listen()
    _local.moment = moment.replace(microsecond=0)
    env.cr._now = _local.moment
    try:
        yield
        env.flush_all()
    finally:
        _local.moment = before
        env.cr._now = shown
        _leave()
