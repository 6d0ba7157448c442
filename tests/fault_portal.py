"""A loopback portal that misbehaves by script: `portal.script(target, [status(503), reset(), fine()])`.

By default it answers as a small FITC site of `articles` articles (crawler.demo's markup and texts). The behaviours
given for a target (path with query, as requested; "*" for every target without a script of its own) are used up in
order, one per request; the last one stays. Everything asked for is in `portal.log`. Behaviours are in faults.py.
"""

import asyncio
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from crawler.demo.site import DemoSite
from crawler.demo.source import Article
from crawler.demo.truth import Truth
from tests.fault_tls import server_context

SECTION = 82
LISTING = f"/?gd=1&cn={SECTION}"
ELSEWHERE = "127.0.0.2"


@dataclass(slots=True)
class Hit:
    """One request. `at` is time.monotonic(), `sent` the bytes written so far, `host` the address it came in on."""

    method: str
    target: str
    headers: Mapping[str, str]
    host: str
    connection: int
    at: float = field(default_factory=time.monotonic)
    sent: int = 0


class Exchange:
    """One request and the way to answer it, byte by byte where a fault needs that."""

    def __init__(
        self,
        hit: Hit,
        portal: "FaultPortal",
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        body: bytes = b"",
    ):
        self.hit = hit
        self.body = body
        self.portal = portal
        self.open = hit.headers.get("connection", "").lower() != "close"
        self._reader = reader
        self._writer = writer

    def page(self) -> tuple[int, bytes, dict[str, str]]:
        """What the site itself would answer: status, body, headers."""
        page = self.portal.site.page(self.hit.target)
        headers = {"Content-Type": page.media_type}
        if page.location:
            headers["Location"] = page.location
        return page.status, page.body(self.portal.site.counters), headers

    async def write(self, data: bytes) -> None:
        """Sends and waits until the system took it, so `hit.sent` is what the client may have received."""
        self._writer.write(data)
        await self._writer.drain()
        self.hit.sent += len(data)

    async def head(self, headers: Mapping[str, Any], status: int = 200) -> None:
        phrase = HTTPStatus(status).phrase
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        await self.write(f"HTTP/1.1 {status} {phrase}\r\n{lines}\r\n".encode())

    async def answer(self, body: bytes, headers: Mapping[str, Any] | None = None, status: int = 200) -> None:
        """A whole, correct answer; headers given win."""
        length = {} if status in {204, 304} else {"Content-Length": len(body)}
        await self.head({"Content-Type": "text/html; charset=utf-8", **length, **(headers or {})}, status)
        if self.hit.method != "HEAD" and status not in {204, 304}:
            await self.write(body)

    async def wait_for_client(self) -> None:
        """Until the client closes; nothing is ever answered."""
        while await self._reader.read(4096):
            pass
        self.open = False

    def reset(self) -> None:
        """A TCP reset instead of an orderly close."""
        linger = struct.pack("ii", 1, 0)
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._writer.transport.abort()
        self.open = False


Behaviour = Callable[[Exchange], Awaitable[None]]


async def as_usual(exchange: Exchange) -> None:
    status, body, headers = exchange.page()
    await exchange.answer(body, headers, status)


class FaultPortal:
    """Context manager. Public: base_url, log, hits, times(), most_connections, most_requests,
    script(), truth(), addresses(), edit(), drop(), put(), close_door(), open_door(), portal_toml(), ca_pem."""

    def __init__(self, *, articles: int = 20, tls: str = ""):
        self.log: list[Hit] = []
        self.most_connections = 0
        self.most_requests = 0
        self.port = 0
        self.site = small_site(articles)
        self._tls, self.ca_pem = server_context(tls) if tls else (None, b"")
        self._scripts: dict[str, list[Behaviour]] = {}
        self._connections = self._running = self._accepted = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-portal", daemon=True)

    @property
    def base_url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def elsewhere_url(self) -> str:
        """The same port on 127.0.0.2: an address of the loopback net that no redirect may lead to."""
        return f"{'https' if self._tls else 'http'}://{ELSEWHERE}:{self.port}"

    @property
    def hits(self) -> Counter[str]:
        return Counter(hit.target for hit in list(self.log))

    def times(self, target: str) -> list[float]:
        return [hit.at for hit in list(self.log) if hit.target == target]

    def script(self, target: str, behaviours: Sequence[Behaviour]) -> None:
        """From now on; an empty sequence takes the target's script away."""
        self._scripts[target] = list(behaviours)

    def close_door(self) -> None:
        """Refuses connections from now on and resets those that are open: the portal is down."""
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(5)

    def open_door(self) -> None:
        """Listens again at the same port."""
        self._servers = asyncio.run_coroutine_threadsafe(self._listen_on_both(self.port), self._loop).result(5)

    def truth(self) -> dict[str, Truth]:
        return self.site.truth()

    def addresses(self) -> list[str]:
        """The articles' targets, newest first."""
        return [entry.url for entry in self.truth().values()]

    def edit(self, key: str, **fields: Any) -> None:
        """Changes an article's fields (crawler.demo.source.Article), or puts back one that was dropped."""
        self._store({**self.site.articles, int(key): replace(self.site.articles[int(key)], **fields)})

    def drop(self, key: str) -> Article:
        """Takes an article off the site: soft 404 at its address; script a 404 or 410 there for a hard one."""
        kept = dict(self.site.articles)
        dropped = kept.pop(int(key))
        self._store(kept)
        return dropped

    def put(self, article: Article) -> None:
        self._store({**self.site.articles, article.key: article})

    def _store(self, articles: dict[int, Article]) -> None:
        ordered = sorted(articles.values(), key=lambda article: (article.posted, article.key), reverse=True)
        self.site.articles = {article.key: article for article in ordered}
        self.site.page.cache_clear()

    def portal_toml(self, **more: str) -> str:
        """A portal file; `more` are further TOML values as text, e.g. tls='"insecure"'."""
        lines = {
            "name": '"Cổng thông tin thử nghiệm"',
            "home": f'"{self.base_url}/"',
            "province": '"Hương Giang"',
            "recipe": '"fitc"',
            "listings": f'["{LISTING}"]',
            "delay": "0",
            **more,
        }
        return "".join(f"{name} = {value}\n" for name, value in lines.items())

    def __enter__(self) -> Self:
        self._servers = self._loop.run_until_complete(self._listen_on_both(0))
        self._thread.start()
        return self

    async def _listen_on_both(self, port: int) -> tuple[asyncio.Server, asyncio.Server]:
        first = await self._listen("127.0.0.1", port)
        self.port = first.sockets[0].getsockname()[1]
        return first, await self._listen(ELSEWHERE, self.port)

    async def _listen(self, host: str, port: int) -> asyncio.Server:
        return await asyncio.start_server(self._connected, host, port, ssl=self._tls, limit=1 << 20)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.run_until_complete(self._shut())
        self._loop.close()

    async def _shut(self) -> None:
        for server in self._servers:
            server.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._connections += 1
        self._accepted += 1
        self.most_connections = max(self.most_connections, self._connections)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ssl.SSLError):
                await self._serve(reader, writer, self._accepted)
        finally:
            self._connections -= 1
            self._tasks.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        open_ = True
        while open_:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.strip().split("\r\n")
            headers = {name.strip().lower(): rest.strip() for name, _, rest in (line.partition(":") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            method, target, _ = first.split(" ", 2)
            hit = Hit(method, target, headers, writer.get_extra_info("sockname")[0], number)
            self.log.append(hit)
            exchange = Exchange(hit, self, reader, writer, body)
            self._running += 1
            self.most_requests = max(self.most_requests, self._running)
            try:
                await self._behaviour(target)(exchange)
            finally:
                self._running -= 1
            open_ = exchange.open

    def _behaviour(self, target: str) -> Behaviour:
        script = self._scripts.get(target) or (self._scripts.get("*") if target != "/robots.txt" else None)
        if not script:
            return as_usual
        return script.pop(0) if len(script) > 1 else script[0]


def small_site(count: int) -> DemoSite:
    """The demo's newest `count` dated articles of one section, all in that section alone, without its traps."""
    site = DemoSite()
    dated = [article for article in site.articles.values() if article.published_text() and article.printed is None]
    chosen = [replace(article, section=SECTION, also=()) for article in dated[:count]]
    site.articles = {article.key: article for article in chosen}
    site.traps = ()
    return site
