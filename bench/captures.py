"""What captures cost on disk, and how fast they are read again, beside plain folders and trafilatura. One run.

`python bench/captures.py [--pages 1000]`: crawls the site of bench/crawl.py, measures the archive's parts scaled to
10,000 articles beside the same pages as plain HTML files and as a folder per page (the page, its own WARC file, and
index and headers as JSON, as ArchiveBox lays them out), then `khotin extract` with one worker beside trafilatura on the
same pages: pages per second of CPU time.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crawl import HERE, PORTAL

from crawler.capture.reading import Record, read_file, received

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(HERE.parent)}


def on_disk(folder: Path, pattern: str = "*") -> int:
    """Bytes of the blocks that the files take."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob(pattern) if path.is_file())


def khotin(*arguments: str | Path) -> float:
    """CPU seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "crawler", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def lay_out(pages: list[tuple[str, bytes]], plain: Path, folders: Path) -> None:
    """The same pages as others keep them."""
    import gzip

    for number, (url, body) in enumerate(pages):
        (plain / f"{number}.html").write_bytes(body)
        one = folders / str(number)
        (one / "warc").mkdir(parents=True)
        (one / "output.html").write_bytes(body)
        (one / "warc" / "1.warc.gz").write_bytes(gzip.compress(body, 6))
        (one / "index.json").write_text(json.dumps({"url": url, "title": "", "history": {}}, indent=4))
        (one / "headers.json").write_text(json.dumps({"Content-Type": "text/html", "Status-Code": 200}, indent=4))


def trafilatura_seconds(pages: list[tuple[str, bytes]]) -> float:
    """CPU seconds for the texts of the pages."""
    from trafilatura import extract

    start = time.process_time()
    for _, body in pages:
        extract(body)
    return time.process_time() - start


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=1000)
    count = options.parse_args().pages
    command = [sys.executable, str(HERE / "crawl_site.py"), str(count)]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        root = Path(folder)
        port, _ = map(int, server.stdout.readline().split())
        for name in ("portals", "plain", "folders"):
            (root / name).mkdir()
        (root / "portals" / "bench.toml").write_text(PORTAL.format(port=port), encoding="utf-8")
        place = ("--portals", root / "portals", "--archive", root / "archive")
        khotin("crawl", "bench", *place)
        server.stdin.close()
        records = [one for path in (root / "archive" / "warc").iterdir() for one in read_file(path)]
        pages = [
            (one.url, received(one).body)
            for one in records
            if isinstance(one, Record) and one.kind == "response" and "tc=" in one.url
        ]
        lay_out(pages, root / "plain", root / "folders")
        per = 10_000 / len(pages) / 1e6
        size = sum(len(body) for _, body in pages) / len(pages) / 1000
        print(f"{len(pages)} pages of {size:.0f} KB; per 10,000 articles")
        print(f"  WARC files              {on_disk(root / 'archive' / 'warc') * per:7.0f} MB")
        print(f"  archive.db              {on_disk(root / 'archive', 'archive.db') * per:7.0f} MB")
        print(f"  plain HTML files        {on_disk(root / 'plain') * per:7.0f} MB")
        print(f"  a folder per page       {on_disk(root / 'folders') * per:7.0f} MB")
        idle = khotin("--help")
        ours = khotin("extract", "--workers", "1", *place) - idle
        peer = trafilatura_seconds(pages)
        own, other = len(pages) / ours, len(pages) / peer
        print(f"pages/s of CPU: khotin extract {own:.0f}, trafilatura {other:.0f}: {own / other:.1f} times")


if __name__ == "__main__":
    main()
