"""The web client's JSON-RPC, spoken by a test."""

from typing import Any

import requests


class RpcError(Exception):
    """What the server answered instead of a result; ``kind`` is its exception."""

    def __init__(self, error: dict):
        self.kind = error["data"]["name"]
        super().__init__(error["data"]["message"])


class Session:
    def __init__(self, address: str, database: str, login: str, password: str):
        self.address = address
        self.http = requests.Session()
        self.http.trust_env = False
        params = {"db": database, "login": login, "password": password}
        self._post("/web/session/authenticate", params)

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def _post(self, path: str, params: dict) -> Any:
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        reply = self.http.post(f"{self.address}{path}", json=body, timeout=120)
        reply.raise_for_status()
        answer = reply.json()
        if "error" in answer:
            raise RpcError(answer["error"])
        return answer.get("result")  # left out where a method returns nothing
