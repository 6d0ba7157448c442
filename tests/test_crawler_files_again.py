"""Files made again from what was received: a lost database, lost and broken files, backups, other people's WARC."""

import shutil
from pathlib import Path

import pytest

from crawler.archive.owed import Bounds
from crawler.files.place import kept_files
from crawler.verify.files import unmentioned
from tests import faults
from tests import file_samples as samples
from tests.capturing import flip, run
from tests.crawling import change, contents, crawl_here, rows
from tests.fault_portal import FaultPortal
from tests.test_crawler_files_crawl import again, offer, serve

STATES = """SELECT key, attachments.url, attachments.status, attachments.digest, path, version_no FROM attachments
            JOIN articles ON articles.id = article_id ORDER BY key, attachments.url"""
VERSIONS = "SELECT version_no, revision_no, digest FROM file_versions ORDER BY attachment_id, version_no"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with three files, one of them packed on its way, one changed later."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch, FaultPortal(articles=4) as portal:
        patch.setenv("KHOTIN_LEASES", str(folder / "leases"))
        offer(portal, 0, "/up/a.pdf", "/up/b.docx")
        offer(portal, 1, "/UploadFiles/packed.pdf")
        serve(portal, "/up/a.pdf")
        serve(portal, "/up/b.docx", samples.docx("Kế hoạch"))
        portal.script("/UploadFiles/packed.pdf", [faults.gzipped()])
        crawl_here(folder, portal.portal_toml())
        again(folder / "archive")
        serve(portal, "/up/a.pdf", samples.OTHER_PDF)
        crawl_here(folder, portal.portal_toml(), bounds=Bounds(recheck="all"))
    assert len(list(kept_files(folder / "archive"))) == 4
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole / "archive", tmp_path / "archive")
    shutil.copy(whole / "portal.toml", tmp_path / "portal.toml")
    return tmp_path


def verify(folder: Path, *options: str) -> tuple[int, str]:
    return run("verify", "--archive", folder / "archive", "--portals", folder, *options)


def state(folder: Path) -> object:
    return [rows(folder / "archive", sql) for sql in (STATES, VERSIONS)]


def test_it_is_whole(folder: Path) -> None:
    assert verify(folder) == (0, "all is well\n")


@pytest.mark.parametrize("how", ["database", "database and files"])
def test_a_lost_database_is_made_again_with_its_files(folder: Path, whole: Path, how: str) -> None:
    for path in (folder / "archive").glob("archive.db*"):
        path.unlink()
    if "files" in how:
        shutil.rmtree(folder / "archive" / "files")
    code, told = verify(folder, "--repair")
    assert (code, "3 articles, 4 files" in told or "4 articles, 4 files" in told) == (0, True), told
    assert state(folder) == state(whole)
    assert contents(folder / "archive")["revisions"] == contents(whole / "archive")["revisions"]
    assert sorted(contents(folder / "archive")["changes"]) == sorted(contents(whole / "archive")["changes"])
    assert verify(folder) == (0, "all is well\n")


@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
def test_a_broken_file_is_found_and_made_again(folder: Path, how: str) -> None:
    for path in list(kept_files(folder / "archive")):
        body = path.read_bytes()
        if how == "flipped":
            flip(path, 20)
        elif how == "cut":
            path.write_bytes(body[:-7])
        else:
            path.unlink()
        code, told = verify(folder)
        assert code == 1
        assert path.name in told
        assert verify(folder, "--repair")[0] == 0
        assert path.read_bytes() == body


def test_where_no_response_was_kept_a_broken_file_stays_a_finding(folder: Path) -> None:
    change(folder / "archive", "UPDATE captures SET warc_file = NULL", "DELETE FROM warc_files")
    shutil.rmtree(folder / "archive" / "warc")
    path = next(kept_files(folder / "archive"))
    flip(path, 20)
    assert verify(folder)[0] == 1
    code, told = verify(folder, "--repair")
    assert code == 1
    assert "is not what its name says" in told


def test_a_row_of_another_file_is_found(folder: Path) -> None:
    change(folder / "archive", "UPDATE attachments SET digest = 'sha256:00' WHERE url LIKE '%b.docx'")
    assert "is not the file of attachment" in verify(folder)[1]


def test_a_file_nobody_mentions_is_told_and_harmless(folder: Path) -> None:
    path = folder / "archive" / "files" / "ab" / f"{'ab' * 32}.pdf"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    assert unmentioned(folder / "archive") == [f"files/ab/{'ab' * 32}.pdf"]


def test_a_backup_has_the_files_and_copies_each_once(folder: Path) -> None:
    target = folder / "backup"
    assert run("backup", target, "--archive", folder / "archive")[0] == 0
    assert run("verify", "--archive", target) == (0, "all is well\n")
    assert len(list(kept_files(target))) == 4
    before = {path: path.stat().st_mtime_ns for path in kept_files(target)}
    assert run("backup", target, "--archive", folder / "archive")[0] == 0
    assert {path: path.stat().st_mtime_ns for path in kept_files(target)} == before


def test_a_damaged_file_spoils_no_backup(folder: Path) -> None:
    target = folder / "backup"
    assert run("backup", target, "--archive", folder / "archive")[0] == 0
    damaged, *_ = kept_files(folder / "archive")
    damaged.write_bytes(b"%PDF-1.4 half of it")
    code, told = run("backup", target, "--archive", folder / "archive")
    assert (code, f"! {damaged}: is not what its name says, and not copied" in told) == (1, True)
    assert run("verify", "--archive", target) == (0, "all is well\n")


def test_other_peoples_warc_brings_the_files_of_its_articles(folder: Path, whole: Path) -> None:
    files = sorted((whole / "archive" / "warc").glob("*.warc.gz"))
    code, told = run("import-warc", *files, "--archive", folder / "new", "--portals", folder)
    assert code == 0, told
    found = rows(folder / "new", "SELECT url, status, digest FROM attachments ORDER BY url")
    assert [row["status"] for row in found] == ["stored"] * 3
    assert {row["digest"] for row in found} <= {row["digest"] for row in rows(whole / "archive", VERSIONS)}
    assert run("verify", "--archive", folder / "new") == (0, "all is well\n")
