"""A webhook receiver on loopback for tests: real sockets, and whatever misbehaviour is asked of it."""

import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class WebhookReceiver:
    """Answers 200 unless `script` says otherwise for the next request: a status, or "hang", "drop", "late".

    "hang" keeps the request without an answer until the end, "drop" closes the connection, "late" takes the message and
    then drops the connection. `taken` are the messages that were taken, in order, `keys` their ids, `sent`
    all requests; `hanging` is set when one hangs.
    """

    def __init__(self, port: int = 0) -> None:
        self.script: deque[Any] = deque()
        self.headers: dict[str, str] = {}
        self.taken: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.keys: list[str] = []
        self.sent: list[tuple[dict[str, str], bytes]] = []
        self.hanging = threading.Event()
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._answering())
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def seqs(self) -> list[int]:
        """The changes told by messages that were taken, a message with a known key left out."""
        seen: set[str] = set()
        found = []
        for key, message in zip(self.keys, self.taken, strict=True):
            if key not in seen:
                seen.add(key)
                found += [change["seq"] for change in message["changes"]]
        return found

    def _answering(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.sent.append((dict(self.headers), body))
                act = receiver.script.popleft() if receiver.script else 200
                if act == "hang":
                    receiver.hanging.set()
                    receiver._over.wait()
                if act in ("hang", "drop"):
                    self.close_connection = True
                    return
                if act == "late" or 200 <= act < 300:
                    receiver.taken.append(json.loads(body))
                    receiver.bodies.append(body)
                    receiver.keys.append(self.headers["Idempotency-Key"])
                if act == "late":
                    self.close_connection = True
                    return
                self.send_response(act)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        return Answering
