"""SIGKILL at any instant, and run again: the archive is that of a crawl nobody disturbed.

KHOTIN_CRASHES is how often a crawl is killed in each of the long tests (`make crash N=200`); few in `make test`.
"""

import asyncio
import os
import random
import re
import resource
import signal
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.clock import now, utc_text
from crawler.demo.server import DemoServer, portal_toml
from tests.crawling import check, contents, crawl_process, rows
from tests.fault_portal import Exchange, FaultPortal, as_usual

CRASHES = int(os.environ.get("KHOTIN_CRASHES", "10"))
UNDER_WAY = 16  # pages of the demo portal, whose delay is 0: eight downloads, and as many being read and stored
KEY = re.compile(r"(?<=[?&])tc=\d+")
KILLED = -signal.SIGKILL
PATIENCE = 60.0
ALL = ("--recheck", "all")
STEPS = ((0, ()), (1, ALL), (1, ALL), (2, ALL))  # states of the demo portal and how it is crawled then

pytestmark = pytest.mark.timeout(60 + 5 * CRASHES)


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer() as running:
        yield running


@pytest.fixture
def portals(server: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))
    folder = tmp_path / "portals"
    folder.mkdir()
    (folder / "demo.toml").write_text(portal_toml(server.base_url) + "gone_after = 0\n", "utf-8")
    return folder


def finish(portals: Path, archive: Path, *arguments: str) -> tuple[int, str]:
    process = crawl_process(portals, archive, *arguments)
    _, errors = process.communicate(timeout=PATIENCE)
    return process.returncode, errors.decode()


def completed(archive: Path) -> str:
    """When a crawl of the portal last came to its end; "" where none did, or there is no archive to ask yet."""
    try:
        found = rows(archive, "SELECT crawled_at FROM portals WHERE id = 'demo'")
    except sqlite3.OperationalError:
        return ""
    return str(found[0]["crawled_at"] or "") if found else ""


def kill_after(portals: Path, archive: Path, server: DemoServer, hits: int, delay: float, *arguments: str) -> int:
    """Start a crawl and kill it once the server has seen so many requests, or (0) at some instant of its start."""
    before = sum(server.hits.values())
    process = crawl_process(portals, archive, *arguments)
    until = time.monotonic() + PATIENCE
    while process.poll() is None and sum(server.hits.values()) - before < hits and time.monotonic() < until:
        time.sleep(0.001)
    try:
        process.wait(delay)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate(timeout=PATIENCE)
    return process.returncode


def crash(
    portals: Path, archive: Path, server: DemoServer, chance: random.Random, crashes: int, *arguments: str
) -> int:
    """Kill a crawl again and again until one comes to its end or it was killed often enough; returns how often.

    The archive keeps whole seconds, and what is fetched in the very one in which the last crawl ended counts as that
    crawl's: the next one begins in a later second.
    """
    before, killed = completed(archive), 0
    while before and utc_text(now()) <= before:
        time.sleep(0.01)
    while killed < crashes and completed(archive) == before:
        hits = chance.choice([0, 1, 2, chance.randrange(60)])
        delay = chance.random() * (0.9 if hits == 0 else 0.05)
        killed += kill_after(portals, archive, server, hits, delay, *arguments) == KILLED
        if (archive / "archive.db").exists():
            check_opens(archive)
    if completed(archive) == before:
        code, told = finish(portals, archive, *arguments)
        assert code == 0, told
    check(archive)
    return killed


def check_opens(archive: Path) -> None:
    assert [row["integrity_check"] for row in rows(archive, "PRAGMA integrity_check")] == ["ok"]
    assert rows(archive, "PRAGMA foreign_key_check") == []


def settled(archive: Path, shared: set[str]) -> dict[str, Any]:
    """What must be the same. A page spells its links as its own address is spelled, and a page of two sections has the
    other links of the one it was asked under: a kill may change which address comes first, so links and problems count
    by key, and an address asked for the way through its other section counts whichever section that is."""
    found = contents(archive)
    return found | {
        "links": sorted({repr((row[0], *row[2:])) for row in found["links"] if row[0] not in shared}),
        "frontier": sorted((row[0], row[1].partition("@")[0], *row[2:]) for row in found["frontier"]),
        "problems": sorted((row[0], by_key(row[1]), *row[2:]) for row in found["problems"]),
    }


def by_key(address: str) -> str:
    """An article's key where its address holds one, else the address."""
    key = KEY.search(address)
    return key[0] if key else address


def differences(found: dict[str, Any], expected: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """Every row that only one of the two archives holds, with its table: short enough to be read in a log."""
    return [
        (table, which, row)
        for table in expected
        for which, one, other in (("extra", found, expected), ("missing", expected, found))
        for row in (Counter(one[table]) - Counter(other[table])).elements()
    ]


def shared_by_sections(server: DemoServer) -> set[str]:
    return {key for key, true in server.site.truth().items() if len(true.urls) > 1}


def undisturbed(server: DemoServer, portals: Path, archive: Path) -> Iterator[tuple[dict[str, Any], Counter[str]]]:
    """What an archive holds after each of STEPS where nobody kills anything, and what was asked for meanwhile."""
    for state, arguments in STEPS:
        server.state = state
        asked(server)
        code, told = finish(portals, archive, *arguments)
        assert code == 0, told
        yield settled(archive, shared_by_sections(server)), asked(server)


def asked(server: DemoServer) -> Counter[str]:
    """Pages asked for since the last question; an article by its key, for a kill may change which of its addresses
    comes first."""
    hits: Counter[str] = Counter()
    for target, count in server.hits.items():
        if target != "/robots.txt":
            hits[by_key(target)] += count
    server.hits.clear()
    return hits


def test_killed_at_any_instant_a_crawl_and_its_successors_give_the_same_archive(
    server: DemoServer, portals: Path, tmp_path: Path
) -> None:
    calm = [*undisturbed(server, portals, tmp_path / "calm")]
    chance, killed, archives = random.Random(5), 0, 0
    while killed < CRASHES and archives < CRASHES:
        wild, archives = tmp_path / f"wild{archives}", archives + 1
        for (state, arguments), (expected, once) in zip(STEPS, calm, strict=True):
            server.state = state
            asked(server)
            kills = crash(portals, wild, server, chance, max(CRASHES // (6 if state else 2), 1), *arguments)
            twice = asked(server) - once
            assert differences(settled(wild, shared_by_sections(server)), expected) == []
            assert sum(twice.values()) <= kills * UNDER_WAY, twice
            killed += kills
        told = Counter(kind for kind, *_ in contents(wild)["changes"])
        assert told == {"new": 173, "edited": 1, "gone": 2, "restored": 1}
        runs = rows(wild, "SELECT DISTINCT status FROM runs")
        assert {row["status"] for row in runs} <= {"done", "killed", "running"}
    print(f"killed {killed} times, in {archives} archives")
    assert killed >= CRASHES


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_a_signal_saves_the_state_and_says_so(
    server: DemoServer, portals: Path, tmp_path: Path, number: signal.Signals
) -> None:
    archive = tmp_path / "archive"
    process = crawl_process(portals, archive)
    wait_for(lambda: sum(server.hits.values()) >= 20, process)
    process.send_signal(number)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert [row["status"] for row in rows(archive, "SELECT status FROM runs")] == ["interrupted"]
    first = asked(server)
    assert finish(portals, archive)[0] == 0
    assert max((first + asked(server)).values()) <= 2, "what was under way was finished, and nothing was asked again"
    assert len(rows(archive, "SELECT id FROM articles")) == 171


def wait_for(happened: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until, "it never came"
        time.sleep(0.002)


def test_a_full_disk_is_one_clear_line_and_the_next_run_goes_on(
    server: DemoServer, portals: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    process = crawl_process(portals, archive, preexec_fn=lambda: limit_files(1_500_000))
    _, errors = process.communicate(timeout=PATIENCE)
    lines = [line for line in errors.decode().splitlines() if line.startswith("khotin:")]
    assert process.returncode == 2, errors
    assert len(lines) == 1
    assert "cannot be written" in lines[0]
    assert b"Traceback" not in errors
    check(archive)
    assert 0 < len(rows(archive, "SELECT id FROM articles")) < 171
    assert finish(portals, archive)[0] == 0
    check(archive)
    assert len(rows(archive, "SELECT id FROM articles")) == 171


def limit_files(size: int) -> None:
    """In the child: no file may grow beyond `size` bytes, as on a disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_disk_full_from_the_start_is_one_clear_line(portals: Path, tmp_path: Path) -> None:
    process = crawl_process(portals, tmp_path / "archive", preexec_fn=lambda: limit_files(8192))
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert errors.decode().count("\n") == 1, errors
    assert b"khotin:" in errors


def test_two_crawls_of_one_archive_share_it_and_never_ask_a_host_at_once(portals: Path, tmp_path: Path) -> None:
    second_waits = threading.Event()

    async def robots(exchange: Exchange) -> None:
        while not second_waits.is_set():
            await asyncio.sleep(0.01)
        await as_usual(exchange)

    archive = tmp_path / "archive"
    with FaultPortal(articles=25) as fault:
        (portals / "demo.toml").unlink()
        (portals / "fault.toml").write_text(fault.portal_toml(concurrency="1"), "utf-8")
        fault.script("/robots.txt", [robots])
        first = crawl_process(portals, archive)
        wait_for(lambda: len(fault.log) > 0, first)
        second = crawl_process(portals, archive)
        assert second.stderr is not None
        told = second.stderr.readline().decode()
        second_waits.set()
        assert first.communicate(timeout=PATIENCE)[0]
        assert second.communicate(timeout=PATIENCE)[0]
        assert (first.returncode, second.returncode) == (0, 0)
        assert fault.most_connections == 1
        assert sorted(fault.hits.values())[-3:] == [1, 2, 2], "the second asked for robots.txt and the front page"
    assert "host busy" in told
    check(archive)
    assert len(rows(archive, "SELECT id FROM articles")) == len(rows(archive, "SELECT seq FROM changes")) == 25
    assert [row["status"] for row in rows(archive, "SELECT status FROM runs")] == ["done", "done"]


def test_a_reader_sees_whole_articles_while_a_crawl_writes(server: DemoServer, portals: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    process = crawl_process(portals, archive)
    wait_for(lambda: sum(server.hits.values()) > 5, process)
    seen = [0]
    while process.poll() is None:
        (row,) = rows(
            archive,
            """SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM revisions) AS revisions,
                      (SELECT count(*) FROM changes) AS changes, (SELECT coalesce(max(seq), 0) FROM changes) AS last,
                      (SELECT count(*) FROM frontier JOIN articles USING (portal_id, key)
                       WHERE state <> 'done') AS owed""",
        )
        assert row["articles"] == row["revisions"] == row["changes"] == row["last"] >= seen[-1]
        assert row["owed"] == 0, "an article is stored with its frontier row or not at all"
        seen.append(row["articles"])
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert len(set(seen)) > 2
