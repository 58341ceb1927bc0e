"""A person at the web client's JSON-RPC: what was answered, refused, or never told."""

import time
from dataclasses import dataclass
from typing import Any

import requests

from devkit.server import answers

PATIENCE_S = 60
PAUSE_S = 0.3
BACK_S = 180

ACKNOWLEDGED = "acknowledged"
# The person was told why not. Nothing of it may be there.
REFUSED = "refused"
# The program gave up: nothing of it may be there, and the person was told no reason.
FAILED = "failed"
# The connection broke: it may be there, once.
UNCERTAIN = "uncertain"

REASONS = frozenset(
    f"odoo.exceptions.{name}"
    for name in (
        "AccessDenied",
        "AccessError",
        "MissingError",
        "RedirectWarning",
        "UserError",
        "ValidationError",
    )
)
LOGGED_OUT = "odoo.http.SessionExpiredException"
# The database said that it had not been done.
ROLLED_BACK = frozenset(
    f"psycopg2.errors.{name}"
    for name in (
        "DeadlockDetected",
        "InFailedSqlTransaction",
        "LockNotAvailable",
        "SerializationFailure",
        "UniqueViolation",
    )
)


@dataclass(frozen=True)
class Answer:
    outcome: str
    value: Any = None
    text: str = ""


@dataclass(frozen=True)
class Request:
    model: str
    method: str
    args: tuple = ()
    kwargs: dict | None = None


class Player:
    """One login. Not to be shared between threads."""

    def __init__(self, address: str, database: str, login: str):
        self._address = address
        self._database = database
        self._login = login
        self._http: requests.Session | None = None

    def ask(self, request: Request) -> Answer:
        """Logs in first where that is needed, and waits for the server until then."""
        deadline = time.monotonic() + BACK_S
        while self._http is None:
            answer = self._log_in()
            if answer.outcome == REFUSED:
                return answer
            if answer.outcome != ACKNOWLEDGED:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"{self._login} cannot log in: {answer.text}")
                self.wait()
        answer = self._call(request)
        if answer.text.startswith(LOGGED_OUT):
            self._http = None
            return self.ask(request)
        return answer

    def patient(self, request: Request) -> Any:
        """What reads only, asked until it is answered."""
        deadline = time.monotonic() + BACK_S
        while True:
            answer = self.ask(request)
            if answer.outcome == ACKNOWLEDGED:
                return answer.value
            if answer.outcome == REFUSED or time.monotonic() > deadline:
                raise RuntimeError(f"{self._login}: {request}: {answer.text}")
            self.wait()

    def wait(self) -> None:
        """Until the server is back."""
        deadline = time.monotonic() + BACK_S
        time.sleep(PAUSE_S)
        while time.monotonic() < deadline:
            if answers(f"{self._address}/web/health"):
                return
            time.sleep(PAUSE_S)

    def _call(self, request: Request) -> Answer:
        return self._post(
            f"/web/dataset/call_kw/{request.model}/{request.method}",
            {
                "model": request.model,
                "method": request.method,
                "args": request.args,
                "kwargs": request.kwargs or {},
            },
        )

    def _log_in(self) -> Answer:
        """An attempt that fails has done nothing else."""
        self._http = requests.Session()
        self._http.trust_env = False
        answer = self._post(
            "/web/session/authenticate",
            {"db": self._database, "login": self._login, "password": self._login},
        )
        if answer.outcome != ACKNOWLEDGED:
            self._http = None
        return answer

    def _post(self, path: str, params: dict) -> Answer:
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        try:
            reply = self._http.post(
                f"{self._address}{path}", json=body, timeout=PATIENCE_S
            )
            content = reply.json()
        except (requests.RequestException, ValueError) as error:
            return Answer(UNCERTAIN, text=type(error).__name__)
        if not isinstance(content, dict) or reply.status_code != 200:
            return Answer(UNCERTAIN, text=f"HTTP {reply.status_code}")
        if "error" not in content:
            return Answer(ACKNOWLEDGED, content.get("result"))
        return _refusal(content["error"].get("data") or {})


def _refusal(error: dict) -> Answer:
    name = error.get("name", "")
    text = f"{name}: {error.get('message', '')}"
    if name in REASONS or name == LOGGED_OUT:
        return Answer(REFUSED, text=text)
    if name in ROLLED_BACK or name == "builtins.OSError":
        return Answer(FAILED, text=text)
    return Answer(UNCERTAIN, text=text)
