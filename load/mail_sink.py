"""Takes every mail and forgets it, so that crons send as they do in a company."""

import socketserver
import threading
from contextlib import contextmanager

SHORT = {b"DATA": b"354 Go on\r\n", b"QUIT": b"221 Bye\r\n"}


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 load\r\n")
        for line in self.rfile:
            word = line[:4].strip().upper()
            self.wfile.write(SHORT.get(word, b"250 OK\r\n"))
            if word == b"QUIT":
                return
            if word == b"DATA":
                self._take()

    def _take(self):
        for line in self.rfile:
            if line.rstrip(b"\r\n") == b".":
                break
        self.server.taken += 1
        self.wfile.write(b"250 Taken\r\n")


class Sink(socketserver.ThreadingTCPServer):
    daemon_threads = True
    taken = 0

    @property
    def port(self) -> int:
        return self.server_address[1]


@contextmanager
def mail_sink():
    """``port`` to send to; ``taken``: how many mails came."""
    with Sink(("127.0.0.1", 0), _Talk) as sink:
        threading.Thread(target=sink.serve_forever, daemon=True).start()
        yield sink
        sink.shutdown()
