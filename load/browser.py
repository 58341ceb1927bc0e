"""A browser as the server meets it: one session, the web client's calls."""

import itertools
import os
import random
import re
import time
from pathlib import Path

from locust import FastHttpUser
from locust.exception import StopUser

from .mix import MIX, PASSWORD
from .scene_file import read

SCENE = read(Path(os.environ["LOAD_SCENE"]))
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SECONDS_TO_WAIT = 120
LOGIN, LOGIN_FORM = "/web/login", "oe_login_form"


def wait(kind: str) -> float:
    """Seconds, as people wait between ``clicks`` or make ``pauses``."""
    rows = MIX["seconds"][kind]
    [row] = random.choices(rows, [row["weight"] for row in rows])
    return random.uniform(row["from"], row["to"])


class Browser(FastHttpUser):
    """Somebody of a group, logged in from the first to the last second."""

    abstract = True
    network_timeout = SECONDS_TO_WAIT
    connection_timeout = SECONDS_TO_WAIT
    group = ""
    logins = itertools.cycle([""])

    def wait_time(self):
        return wait("pauses")

    def on_start(self):
        self.login = next(self.logins)
        token = TOKEN.search(self.page("log-in: page", LOGIN))
        if not token:
            raise StopUser
        form = {"login": self.login, "password": PASSWORD, "csrf_token": token[1]}
        self.page("log-in: password", LOGIN, form)

    def think(self):
        time.sleep(wait("clicks"))

    def page(self, name: str, path: str, form: dict | None = None) -> str:
        """:return: the page, or nothing when it was an error"""
        asked = {"data": form, "method": "POST"} if form else {"method": "GET"}
        with self.client.request(
            url=path, name=name, catch_response=True, **asked
        ) as answer:
            if answer.status_code != 200:
                answer.failure(f"HTTP {answer.status_code}: {answer.error}")
                return ""
            text = answer.text or ""
            if LOGIN_FORM in text and (form or path != LOGIN):
                answer.failure("not logged in")
                return ""
            return text

    def rpc(self, name: str, path: str, params: dict):
        """:return: the result, or None when it was an error"""
        body = {"id": 1, "jsonrpc": "2.0", "method": "call", "params": params}
        with self.client.post(
            path, json=body, name=name, catch_response=True
        ) as answer:
            if answer.status_code != 200:
                answer.failure(f"HTTP {answer.status_code}: {answer.error}")
                return None
            content = answer.json()
            if "error" in content:
                told = content["error"].get("data") or content["error"]
                answer.failure(f"{told.get('name')}: {told.get('message')}")
                return None
            return content["result"]

    def call(self, name: str, model: str, method: str, /, *args, **kwargs):
        kwargs["context"] = self.user_context | kwargs.get("context", {})
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.rpc(name, f"/web/dataset/call_kw/{model}/{method}", params)

    @property
    def user_context(self) -> dict:
        return {
            "lang": "en_US",
            "tz": "Europe/Berlin",
            "uid": SCENE.users[self.login],
            "allowed_company_ids": [SCENE.company],
        }
