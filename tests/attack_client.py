"""HTTP as an attacker speaks it: nothing raises, everything is kept."""

import json
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import requests

PATIENCE = 120
REFUSALS = {
    "odoo.exceptions.AccessDenied",
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
    "odoo.exceptions.RedirectWarning",
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.http.SessionExpiredException",
    "werkzeug.exceptions.Forbidden",
    "werkzeug.exceptions.NotFound",
    "werkzeug.exceptions.BadRequest",
    "werkzeug.exceptions.UnprocessableEntity",
}


@dataclass
class Answer:
    status: int
    text: str
    content: bytes = b""

    @cached_property
    def json(self) -> Any:
        try:
            return json.loads(self.text)
        except ValueError:
            return None

    @property
    def error(self) -> dict | None:
        if isinstance(self.json, dict) and isinstance(self.json.get("error"), dict):
            return self.json["error"].get("data") or self.json["error"]
        if self.status >= 400:
            data = self.json if isinstance(self.json, dict) else {}
            return {"name": f"HTTP {self.status}", "message": "", **data}
        return None

    @property
    def result(self) -> Any:
        if self.error:
            return None
        if isinstance(self.json, dict) and "jsonrpc" in self.json:
            return self.json.get("result")
        return self.json

    @property
    def is_refusal(self) -> bool:
        return bool(self.error) and self.error["name"] in REFUSALS

    @property
    def is_failure(self) -> bool:
        """Neither an answer nor a refusal that a person understands."""
        return self.status >= 500 or bool(
            self.error and self.status == 200 and not self.is_refusal
        )

    @property
    def broken_at(self) -> str:
        """The file and line where a program broke down, as its traceback ends."""
        lines = (self.error or {}).get("debug") or ""
        places = [line for line in lines.splitlines() if line.startswith('  File "')]
        return places[-1] if places else ""

    @property
    def complaint(self) -> str:
        error = self.error or {}
        return f"{error.get('name')}: {error.get('message')}"


class Client:
    """One session of one attacker; without a login, the public's."""

    def __init__(self, address: str, database: str, key: str | None = None):
        self.address = address
        self.database = database
        self.key = key
        self.http = requests.Session()
        self.http.trust_env = False

    def login(self, login: str, password: str) -> Answer:
        params = {"db": self.database, "login": login, "password": password}
        return self.rpc("/web/session/authenticate", params)

    def rpc(self, path: str, params: dict) -> Answer:
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        return self._send("POST", path, json=body)

    def kw(self, model: str, method: str, args: list, kwargs: dict) -> Answer:
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.rpc(f"/web/dataset/call_kw/{model}/{method}", params)

    def json2(self, model: str, method: str, body: dict) -> Answer:
        headers = {"Authorization": f"bearer {self.key}"}
        path = f"/json/2/{model}/{method}"
        return self._send("POST", path, json=body, headers=headers)

    def get(self, path: str, **params: Any) -> Answer:
        return self._send("GET", path, params=params)

    def form(self, path: str, **data: Any) -> Answer:
        return self._send("POST", path, data=data)

    @cached_property
    def csrf(self) -> str:
        page = self.get("/web").text
        return page.partition('csrf_token: "')[2].partition('"')[0]

    def _send(self, verb: str, path: str, **options: Any) -> Answer:
        """Ask again when nobody answered.

        A worker of Odoo hangs up on who takes two seconds from connecting to asking, as
        on a busy machine. What ends workers ends the next one as well, and is raised.
        """
        ask = partial(
            self.http.request,
            verb,
            f"{self.address}{path}",
            timeout=PATIENCE,
            **options,
        )
        try:
            reply = ask()
        except requests.ConnectionError:
            reply = ask()
        return Answer(reply.status_code, reply.text, reply.content)
