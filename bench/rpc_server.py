"""A running server, and what each of its answers cost."""

import contextlib
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import common
import requests

# The end of a line of the log: queries, seconds in them, seconds outside.
COST = re.compile(r'"POST (/web/dataset/call_kw\S*) HTTP[^"]*" 200 - (\d+) ')


class Server:
    def __init__(self, addons_path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._addons_path = addons_path
        self.address = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory()
        self._log = Path(self._folder.name) / "log"
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "odoo", "--workers=0", "--max-cron-threads=0"),
                *(f"--addons-path={self._addons_path}", f"--http-port={self.port}"),
                *("--log-level=info", f"--logfile={self._log}"),
            ]
        )
        for _second in range(120):
            with contextlib.suppress(requests.ConnectionError):
                requests.get(f"{self.address}/web/health", timeout=60)
                return self
            time.sleep(1)
        raise TimeoutError(f"The server does not answer: see {self._log}.")

    def __exit__(self, *exc_info):
        self._process.terminate()
        self._process.wait()
        self._folder.cleanup()

    @property
    def process_id(self):
        return self._process.pid

    def queries(self, model):
        """How many queries the last call of a model took, as the server counted."""
        costs = [
            (path, count)
            for path, count in COST.findall(self._log.read_text())
            if f"/{model}/" in path
        ]
        return int(costs[-1][1])


class Session:
    def __init__(self, server, database, login, password):
        self._server = server
        self._http = requests.Session()
        self._http.trust_env = False
        self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )

    def call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def download(self, path, **form):
        """:return: the bytes of a page or a file; asked for with ``form``, if any"""
        url = f"{self._server.address}{path}"
        if form:
            answer = self._http.post(url, data=form, timeout=3600)
        else:
            answer = self._http.get(url, timeout=3600)
        answer.raise_for_status()
        return answer.content

    def _post(self, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        url = f"{self._server.address}{path}"
        answer = self._http.post(url, json=body, timeout=600).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["debug"])
        return answer["result"]


def compare(server, name, mine, theirs, models, runs, warm=2, goal=None):
    """Time and queries of two calls, in turns.

    :param models: the models that they call
    """
    times = common.paired(mine, theirs, runs, warm=warm)
    time.sleep(1)  # The log is written after the answer.
    counts = [[server.queries(model)] for model in models]
    for kind, sides, unit in (("time", times, "s"), ("queries", counts, "queries")):
        yield common.result(f"{name}: {kind}", *sides, unit, goal=goal)
