"""Serves the bundled portal on loopback, as the real ones answer: HTTP/1.1, no validators on pages, counters that move.

`with DemoServer() as server:` runs it in a thread of its own; `python -m crawler.demo.server --port 8765` in the
foreground.
"""

import argparse
import asyncio
import threading
from collections import Counter
from contextlib import suppress
from hashlib import sha256
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from crawler.demo.chrome import Page
from crawler.demo.site import DemoSite
from crawler.errors import KhotinError

HEAD_LIMIT = 65_536
STATIC = {"application/pdf", "image/gif"}


class DemoServer:
    """A loopback server of one DemoSite. Public: `port`, `base_url`, `hits` (requests per path with query, as sent).

    `state` may be set while it runs: the next request sees the new state. `hits` survives the change.
    """

    def __init__(self, *, port: int = 0, state: int = 0) -> None:
        self.port = port
        self.hits: Counter[str] = Counter()
        self.site = DemoSite(state)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="demo-portal", daemon=True)
        self._server: asyncio.Server | None = None
        self.connections: set[asyncio.Transport] = set()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def state(self) -> int:
        return self.site.state

    @state.setter
    def state(self, state: int) -> None:
        site = DemoSite(state)
        site.counters = self.site.counters
        self.site = site

    def __enter__(self) -> Self:
        """Binds and serves. Raises KhotinError where the port is taken."""
        opening = self._loop.create_server(lambda: Connection(self), "127.0.0.1", self.port)
        try:
            self._server = self._loop.run_until_complete(opening)
        except OSError as error:
            self._loop.close()
            raise KhotinError(f"the demo portal cannot listen on 127.0.0.1:{self.port}: {error.strerror}") from error
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        for transport in list(self.connections):
            transport.abort()
        if self._server:
            self._server.close()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


class Connection(asyncio.Protocol):
    """One keep-alive connection: request heads in, answers out, in order."""

    def __init__(self, server: DemoServer) -> None:
        self._server = server
        self._waiting = b""
        self._skip = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.connections.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.connections.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while True:
            skipped = min(self._skip, len(self._waiting))
            self._waiting, self._skip = self._waiting[skipped:], self._skip - skipped
            head, found, rest = self._waiting.partition(b"\r\n\r\n")
            if not found:
                break
            self._waiting = rest
            self._answer(head.decode("latin-1"))
        if len(self._waiting) > HEAD_LIMIT:
            self._transport.close()

    def _answer(self, head: str) -> None:
        first, *lines = head.split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        with suppress(ValueError):
            self._skip = int(headers.get("content-length", "0"))
        method, _, rest = first.partition(" ")
        target, _, version = rest.rpartition(" ")
        if method not in {"GET", "HEAD", "POST"} or not version.startswith("HTTP/1.") or not target:
            self._transport.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            self._transport.close()
            return
        target = origin_form(target)
        self._server.hits[target] += 1
        close = headers.get("connection", "").lower() == "close" or version == "HTTP/1.0"
        self._transport.write(self._response(target, method, headers, close=close))
        if close:
            self._transport.close()

    def _response(self, target: str, method: str, headers: dict[str, str], *, close: bool) -> bytes:
        site = self._server.site
        page = site.page(target)
        body = page.body(site.counters)
        status, extra = page.status, ""
        if page.media_type in STATIC:
            tag = f'"{sha256(body).hexdigest()[:16]}"'
            extra = f"ETag: {tag}\r\nLast-Modified: Wed, 31 May 2017 07:30:00 GMT\r\n"
            if headers.get("if-none-match") == tag:
                status, body = 304, b""
        lines = response_head(page, status, len(body), extra)
        connection = "Connection: close\r\n" if close else ""
        sent = b"" if method == "HEAD" else body
        return f"{lines}{connection}\r\n".encode() + sent


def origin_form(target: str) -> str:
    """A path with its query, also where a client sent the absolute form or a fragment."""
    parts = urlsplit(target)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def response_head(page: Page, status: int, length: int, extra: str) -> str:
    location = f"Location: {page.location}\r\n" if page.location else ""
    return (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
        "Cache-Control: private\r\n"
        f"Content-Type: {page.media_type}\r\n"
        f"{location}{extra}"
        "Server: Microsoft-IIS/7.5\r\nX-AspNet-Version: 2.0.50727\r\nX-Powered-By: ASP.NET\r\n"
        f"Content-Length: {length}\r\n"
    )


def portal_toml(base_url: str) -> str:
    """The demo's portal file; its sections are the site's own."""
    listings = ", ".join(f'"/?gd=1&cn={cn}"' for cn in DemoSite().sections)
    return (
        'name     = "Cổng thông tin điện tử tỉnh Hương Giang (bản mẫu)"\n'
        f'home     = "{base_url}/"\n'
        'province = "Hương Giang"\n'
        'recipe   = "fitc"\n'
        f"listings = [{listings}]\n"
        "delay    = 0\n"
    )


def main() -> None:
    options = argparse.ArgumentParser(description="Serves the bundled portal of khotin on loopback.")
    options.add_argument("--port", type=int, default=8765)
    options.add_argument("--state", type=int, default=0, choices=(0, 1, 2))
    chosen = options.parse_args()
    with DemoServer(port=chosen.port, state=chosen.state) as server, suppress(KeyboardInterrupt):
        print(f"{server.base_url}/  (Ctrl-C ends it)")
        threading.Event().wait()


if __name__ == "__main__":
    main()
