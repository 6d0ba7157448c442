"""Each kind of damage is found where it is, and mended from what is whole of the archive."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.archive.owed import Bounds
from crawler.errors import ArchiveError
from tests.capturing import flip, run, warc_files, warcio_check
from tests.crawling import check, contents, crawl_here, rows
from tests.fault_portal import FaultPortal


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two crawls; one article was edited in between."""
    folder = tmp_path_factory.mktemp("whole")
    with FaultPortal(articles=8) as portal:
        crawl_here(folder, portal.portal_toml())
        key = next(iter(portal.truth()))
        portal.edit(key, title="Tin đã được tòa soạn đặt lại tiêu đề")
        crawl_here(folder, portal.portal_toml(), bounds=Bounds(recheck="all"))
    (folder / "portals").mkdir()
    shutil.copy(folder / "portal.toml", folder / "portals")
    return folder


@pytest.fixture
def archive(whole: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    shutil.copytree(whole / "archive", tmp_path / "archive")
    return tmp_path / "archive"


def verify(archive: Path) -> list[str]:
    code, told = run("verify", "--archive", archive)
    lines = told.splitlines()
    assert (code, lines[-1] == "all is well") in ((0, True), (1, False))
    return lines[:-1]


def repair(archive: Path, whole: Path) -> tuple[int, str]:
    return run("verify", "--repair", "--archive", archive, "--portals", whole / "portals")


def change(archive: Path, sql: str) -> None:
    """As a bug, or somebody's hand, would: behind the back of triggers' owners and foreign keys."""
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        db.executescript(sql)


def test_a_whole_archive_is_well(archive: Path) -> None:
    assert verify(archive) == []
    assert rows(archive, "SELECT kind FROM changes WHERE kind = 'edited'") == [{"kind": "edited"}]


ROW_DAMAGE = {
    "an article's text": ("UPDATE articles SET body = 'không phải' WHERE id = 2", "changes: article 2"),
    "a revision's text": ("UPDATE revisions SET body = 'không phải' WHERE id = 2", "changes: article 2"),
    "both texts": (
        "UPDATE articles SET body = 'x' WHERE id = 2; UPDATE revisions SET body = 'x' WHERE article_id = 2",
        "changes: article 2 revision",
    ),
    "an article's row": ("DELETE FROM articles WHERE id = 3", "database: revisions"),
    "a revision's row": ("DELETE FROM revisions WHERE article_id = 2 AND revision_no = 1", "revision 1 is missing"),
    "the newest revision's row": (
        "DELETE FROM revisions WHERE id = (SELECT max(id) FROM revisions)",
        "revision 2 is missing",
    ),
    "a change": ("DELETE FROM changes WHERE seq = 4", "no change tells of revision 1"),
    "the number of words": ("UPDATE articles SET words = 1 WHERE id = 4", "database: article 4"),
    "a date": ("UPDATE articles SET published_on = '1999-01-01' WHERE id = 4", "database: article 4"),
    "the search index": ("DELETE FROM articles_fts_data WHERE id > 10", "search: articles_fts"),
    "an entry of the search index": (
        "INSERT INTO articles_fts(articles_fts, rowid, title, lede, body, folded) "
        "SELECT 'delete', id, title, lede, body, folded FROM articles_folded WHERE id = 1",
        "search: articles_fts",
    ),
    "a capture's row": ("DELETE FROM captures WHERE id = 5", "a response that no capture mentions"),
    "a capture's place": ("UPDATE captures SET warc_offset = warc_offset + 1 WHERE id = 5", "warc: khotin-"),
}


@pytest.mark.parametrize("what", ROW_DAMAGE)
def test_rows_are_found_and_mended(what: str, archive: Path, whole: Path) -> None:
    sql, where = ROW_DAMAGE[what]
    change(archive, sql)
    found = verify(archive)
    assert any(where in line for line in found), found
    code, told = repair(archive, whole)
    assert code == 0, told
    assert verify(archive) == []
    check(archive)
    assert {name: value for name, value in contents(archive).items() if name not in LOOSE} == {
        name: value for name, value in contents(whole / "archive").items() if name not in LOOSE
    }


LOOSE = ("revisions", "problems")  # body_html of a revision put back from its article is lost


def test_an_article_of_which_every_row_is_gone_is_read_from_its_capture(archive: Path, whole: Path) -> None:
    tables = ("links", "images", "attachments")
    rest = "".join(
        f"DELETE FROM {table} WHERE {'from_' if table == 'links' else ''}article_id = 3;" for table in tables
    )
    change(
        archive,
        f"{rest} DELETE FROM changes WHERE article_id = 3; DELETE FROM revisions WHERE article_id = 3;"
        "UPDATE links SET to_article_id = NULL WHERE to_article_id = 3; DELETE FROM articles WHERE id = 3",
    )
    code, told = repair(archive, whole)
    assert code == 0, told
    assert contents(archive)["articles"] == contents(whole / "archive")["articles"]


def damaged(archive: Path, break_: Callable[[Path], object]) -> list[str]:
    path = warc_files(archive)[0]
    break_(path)
    return verify(archive)


def test_a_flipped_byte_of_a_record_is_found_where_it_is(archive: Path, whole: Path) -> None:
    row = rows(archive, "SELECT * FROM captures WHERE id = 4")[0]
    found = damaged(archive, lambda path: flip(path, row["warc_offset"] + row["warc_length"] // 2))
    assert len(found) == 1
    assert found[0].startswith(f"warc: {row['warc_file']} at {row['warc_offset']}: ")
    code, told = repair(archive, whole)
    assert (code, "1 findings that cannot be mended" in told) == (1, True)
    check(archive)


def test_a_cut_file_is_found(archive: Path) -> None:
    found = damaged(archive, lambda path: path.open("r+b").truncate(path.stat().st_size - 10))
    assert any("is cut off" in line for line in found)
    assert all(line.startswith("warc: khotin-") for line in found)


def test_a_missing_file_is_found(archive: Path) -> None:
    found = damaged(archive, Path.unlink)
    assert [line.endswith("is missing, with 10 captures") for line in found] == [True]


def test_bytes_behind_the_last_record_are_found(archive: Path) -> None:
    def append(path: Path) -> None:
        with path.open("ab") as file:
            file.write(b"x" * 7)

    assert ["7 bytes that no capture mentions" in line for line in damaged(archive, append)] == [True]


def test_a_file_of_another_name_is_found(archive: Path) -> None:
    found = damaged(archive, lambda path: path.rename(path.with_name("khotin-20200101000000-1-1-00000.warc.gz")))
    assert any("is missing" in line for line in found)
    assert any("is not known to the database" in line for line in found)


def test_attachments_are_proven_by_their_names(archive: Path) -> None:
    name = sha256(b"noi dung").hexdigest()
    path = archive / "files" / name[:2] / f"{name}.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"noi dung")
    note = f"note: files/{name[:2]}/{name}.pdf is mentioned nowhere: a run was killed before it could be"
    assert verify(archive) == [note]
    flip(path, 3)
    assert ["is not what its name says" in line for line in verify(archive)] == [False, True]


@pytest.mark.parametrize("how", ["deleted", "overwritten", "half"])
def test_a_lost_database_is_made_again(how: str, archive: Path, whole: Path) -> None:
    database = archive / "archive.db"
    if how == "deleted":
        for path in archive.glob("archive.db*"):
            path.unlink()
    elif how == "overwritten":
        database.write_bytes(b"x" * 5000)
    else:
        database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    assert "archive.db" in verify(archive)[0]
    code, told = repair(archive, whole)
    assert code == 0, told
    check(archive)
    was, is_now = contents(whole / "archive"), contents(archive)
    for table in ("articles", "revisions", "changes", "links", "images", "attachments"):
        assert is_now[table] == was[table], table
    assert len(rows(archive, "SELECT 1 FROM captures")) == len(rows(whole / "archive", "SELECT 1 FROM captures"))
    assert warcio_check(archive)
    assert (list(archive.glob("archive.db.broken-*")) == []) == (how == "deleted")


def test_a_crawl_after_the_loss_destroys_nothing(archive: Path, whole: Path, tmp_path: Path) -> None:
    for path in archive.glob("archive.db*"):
        path.unlink()
    before = {path.name: path.read_bytes() for path in warc_files(archive)}
    with FaultPortal(articles=2) as portal:
        crawl_here(tmp_path, portal.portal_toml())
    assert {path.name: path.read_bytes() for path in warc_files(archive) if path.name in before} == before


def test_no_archive_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive here"):
        run("verify", "--archive", tmp_path)


def test_a_lost_database_says_which_portals_file_it_lacks(archive: Path, whole: Path) -> None:
    (archive / "archive.db").unlink()
    code, told = run("verify", "--repair", "--archive", archive)
    portal = rows(whole / "archive", "SELECT id FROM portals")[0]["id"]
    assert code == 1
    assert f"portals: {portal}: its responses are left out" in told
    assert "--portals DIR" in told
    code, told = repair(archive, whole)
    assert (code, told.splitlines()[-1]) == (0, "all is well")
    assert rows(archive, "SELECT key FROM articles ORDER BY key") == rows(
        whole / "archive", "SELECT key FROM articles ORDER BY key"
    )
    assert verify(archive) == [], "and nothing is left out that is known already"


def test_an_archive_that_nobody_can_write_to_is_proved_as_it_lies(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.stat().st_mtime_ns for path in archive.rglob("*") if path.is_file()}
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # root may write to every folder
    assert verify(archive) == []
    assert {path: path.stat().st_mtime_ns for path in archive.rglob("*") if path.is_file()} == before
    file = next((archive / "warc").iterdir())
    flip(file, file.stat().st_size // 2)
    assert [line.partition(": ")[0] for line in verify(archive)] == ["warc"]


def test_a_damaged_archive_is_copied_as_far_as_it_is_whole_and_spoils_no_copy(archive: Path, tmp_path: Path) -> None:
    good, new = tmp_path / "good", tmp_path / "new"
    assert run("backup", good, "--archive", archive)[0] == 0
    first, second = sorted((archive / "warc").iterdir())
    os.truncate(first, first.stat().st_size - 10)
    second.rename(tmp_path / "away")
    code, told = run("backup", new, "--archive", archive)
    assert code == 1
    assert f"! {first}: ends 10 bytes before" in told
    assert f"! {second}: is missing" in told
    assert rows(new, "SELECT key FROM articles ORDER BY key") == rows(archive, "SELECT key FROM articles ORDER BY key")
    assert (new / "warc" / first.name).read_bytes() == first.read_bytes()
    assert run("backup", good, "--archive", archive)[0] == 0, "all of it was copied when it was whole"
    page = rows(archive, "SELECT rootpage FROM sqlite_master WHERE name = 'revisions'")[0]["rootpage"]
    size = rows(archive, "PRAGMA page_size")[0]["page_size"]
    with (archive / "archive.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with pytest.raises(ArchiveError, match="is damaged, and not copied"):
        run("backup", good, "--archive", archive)
    assert verify(good) == []
