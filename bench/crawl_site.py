"""The site that bench/crawl.py crawls: 2,000 articles of 40–80 KB in the demo portal's markup, served from memory."""

import asyncio
import re
import sys
from typing import ClassVar

from crawler.demo.site import DemoSite

SECTION = "/?gd=1&cn=82"
SIDEBAR = (
    '<table class="Cell56_5" width="100%"><tr><td class="HD_Muc"><img src="/images/muc.gif" alt="" />'
    '<a href="/?gd=1&amp;cn={number}&amp;muc=vb" title="Văn bản chỉ đạo điều hành số {number}">Văn bản chỉ đạo '
    'điều hành số {number} của Ủy ban nhân dân tỉnh</a></td><td align="right"><span class="HD_So">{number}</span></td>'
    "</tr></table>\n"
)


def build(count: int) -> dict[str, bytes]:
    """Every page by its target; page sizes spread evenly over 40–80 KB."""
    site = DemoSite(0)
    dated = [truth for truth in site.truth().values() if truth.published_at]
    bodies = [site.page(truth.url).body(site.counters).decode() for truth in dated[:60]]
    pages = {SECTION: _listing(site, count)}
    for number in range(1, count + 1):
        size = 40_000 + number * 7919 % 40_000
        pages[f"{SECTION}&tc={number}"] = _article(bodies[number % len(bodies)], number, size)
    return pages


def _article(model: str, number: int, size: int) -> bytes:
    older = iter(range(number - 1, 0, -1))
    start = model.find('id="divPhanTrang1"')
    head, tail = model[:start], model[start:]
    tail = re.sub(
        r'(class="TT_TinChiTiet_TinLienQuan" href=)"[^"]*"', lambda m: f'{m[1]}"{_address(next(older, 1))}"', tail
    )
    head = head.replace('TT_TinChiTiet_TieuDe">', f'TT_TinChiTiet_TieuDe">{number}. ', 1)
    missing = size - len((head + tail).encode())
    rows = "".join(SIDEBAR.format(number=row) for row in range(max(missing // len(SIDEBAR.encode()), 0)))
    cut = tail.rfind("</form>")
    return (head + tail[:cut] + rows + tail[cut:]).encode()


def _address(number: int) -> str:
    return f"{SECTION}&tc={number}".replace("&", "&amp;")


def _listing(site: DemoSite, count: int) -> bytes:
    page = site.page(SECTION)
    newest = iter(range(count, 0, -1))
    anchor = r'href="[^"]*tc=\d+[^"]*"'
    return re.sub(anchor, lambda _: f'href="{_address(next(newest))}"', page.body(site.counters).decode()).encode()


class Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive and nothing else, so that the server costs the crawls next to nothing."""

    pages: ClassVar[dict[str, bytes]] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            target = self._buffer[: self._buffer.find(b"\r\n")].split(b" ")[1].decode()
            self._buffer = self._buffer[end + 4 :]
            body = self.pages.get(target)
            status, body = (b"200 OK", body) if body is not None else (b"404 Not Found", b"not here")
            head = b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
            self._transport.write(head % (status, len(body)) + body)  # type: ignore[attr-defined]


async def serve(count: int) -> None:
    """Serve until standard input closes; the first line printed is the port."""
    Connection.pages = build(count)
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0)
    sizes = [len(page) for page in Connection.pages.values()]
    print(server.sockets[0].getsockname()[1], sum(sizes) // len(sizes), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve(int(sys.argv[1])))
