"""The process that writes: it outlives signals, tells why it cannot, and neither side survives the other for long."""

import asyncio
import os
import pickle
import signal
import sqlite3
import subprocess
import threading
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawler.archive.orders import Done, Ending, Failed, Frames, Job, Opening, Take, frame, receive
from crawler.archive.owed import has_others
from crawler.archive.remote_writer import RemoteWriter
from crawler.archive.runs import PortalRow, run_lock
from crawler.archive.store import Store
from crawler.capture.exchange import Exchange
from crawler.errors import ArchiveError
from crawler.items import ArticleFields, ArticleItem, Attachment, Fetched, FileItem, Found, Image, PageItem, Problem
from tests.crawling import rows
from tests.fault_portal import Exchange as Asked
from tests.fault_portal import FaultPortal, as_usual
from tests.test_crash import crawl_process, wait_for

PORTAL: PortalRow = ("hue", "Huế", "Huế", None, "http://127.0.0.1/", "fitc", None)
DONE = Ending("done", {"requests": 1}, {"hue": False})
PATIENCE = 30.0


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def opened(archive: Path, *, warc: bool = True) -> RemoteWriter:
    writer = RemoteWriter(Opening(archive, [PORTAL], warc))
    writer.open()
    return writer


def exchange(body: bytes = b"<p>Tin</p>") -> Exchange:
    url = "http://127.0.0.1/1"
    headers = ((b"Content-Type", b"text/html"),)
    return Exchange("hue", url, url, datetime(2026, 1, 1, tzinfo=UTC), b"GET /1", 200, "OK", "1.1", headers, body)


def do(writer: RemoteWriter, name: str) -> None:
    """Set the portal's name by a job that is waited for."""

    async def submit() -> None:
        await writer.submit(Store.apply, rename, name)

    asyncio.run(submit())


def rename(db: sqlite3.Connection, name: str) -> None:
    db.execute("UPDATE portals SET name = ?", (name,))


def refuse(db: sqlite3.Connection, name: str) -> None:
    rename(db, name)
    raise LookupError(name)


def wait_until_gone(archive: Path) -> None:
    """Until no process is left that may write: its lock tells."""
    run_lock(archive, 1).acquire(timeout=PATIENCE).lock.release()


def test_a_run_is_begun_fed_and_ended(archive: Path) -> None:
    writer = opened(archive)

    async def feed() -> tuple[int | None, bool]:
        ticket = writer.take(exchange())
        return await writer.submit(Store.keep_alone, [ticket]), await writer.submit(
            Store.apply, has_others, "hue", besides="1"
        )

    assert asyncio.run(feed()) == (1, False)
    assert (archive / "locks" / "run-1.lock").exists()
    writer.close(DONE)
    assert writer.failed is None
    assert [row["status"] for row in rows(archive, "SELECT status FROM runs")] == ["done"]
    assert rows(archive, "SELECT id, status, warc_length > 0 AS kept FROM captures") == [
        {"id": 1, "status": 200, "kept": 1}
    ]
    assert rows(archive, "SELECT portal_id, failures FROM visits") == [{"portal_id": "hue", "failures": 0}]
    assert not (archive / "locks" / "run-1.lock").exists()


def test_without_warc_digests_alone_are_kept(archive: Path) -> None:
    writer = opened(archive, warc=False)
    writer.post(Store.keep_alone, [writer.take(exchange())])
    writer.close(DONE)
    (row,) = rows(archive, "SELECT payload_digest, warc_file FROM captures")
    assert row["payload_digest"].startswith("sha256:")
    assert row["warc_file"] is None


def test_a_job_that_fails_comes_back_with_its_error_and_leaves_nothing(archive: Path) -> None:
    writer = opened(archive)

    async def submit() -> None:
        await writer.submit(Store.apply, refuse, "sai")

    with pytest.raises(LookupError, match="sai") as caught:
        asyncio.run(submit())
    assert "refuse" in "".join(caught.value.__notes__), "where it happened is told"
    do(writer, "đúng")
    writer.close(DONE)
    assert rows(archive, "SELECT name FROM portals") == [{"name": "đúng"}]


def test_what_a_failed_job_claimed_can_be_claimed_again(archive: Path) -> None:
    writer = opened(archive)

    async def submit() -> int | None:
        ticket = writer.take(exchange())
        with pytest.raises(LookupError):
            await writer.submit(keep_and_refuse, ticket)
        return await writer.submit(Store.keep_alone, [ticket])

    assert asyncio.run(submit()) == 1
    writer.close(DONE)
    assert len(rows(archive, "SELECT id FROM captures")) == 1


def keep_and_refuse(store: Store, ticket: int) -> None:
    store.keep_alone([ticket])
    raise LookupError


def test_an_archive_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    with pytest.raises(ArchiveError, match="needs a directory"):
        opened(tmp_path / "file")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_do_not_reach_it(archive: Path, number: signal.Signals) -> None:
    writer = RemoteWriter(Opening(archive, [PORTAL], True))
    os.kill(writer.pid, number)  # it is hardly born
    writer.open()
    os.kill(writer.pid, number)
    do(writer, "vẫn ghi")
    writer.close(DONE)
    assert rows(archive, "SELECT name FROM portals") == [{"name": "vẫn ghi"}]


def test_when_it_is_killed_whoever_waits_hears_of_it(archive: Path) -> None:
    writer = opened(archive)

    async def wait() -> None:
        waiting = writer.submit(sleep_long)
        os.kill(writer.pid, signal.SIGKILL)
        with pytest.raises(ArchiveError, match="the process that writes died"):
            await waiting
        with pytest.raises(ArchiveError, match="the process that writes died"):
            await writer.submit(Store.apply, rename, "x")

    asyncio.run(wait())
    writer.close(DONE)
    assert isinstance(writer.failed, ArchiveError)
    again = opened(archive)
    again.close(DONE)
    assert [row["status"] for row in rows(archive, "SELECT status FROM runs")] == ["killed", "done"]


def sleep_long(_: Store) -> None:
    time.sleep(PATIENCE)


def test_when_it_is_killed_between_two_jobs_the_next_hears_of_it(archive: Path) -> None:
    writer = opened(archive)
    os.kill(writer.pid, signal.SIGKILL)
    wait_until_gone(archive)
    with pytest.raises(ArchiveError, match="the process that writes died"):
        do(writer, "x")
    writer.close(DONE)


def test_frames_come_in_any_pieces() -> None:
    messages = [Done(1, "x" * 300), Failed(2, LookupError("y")), Job(3, Store.page, (), {})]
    data = b"".join(part for message in messages for part in frame(message))
    for size in (1, 7, len(data)):
        frames = Frames()
        came = [one for start in range(0, len(data), size) for one in frames.feed(data[start : start + size])]
        assert [type(one) for one in came] == [Done, Failed, Job]
        assert came[0] == messages[0]


def child_of(pid: int) -> int:
    return int(subprocess.run(["pgrep", "-P", str(pid)], check=True, capture_output=True).stdout.split()[0])


@pytest.mark.parametrize("victim", ["the process that writes", "the process that reads"])
def test_of_two_processes_neither_outlives_the_other_and_the_next_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, victim: str
) -> None:
    """SIGKILL to either, in the middle of a crawl."""
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))
    go_on = threading.Event()

    async def waits(asked: Asked) -> None:
        while not go_on.is_set():
            await asyncio.sleep(0.01)
        await as_usual(asked)

    archive = tmp_path / "archive"
    portals = tmp_path / "portals"
    portals.mkdir()
    with FaultPortal(articles=25) as fault:
        (portals / "fault.toml").write_text(fault.portal_toml(), "utf-8")
        fault.script(fault.addresses()[-1], [waits])
        process = crawl_process(portals, archive)
        wait_for(lambda: len(fault.log) > 8, process)
        writing = child_of(process.pid)
        os.kill(writing if "writes" in victim else process.pid, signal.SIGKILL)
        go_on.set()
        _, errors = process.communicate(timeout=PATIENCE)
        wait_until_gone(archive)
        if "writes" in victim:
            assert process.returncode == 2
            assert b"Traceback" not in errors
            (line,) = [line for line in errors.decode().splitlines() if line.startswith("khotin:")]
            assert "the process that writes died (-9)" in line
        assert crawl_process(portals, archive).wait(PATIENCE) == 0
    assert len(rows(archive, "SELECT id FROM articles")) == 25
    statuses = [row["status"] for row in rows(archive, "SELECT status FROM runs")]
    assert statuses == ["killed", "done"]


@pytest.mark.parametrize("body", [b"", b"<p>Tin</p>", b"\0\xff" * 100_000])
def test_a_response_comes_through_as_it_was(body: bytes) -> None:
    sent = [Take(7, exchange(body)), DONE]
    pipe = BytesIO(b"".join(part for message in sent for part in frame(message)))
    assert [receive(pipe), receive(pipe)] == sent
    with pytest.raises(EOFError):
        receive(pipe)


def test_items_come_through_as_they_were() -> None:
    fetched = Fetched(
        "hue", 1, "1", "1", "http://127.0.0.1/1", "http://127.0.0.1/1", datetime(2026, 1, 1, tzinfo=UTC), 200
    )
    fields = ArticleFields("Tin", attachments=[Attachment("http://127.0.0.1/a.pdf", "a")], images=[Image("i", "ảnh")])
    found = [Found("http://127.0.0.1/2", "article", "2", "other", "Tin hai")]
    article = ArticleItem(fetched, fields, "fitc", found=found, problems=[Problem("date", "no date")], title="Tin")
    article.published = datetime(2026, 1, 1, 8, 30, 0, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    next_page = Found("http://127.0.0.1/?p", "listing", "p", "next", "", "POST", b"\xff\0", "text/x", 2)
    for item in (article, PageItem(fetched, "read", found=[*found, next_page]), FileItem(fetched, "gone")):
        assert pickle.loads(pickle.dumps(item)) == item
    assert pickle.loads(pickle.dumps(article)).published.isoformat() == "2026-01-01T08:30:00.000005+07:00"
