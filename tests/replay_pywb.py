"""`make replay`: pywb serves what a crawl wrote, and every page comes out byte for byte. Needs `wayback` on PATH.

pywb wants a package that would replace one of ours (brotlipy), so it has an environment of its own.
"""

import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

from crawler.capture.reading import read_record, received
from crawler.demo.server import DemoServer, portal_toml
from tests.crawling import crawl_here

WAIT = 30.0


def main() -> int:
    """Crawl the demo portal, let pywb replay it, compare; 0 where all is the same."""
    with tempfile.TemporaryDirectory(prefix="khotin-replay-") as name:
        folder = Path(name)
        with DemoServer() as server:
            crawl_here(folder, portal_toml(server.base_url))
        _collect(folder)
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        command = ["wayback", "-b", "127.0.0.1", "-p", str(port), "-d", str(folder)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            same, wrong = _compare(folder / "archive", f"http://127.0.0.1:{port}/crawl")
        finally:
            process.terminate()
            process.wait()
    print(f"{same} of {same + len(wrong)} responses byte for byte")
    for line in wrong:
        print(f"! {line}", file=sys.stderr)
    return 1 if wrong or not same else 0


def _collect(folder: Path) -> None:
    subprocess.run(["wb-manager", "init", "crawl"], cwd=folder, check=True, capture_output=True)
    for path in (folder / "archive" / "warc").glob("*.warc.gz"):
        shutil.copy(path, folder / "collections" / "crawl" / "archive")
    subprocess.run(["wb-manager", "reindex", "crawl"], cwd=folder, check=True, capture_output=True)


def _compare(archive: Path, collection: str) -> tuple[int, list[str]]:
    same, wrong = 0, []
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        rows = db.execute(_CAPTURES).fetchall()
    for url, at, file, offset, length in rows:
        stamp = "".join(letter for letter in at if letter.isdigit())
        body = received(read_record(archive, file, offset, length)).body
        if _replayed(f"{collection}/{stamp}id_/{url}") == body:
            same += 1
        else:
            wrong.append(f"{url} at {at}")
    return same, wrong


def _replayed(url: str) -> bytes:
    until = time.monotonic() + WAIT
    while True:
        try:
            with urllib.request.urlopen(url, timeout=WAIT) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as error:
            return b"" if error.code == 404 else bytes(error.read())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


_CAPTURES = """
    SELECT captures.final_url, captures.captured_at, held.warc_file, held.warc_offset, held.warc_length
    FROM captures JOIN captures AS held ON held.id = coalesce(captures.revisit_of, captures.id)
    WHERE captures.status = 200 AND captures.media_type <> '' GROUP BY captures.final_url HAVING count(*) = 1"""


if __name__ == "__main__":
    sys.exit(main())
