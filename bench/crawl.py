"""Pages per second of `khotin crawl` beside a plain Scrapy spider that extracts the same fields into JSON lines.

One run, interleaved, median of five; khotin stores everything (WARC, articles, revisions, changes, links, search index,
frontier) with a durable commit, the plain spider appends lines. `python bench/crawl.py [--pages 2000] [--rounds 5]`.
"""

import argparse
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
PORTAL = """\
name = "Cổng đo tốc độ"
home = "http://127.0.0.1:{port}/"
province = "Hương Giang"
recipe = "fitc"
listings = ["/?gd=1&cn=82"]
delay = 0
"""


def run_khotin(port: int, folder: Path, *extra: str) -> tuple[int, float]:
    """Articles stored and seconds."""
    portals = folder / "portals"
    portals.mkdir()
    (portals / "bench.toml").write_text(PORTAL.format(port=port), encoding="utf-8")
    archive = folder / "archive"
    command = [sys.executable, "-m", "crawler", "crawl", "bench", "--portals", str(portals), "--archive", str(archive)]
    seconds = _timed([*command, "--json", *extra])
    database = sqlite3.connect(archive / "archive.db")
    (count,) = database.execute(
        "SELECT count(*) FROM articles WHERE body <> '' AND published_at IS NOT NULL"
    ).fetchone()
    database.close()
    return count, seconds


def run_without_warc(port: int, folder: Path) -> tuple[int, float]:
    """The same without copies of what was received."""
    return run_khotin(port, folder, "--no-warc")


def run_plain(port: int, folder: Path) -> tuple[int, float]:
    """Items written and seconds."""
    out = folder / "items.jsonl"
    front = f"http://127.0.0.1:{port}/?gd=1&cn=82"
    command = ["-m", "scrapy", "runspider", str(HERE / "plain_spider.py"), "-a", f"front={front}", "-O", str(out)]
    seconds = _timed([sys.executable, *command])
    return len({json.loads(line)["url"] for line in out.open(encoding="utf-8")}), seconds


def _timed(command: list[str]) -> float:
    start = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(command, check=False, capture_output=True, cwd=tempfile.gettempdir(), env=environment)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr.decode()[-3000:]}")
    return time.perf_counter() - start


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=2000)
    options.add_argument("--rounds", type=int, default=5)
    asked = options.parse_args()
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    command = [sys.executable, str(HERE / "crawl_site.py"), str(asked.pages)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as server:
        port, size = map(int, server.stdout.readline().split())
        print(f"{asked.pages} articles, {size / 1000:.0f} KB a page, {asked.rounds} rounds")
        columns = {"khotin": run_khotin, "khotin, no WARC": run_without_warc, "plain scrapy": run_plain}
        speeds: dict[str, list[float]] = {name: [] for name in columns}
        for number in range(asked.rounds):
            for name, run in columns.items():
                with tempfile.TemporaryDirectory() as folder:
                    count, seconds = run(port, Path(folder))
                if count != asked.pages:
                    sys.exit(f"{name} found {count} of {asked.pages} articles")
                speeds[name].append(count / seconds)
                print(f"  round {number + 1}: {name:15} {count / seconds:7.1f} pages/s", flush=True)
        server.stdin.close()
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    for name, median in medians.items():
        print(f"{name:15} {median:7.1f} pages/s (median)")
    cost = 1 - medians["khotin"] / medians["khotin, no WARC"]
    print(f"writing WARC costs {cost:.0%} of the pages per second")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    with_warc, without = (medians[name] / medians["plain scrapy"] for name in ("khotin", "khotin, no WARC"))
    print(f"khotin / plain scrapy: {with_warc:.2f}, without WARC {without:.2f}   largest process: {peak:.0f} MB")


if __name__ == "__main__":
    main()
