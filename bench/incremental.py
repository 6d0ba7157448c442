"""What a later crawl costs against the articles held: requests and seconds of a second crawl, beside a plain re-crawl.

The portal is the demo's markup with as many articles as asked for, served from this process; nothing on it has changed.
`python bench/incremental.py [--held 100,1000,5000,20000] [--plain 5000]`;
a plain re-crawl (`--recheck all`) is measured up
to `--plain` articles held.
"""

import argparse
import asyncio
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.crawl_site import SECTION, _address, _listing  # noqa: E402
from crawler.demo.site import DemoSite  # noqa: E402

PORTAL = """\
name = "Cổng đo lần sau"
home = "http://127.0.0.1:{port}/"
province = "Hương Giang"
recipe = "fitc"
listings = ["/?gd=1&cn=82"]
delay = 0
"""


class Site:
    """Pages made when they are asked for, so that 20,000 of them take no memory."""

    def __init__(self, count: int) -> None:
        demo = DemoSite(0)
        dated = [truth for truth in demo.truth().values() if truth.published_at]
        self._models = [demo.page(truth.url).body(demo.counters).decode() for truth in dated[:20]]
        self._listing = _listing(demo, count)
        self._count = count
        self.requests = 0

    def page(self, target: str) -> bytes | None:
        """The section's front page, one of the articles, or nothing."""
        self.requests += 1
        if target == SECTION:
            return self._listing
        number = target.removeprefix(f"{SECTION}&tc=")
        return self._article(int(number)) if number.isdecimal() and 0 < int(number) <= self._count else None

    def _article(self, number: int) -> bytes:
        model = self._models[number % len(self._models)]
        older = iter(range(number - 1, 0, -1))
        head, mark, tail = model.partition('id="divPhanTrang1"')
        link = r'(class="TT_TinChiTiet_TinLienQuan" href=)"[^"]*"'
        tail = re.sub(link, lambda found: f'{found[1]}"{_address(next(older, 1))}"', tail)
        return (head.replace('TT_TinChiTiet_TieuDe">', f'TT_TinChiTiet_TieuDe">{number}. ', 1) + mark + tail).encode()


async def _answer(site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            first = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n", 1)[0]
            body = site.page(first.split(b" ")[1].decode())
            status, body = ("200 OK", body) if body is not None else ("404 Not Found", b"")
            head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def serve(site: Site) -> int:
    """Serve in a thread until the process ends; returns the port."""
    loop = asyncio.new_event_loop()
    opening = asyncio.start_server(lambda reader, writer: _answer(site, reader, writer), "127.0.0.1", 0)
    server = loop.run_until_complete(opening)
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return int(server.sockets[0].getsockname()[1])


def crawl(folder: Path, site: Site, *arguments: str) -> tuple[dict[str, float], int, float]:
    """One `khotin crawl` in a process of its own: its summary, the requests the server saw, its seconds."""
    before, began = site.requests, time.perf_counter()
    command = [sys.executable, "-m", "crawler", "crawl", "--portals", str(folder), "--archive", str(folder / "archive")]
    done = subprocess.run([*command, "--json", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout), site.requests - before, time.perf_counter() - began


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--held", default="100,1000,5000,20000")
    options.add_argument("--plain", type=int, default=5000)
    chosen = options.parse_args()
    print("| articles held | first crawl | | second crawl | | plain re-crawl | |\n|--:|--:|--:|--:|--:|--:|--:|")
    print("| | requests | s | requests | s | requests | s |", flush=True)
    for count in map(int, chosen.held.split(",")):
        site = Site(count)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "portal.toml").write_text(PORTAL.format(port=serve(site)), "utf-8")
            summary, first, first_seconds = crawl(Path(folder), site)
            assert summary["articles_new"] == count, summary
            _, second, second_seconds = crawl(Path(folder), site)
            line = f"| {count:,} | {first:,} | {first_seconds:.1f} | {second:,} | {second_seconds:.1f} |"
            if count <= chosen.plain:
                _, plain, plain_seconds = crawl(Path(folder), site, "--recheck", "all")
                line += f" {plain:,} | {plain_seconds:.1f} |"
            else:
                line += " | |"
            print(line, flush=True)


if __name__ == "__main__":
    main()
