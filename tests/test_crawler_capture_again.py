"""Captures read again: by better recipes, from foreign files, out of exports and copies."""

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive.owed import Bounds
from crawler.capture.backup import back_up
from crawler.capture.reading import Record, read_file
from crawler.errors import UsageError
from tests import faults
from tests.capturing import flip, run, warc_files
from tests.crawling import check, contents, crawl_here, rows
from tests.fault_portal import LISTING, FaultPortal


@pytest.fixture
def portal() -> Iterator[FaultPortal]:
    with FaultPortal(articles=8) as running:
        yield running


@pytest.fixture
def archive(portal: FaultPortal, tmp_path: Path) -> Path:
    crawl_here(tmp_path, portal.portal_toml())
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "portal.toml").write_text(portal.portal_toml(), "utf-8")
    return tmp_path / "archive"


def change(archive: Path, *statements: str) -> None:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def extract(archive: Path, *more: str) -> tuple[int, dict[str, object]]:
    code, told = run("extract", "--archive", archive, "--portals", archive.parent / "portals", "--json", *more)
    return code, json.loads(told)


def test_a_reading_with_the_same_recipes_is_the_same(archive: Path) -> None:
    before = contents(archive)
    code, told = extract(archive, "--workers", "2")
    assert (code, told["outcomes"], told["fields"]) == (0, {"same": 8}, {})
    assert contents(archive) == before
    assert rows(archive, "SELECT count(reread_at) AS n FROM revisions") == [{"n": 0}]


def test_a_better_reading_replaces_the_worse_and_is_no_edit(archive: Path) -> None:
    before, seen = contents(archive), rows(archive, "SELECT id, seen_at FROM revisions")
    worse = "title = 'x', body = 'y', published_at = NULL"
    change(
        archive,
        f"UPDATE articles SET {worse}, words = 1, published_on = NULL, published_precision = NULL WHERE id = 2",
        f"UPDATE revisions SET {worse}, digest = 'sha256:0' WHERE article_id = 2",
        "INSERT INTO problems (portal_id, url, stage, reason, first_at, last_at, times) "
        "SELECT portal_id, url, 'date', 'no date', first_seen_at, first_seen_at, 1 FROM articles WHERE id = 2",
    )
    code, told = extract(archive)
    assert (code, told["outcomes"]) == (0, {"same": 7, "changed": 1})
    assert told["fields"] == {"title": 1, "body": 1, "published_at": 1, "published_precision": 1}
    after = contents(archive)
    assert {name: after[name] for name in ("articles", "revisions", "changes")} == {
        name: before[name] for name in ("articles", "revisions", "changes")
    }
    assert rows(archive, "SELECT id, seen_at FROM revisions") == seen
    assert rows(archive, "SELECT count(reread_at) AS n FROM revisions") == [{"n": 1}]
    assert rows(archive, "SELECT reason FROM problems WHERE resolved_at IS NULL") == []
    check(archive)


def test_old_pages_are_read_by_the_recipe_of_their_time(archive: Path, portal: FaultPortal) -> None:
    today = portal.portal_toml(recipe='"vnptportal"')
    file = archive.parent / "portals" / "portal.toml"
    file.write_text(today, "utf-8")
    code, told = extract(archive)
    assert code == 1, "a recipe of another family reads nothing here"
    assert told["outcomes"] == {"no article": 8}
    assert rows(archive, "SELECT DISTINCT recipe FROM revisions") == [{"recipe": "fitc"}], "the old reading stays"
    file.write_text(today + '[[previous]]\nrecipe = "fitc"\nuntil = 2999-01-01\n', "utf-8")
    assert extract(archive)[1]["outcomes"] == {"same": 8}


def test_pages_nobody_could_read_become_articles(portal: FaultPortal, tmp_path: Path) -> None:
    toml = portal.portal_toml()
    crawl_here(tmp_path, toml + '[override]\nbody = ".khong-co"\n')
    assert rows(tmp_path / "archive", "SELECT count(*) AS n FROM articles") == [{"n": 0}]
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "portal.toml").write_text(toml, "utf-8")
    code, told = extract(tmp_path / "archive")
    assert (code, told["articles_new"]) == (0, 8)
    assert sorted(row["title"] for row in rows(tmp_path / "archive", "SELECT title FROM articles")) == sorted(
        truth.title for truth in portal.truth().values()
    )
    check(tmp_path / "archive")


def test_what_cannot_be_read_is_told_and_left(archive: Path) -> None:
    row = rows(archive, "SELECT captures.* FROM revisions JOIN captures ON captures.id = capture_id LIMIT 1")[0]
    flip(archive / "warc" / row["warc_file"], row["warc_offset"] + row["warc_length"] // 2)
    before = contents(archive)
    code, told = extract(archive)
    assert (code, told["outcomes"]) == (1, {"same": 7, "damaged": 1})
    assert row["warc_file"] in str(told["trouble"])
    assert contents(archive)["articles"] == before["articles"]


def test_no_network_is_used(archive: Path, portal: FaultPortal) -> None:
    before = sum(portal.hits.values())
    extract(archive)
    assert sum(portal.hits.values()) == before


def test_a_packed_page_is_unpacked(portal: FaultPortal, tmp_path: Path) -> None:
    portal.script("*", [faults.gzipped()])
    crawl_here(tmp_path, portal.portal_toml())
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "portal.toml").write_text(portal.portal_toml(), "utf-8")
    assert extract(tmp_path / "archive")[1]["outcomes"] == {"same": 8}


def foreign(portal: FaultPortal, target: Path, *, packed: bool, chunked: bool, year: int = 2031) -> None:
    """What another crawler's file of this portal looks like."""
    with target.open("wb") as out:
        writer = WARCWriter(out, gzip=packed, warc_version="1.0")
        out_of = [LISTING, *portal.addresses()]
        for address in out_of:
            body = portal.site.page(address).body(portal.site.counters)
            headers = [("Content-Type", "text/html; charset=utf-8")]
            if chunked:
                headers.append(("Transfer-Encoding", "chunked"))
                body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
            answer = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            record = writer.create_warc_record(
                portal.base_url + address,
                "response",
                payload=BytesIO(body),
                http_headers=answer,
                warc_headers_dict={"WARC-Date": f"{year}-05-06T07:08:09Z"},
            )
            writer.write_record(record)


@pytest.mark.parametrize(("packed", "chunked"), [(True, False), (True, True), (False, True)])
def test_foreign_files_are_read_by_our_recipes(
    packed: bool, chunked: bool, portal: FaultPortal, archive: Path, tmp_path: Path
) -> None:
    file = tmp_path / ("theirs.warc.gz" if packed else "theirs.warc")
    foreign(portal, file, packed=packed, chunked=chunked)
    other = tmp_path / "other"
    arguments = ("import-warc", file, "--archive", other, "--portals", tmp_path / "portals", "--json")
    code, told = run(*arguments)
    assert (code, json.loads(told)["articles_new"], json.loads(told)["responses"]) == (0, 8, 9)
    columns = "key, title, lede, body, published_at, digest"
    assert sorted(map(str, rows(other, f"SELECT {columns} FROM articles"))) == sorted(
        map(str, rows(archive, f"SELECT {columns} FROM articles"))
    )
    assert rows(other, "SELECT DISTINCT first_seen_at FROM articles") == [{"first_seen_at": "2031-05-06T07:08:09Z"}]
    assert run("verify", "--archive", other) == (0, "all is well\n")
    assert json.loads(run(*arguments)[1])["skipped"] == {"known already": 9}
    assert len(warc_files(other)) == 1


@pytest.mark.parametrize("recipe", ["auto", "generic"])
def test_foreign_files_of_a_portal_never_crawled_are_read_without_a_recipe(
    recipe: str, portal: FaultPortal, archive: Path, tmp_path: Path
) -> None:
    file, folder, other = tmp_path / "theirs.warc.gz", tmp_path / "more", tmp_path / "other"
    foreign(portal, file, packed=True, chunked=False)
    folder.mkdir()
    (folder / "portal.toml").write_text(portal.portal_toml(recipe=f'"{recipe}"'), "utf-8")
    code, told = run("import-warc", file, "--archive", other, "--portals", folder, "--json")
    assert (code, json.loads(told)["articles_new"]) == (0, 8), told
    expected = {row["title"]: row["published_at"] for row in rows(archive, "SELECT title, published_at FROM articles")}
    assert {
        row["title"]: row["published_at"] for row in rows(other, "SELECT title, published_at FROM articles")
    } == expected
    found = rows(other, "SELECT read_with FROM portals")
    assert found == [{"read_with": "fitc" if recipe == "auto" else None}]
    assert run("verify", "--archive", other) == (0, "all is well\n")


def test_older_captures_change_nothing(portal: FaultPortal, archive: Path, tmp_path: Path) -> None:
    foreign(portal, tmp_path / "old.warc.gz", packed=True, chunked=False, year=2020)
    before = contents(archive)["articles"]
    _, told = run(
        "import-warc", tmp_path / "old.warc.gz", "--archive", archive, "--portals", tmp_path / "portals", "--json"
    )
    assert (json.loads(told)["articles_new"], json.loads(told)["older"]) == (0, 8)
    assert contents(archive)["articles"] == before


def test_exports_hold_the_records_as_they_are(archive: Path, portal: FaultPortal, tmp_path: Path) -> None:
    crawl_here(tmp_path, portal.portal_toml(), bounds=Bounds(recheck="all"))
    target = tmp_path / "out.warc.gz"
    run("export", "--format", "warc", "--output", target, "--archive", archive)
    got = list(read_file(target))
    assert all(isinstance(record, Record) for record in got)
    assert [record.kind for record in got if isinstance(record, Record)].count("response") == 16
    with target.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.content_stream().read()
    package = tmp_path / "out.wacz"
    run("export", "--format", "wacz", "--output", package, "--archive", archive)
    with zipfile.ZipFile(package) as opened:
        about = json.loads(opened.read("datapackage.json"))
        assert {one["path"] for one in about["resources"]} == {
            "archive/out.warc.gz",
            "indexes/index.cdx",
            "pages/pages.jsonl",
        }
        warc = opened.read("archive/out.warc.gz")
        for line in opened.read("indexes/index.cdx").decode().splitlines():
            fields = json.loads(line.split(" ", 2)[2])
            (tmp_path / "one").write_bytes(warc[int(fields["offset"]) :][: int(fields["length"])])
            (record,) = read_file(tmp_path / "one")
            assert isinstance(record, Record)
            assert record.url == fields["url"]
    with pytest.raises(UsageError, match="no capture"):
        run("export", "--format", "warc", "--output", tmp_path / "no.gz", "--from", "2999-01-01", "--archive", archive)


def test_a_backup_is_a_whole_archive_and_grows(archive: Path, portal: FaultPortal, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert back_up(archive, copy).copied == 1
    assert contents(copy) == contents(archive)
    assert run("verify", "--archive", copy) == (0, "all is well\n")
    assert (done := back_up(archive, copy)).copied == 0
    assert done.kept == 1
    portal.edit(next(iter(portal.truth())), title="Tiêu đề mới của tòa soạn")
    crawl_here(tmp_path, portal.portal_toml(), bounds=Bounds(recheck="all"))
    assert (done := back_up(archive, copy)).copied == 1
    assert done.kept == 1
    assert contents(copy) == contents(archive)
    assert run("verify", "--archive", copy) == (0, "all is well\n")
    with pytest.raises(UsageError, match="is the archive itself"):
        back_up(archive, archive)


def test_a_backup_while_a_crawl_writes_holds_together(portal: FaultPortal, tmp_path: Path) -> None:
    copies: list[Path] = []

    async def copied(exchange: object) -> None:
        target = tmp_path / f"copy{len(copies)}"
        back_up(tmp_path / "archive", target)
        copies.append(target)
        await faults.fine()(exchange)  # type: ignore[arg-type]

    for address in portal.addresses()[::2]:
        portal.script(address, [copied])
    crawl_here(tmp_path, portal.portal_toml())
    assert copies
    for copy in copies:
        code, told = run("verify", "--archive", copy)
        assert (code, told) == (0, "all is well\n")
