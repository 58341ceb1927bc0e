"""A robot and a mail server on this machine, and what they were sent."""

import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Outlets:
    """:param posts: bodies that the robot got, :param mails: what the server got"""

    robot: int = 0
    mail: int = 0
    posts: list = field(default_factory=list)
    mails: list[str] = field(default_factory=list)

    def take(self) -> tuple[list, list[str]]:
        """What came since the last time."""
        found = self.posts[:], self.mails[:]
        self.posts.clear()
        self.mails.clear()
        return found


class _Robot(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.outlets.posts.append(json.loads(self.rfile.read(length)))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"errcode": 0}')

    def log_message(self, *args):
        """Nothing in the log of a test."""


class _MailServer(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 sink")
        while line := self.rfile.readline():
            command = line.strip().upper()
            if command == b"DATA":
                self._say("354 go on")
                self.server.outlets.mails.append(self._read())
            if command == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 sink")

    def _read(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines).decode()

    def _say(self, text: str):
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def opened() -> Iterator[Outlets]:
    outlets = Outlets()
    servers = (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Robot),
        socketserver.ThreadingTCPServer(("127.0.0.1", 0), _MailServer),
    )
    for server in servers:
        server.outlets = outlets
        threading.Thread(target=server.serve_forever, daemon=True).start()
    outlets.robot, outlets.mail = (server.server_address[1] for server in servers)
    yield outlets
    for server in servers:
        server.shutdown()
        server.server_close()
