"""Everything received is in the WARC files, as received; the index finds it; a kill leaves nothing half."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive.clock import now
from crawler.archive.connection import open_for_writing
from crawler.archive.runs import run_lock
from crawler.capture.exchange import Exchange
from crawler.capture.reading import read_record, received
from crawler.capture.record import pack, payload_digest
from crawler.capture.shelf import Shelf
from crawler.demo.server import DemoServer, portal_toml
from tests import faults
from tests.capturing import records, run, warc_files, warcio_check
from tests.crawling import contents, crawl_here, crawl_process, rows
from tests.fault_portal import LISTING, FaultPortal
from tests.fault_portal import Exchange as Served
from tests.test_crash import wait_for


@pytest.fixture
def portal() -> Iterator[FaultPortal]:
    with FaultPortal(articles=12) as running:
        yield running


def plain(portal: FaultPortal) -> list[str]:
    """The articles that the listing links to under their own address."""
    page = portal.site.page(LISTING).body(portal.site.counters).decode().replace("&amp;", "&")
    keys = portal.truth()
    return [truth.url for key, truth in keys.items() if page.count(f"tc={key}") == page.count(truth.url)]


def payload(archive: Path, url: str, status: int = 200) -> bytes:
    sql = "SELECT * FROM captures WHERE final_url = ? AND status = ? AND revisit_of IS NULL ORDER BY id DESC"
    row = rows(archive, sql, (url, status))[0]
    body = received(read_record(archive, row["warc_file"], row["warc_offset"], row["warc_length"])).body
    assert payload_digest(body) == row["payload_digest"]
    return body


def test_every_response_is_kept_and_indexed(portal: FaultPortal, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    crawl_here(tmp_path, portal.portal_toml())
    assert Counter(row["final_url"] for row in rows(archive, "SELECT final_url FROM captures")) == {
        portal.base_url + target: count for target, count in portal.hits.items()
    }
    assert warcio_check(archive) == 1 + 3 * sum(portal.hits.values())
    kinds = Counter(record.kind for record in records(archive))
    assert kinds == {"warcinfo": 1, "request": 14, "metadata": 14, "response": 14}
    for row in rows(archive, "SELECT captures.* FROM revisions JOIN captures ON captures.id = capture_id"):
        record = read_record(archive, row["warc_file"], row["warc_offset"], row["warc_length"])
        assert (record.url, received(record).status) == (row["final_url"], row["status"])
        assert payload_digest(received(record).body) == row["payload_digest"]
    assert rows(archive, "SELECT count(*) AS n FROM revisions WHERE capture_id IS NULL") == [{"n": 0}]


def test_bytes_and_headers_are_those_that_were_sent(portal: FaultPortal, tmp_path: Path) -> None:
    async def odd(exchange: Served) -> None:
        _, body, _ = exchange.page()
        await exchange.head({"Content-Type": "text/html; charset=utf-8", "X-oDD": "Đà", "Content-Length": len(body)})
        await exchange.write(body)

    first, second, third = plain(portal)[:3]
    portal.script(first, [odd])
    portal.script(second, [faults.chunked()])
    portal.script(third, [faults.gzipped()])
    crawl_here(tmp_path, portal.portal_toml())
    archive = tmp_path / "archive"
    blocks = {record.url: record.block for record in records(archive) if record.kind == "response"}
    head, _, body = blocks[portal.base_url + first].partition(b"\r\n\r\n")
    assert "X-oDD: Đà".encode() in head
    assert body == payload(archive, portal.base_url + first)
    head, _, body = blocks[portal.base_url + second].partition(b"\r\n\r\n")
    assert b"X-Crawler-Transfer-Encoding: chunked" in head
    assert body.lstrip().startswith(b"<")
    assert payload(archive, portal.base_url + third)[:2] == b"\x1f\x8b"


def test_redirects_errors_and_broken_bodies_are_kept(portal: FaultPortal, tmp_path: Path) -> None:
    moved, failing, cut, elsewhere = plain(portal)[:4]
    portal.script(moved, [faults.redirect(elsewhere)])
    portal.script(failing, [faults.status(500), faults.fine()])
    portal.script(cut, [faults.cut(0.5), faults.fine()])
    crawl_here(tmp_path, portal.portal_toml())
    archive = tmp_path / "archive"
    told = rows(archive, "SELECT url, final_url, status, truncated FROM captures ORDER BY id")
    seen = [(row["url"], row["final_url"], row["status"], row["truncated"]) for row in told]
    base = portal.base_url
    assert (base + failing, base + failing, 500, None) in seen
    assert (base + cut, base + cut, 200, "disconnect") in seen
    assert (base + moved, base + moved, 302, None) in seen
    assert (base + moved, base + elsewhere, 200, None) in seen
    (problem,) = rows(archive, "SELECT capture_id FROM problems WHERE reason = 'status 500'")
    assert rows(archive, "SELECT status FROM captures WHERE id = ?", (problem["capture_id"],)) == [{"status": 500}]
    assert warcio_check(archive)


def test_the_same_payload_is_kept_once(portal: FaultPortal, tmp_path: Path) -> None:
    crawl_here(tmp_path, portal.portal_toml())
    crawl_here(tmp_path, portal.portal_toml())
    archive = tmp_path / "archive"
    url = portal.base_url + "/robots.txt"
    sql = "SELECT id, captured_at, payload_digest, revisit_of FROM captures WHERE final_url = ? ORDER BY id"
    first, second = rows(archive, sql, (url,))
    assert (first["revisit_of"], second["revisit_of"]) == (None, first["id"])
    assert first["payload_digest"] == second["payload_digest"]
    (revisit,) = (record for record in records(archive) if record.kind == "revisit")
    assert revisit.fields["warc-refers-to-target-uri"] == url
    assert revisit.fields["warc-refers-to-date"] == first["captured_at"]
    assert revisit.fields["warc-profile"].endswith("identical-payload-digest")
    assert (received(revisit).status, received(revisit).body) == (200, b"")
    assert warcio_check(archive)


def test_metadata_says_where_it_comes_from(portal: FaultPortal, tmp_path: Path) -> None:
    crawl_here(tmp_path, portal.portal_toml())
    about = [record.block.decode() for record in records(tmp_path / "archive") if record.kind == "metadata"]
    assert all("portal: portal\r\nrecipe: fitc\r\nrun: 1\r\n" in block and "tls: none" in block for block in about)
    assert sum("kind: article" in block for block in about) == 12


def test_without_warc_digests_remain(portal: FaultPortal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "site.toml").write_text(portal.portal_toml(), "utf-8")
    process = crawl_process(tmp_path / "portals", tmp_path / "archive", "--no-warc")
    assert process.wait(60) == 0
    process.communicate()
    told = rows(tmp_path / "archive", "SELECT payload_digest, warc_file FROM captures")
    assert len(told) == 14
    assert all(row["payload_digest"].startswith("sha256:") and row["warc_file"] is None for row in told)
    assert not (tmp_path / "archive" / "warc").exists()
    assert rows(tmp_path / "archive", "SELECT * FROM warc_files") == []


def test_files_rotate_by_size(portal: FaultPortal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHOTIN_WARC_BYTES", "1")
    crawl_here(tmp_path, portal.portal_toml())
    files = warc_files(tmp_path / "archive")
    assert len(files) > 1
    known = rows(tmp_path / "archive", "SELECT name, bytes FROM warc_files ORDER BY name")
    assert known == [{"name": path.name, "bytes": path.stat().st_size} for path in files]
    assert [record.kind for record in records(tmp_path / "archive")].count("warcinfo") == len(files)
    assert warcio_check(tmp_path / "archive")


def test_what_was_not_committed_is_cut_off(portal: FaultPortal, tmp_path: Path) -> None:
    """As SIGKILL between the file's fsync and the database's commit leaves it."""
    crawl_here(tmp_path, portal.portal_toml())
    archive = tmp_path / "archive"
    (path,) = warc_files(archive)
    whole = path.read_bytes()
    lost = archive / "warc" / "khotin-20260101000000-1-77-00001.warc.gz"
    with path.open("ab") as file:
        file.write(whole[200:300])
    lost.write_bytes(whole[:50])
    foreign = archive / "warc" / "elsewhere.warc.gz"
    foreign.write_bytes(b"whatever")
    db = open_for_writing(archive)
    db.execute("UPDATE warc_files SET bytes = NULL")
    db.execute("UPDATE runs SET status = 'running', finished_at = NULL")
    db.execute("INSERT INTO warc_files (name, run_id) VALUES (?, 1)", (lost.name,))
    db.close()
    with run_lock(archive, 1):  # the run is alive: its file is its own
        crawl_here(tmp_path, portal.portal_toml())
        assert path.stat().st_size == len(whole) + 100
    crawl_here(tmp_path, portal.portal_toml())
    assert path.read_bytes() == whole
    assert not lost.exists()
    assert foreign.read_bytes() == b"whatever", "not ours to cut"


@pytest.mark.parametrize("after", [1, 12, 60])
def test_a_kill_loses_nothing_that_was_committed(after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))
    portals, archive = tmp_path / "portals", tmp_path / "archive"
    portals.mkdir()
    with DemoServer() as server:
        (portals / "demo.toml").write_text(portal_toml(server.base_url), "utf-8")
        process = crawl_process(portals, archive)
        wait_for(lambda: sum(server.hits.values()) >= after, process)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        again = crawl_process(portals, archive)
        _, errors = again.communicate(timeout=60)
        assert again.returncode == 0, errors.decode()
        undisturbed = crawl_process(portals, tmp_path / "other")
        assert undisturbed.wait(60) == 0
        undisturbed.communicate()
    assert warcio_check(archive)
    code, told = run("verify", "--archive", archive)
    assert (code, told) == (0, "all is well\n")
    assert contents(archive)["articles"] == contents(tmp_path / "other")["articles"]


def test_a_failed_job_takes_its_record_back(tmp_path: Path) -> None:
    db = open_for_writing(tmp_path)
    db.execute("INSERT INTO runs (id, started_at, status, version) VALUES (1, '2026-11-23T08:30:00Z', 'running', '0')")
    shelf = Shelf(tmp_path, 1)
    shelf.announce(db)
    one = Exchange("p", "http://a/", "http://a/", now(), b"GET / HTTP/1.1\r\n\r\n", 200, "OK", "1.1", (), b"text")
    packed = pack(one, payload_digest(b"text"), None)
    shelf.begin(db)
    file, offset, length = shelf.put(packed)
    mark = shelf.mark
    shelf.put(packed)
    shelf.back_to(mark)
    shelf.sync()
    shelf.committed()
    assert (tmp_path / "warc" / file).stat().st_size == offset + length
    shelf.begin(db)
    shelf.put(packed)
    shelf.sync()
    shelf.undo()
    assert (tmp_path / "warc" / file).stat().st_size == offset + length
    shelf.close(db)
    assert [tuple(row) for row in db.execute("SELECT name, bytes FROM warc_files")] == [(file, offset + length)]
    db.close()
