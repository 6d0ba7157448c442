"""The main job from the command line, on a real server, in a process of its own where the exit code matters."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.demo.server import DemoServer, portal_toml
from tests import faults
from tests.fault_portal import FaultPortal

ROOT = Path(__file__).parents[1]
GENERIC = """\
name = "Cổng của tôi"
home = "{home}"
province = "Hương Giang"
recipe = "fitc"
listings = {listings}
delay = 0
"""


def khotin(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "KHOTIN_LEASES": str(cwd / "leases")}
    command = [sys.executable, "-m", "crawler", *map(str, arguments)]
    return subprocess.run(command, check=False, cwd=cwd, env=environment, capture_output=True, text=True, timeout=100)


def describe(folder: Path, home: str, name: str = "thu", text: str = GENERIC, listings: str = '["/"]') -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text.format(home=home, listings=listings), encoding="utf-8")
    return folder


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(archive / "archive.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        found = database.execute(sql).fetchall()
    database.close()
    return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DemoServer, dict[str, Any]]:
    """The demo portal, crawled once as a user would: an archive, its server's hits, the summary."""
    folder = tmp_path_factory.mktemp("demo")
    with DemoServer() as server:
        (folder / "portals").mkdir()
        (folder / "portals" / "demo.toml").write_text(portal_toml(server.base_url), encoding="utf-8")
        done = khotin("crawl", "demo", "--portals", "portals", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "archive", server, json.loads(done.stdout)


def test_the_bytes_received_are_counted(demo: tuple[Path, DemoServer, dict[str, Any]]) -> None:
    archive, _, summary = demo
    stored = sum(row[0] for row in rows(archive, "SELECT bytes FROM (SELECT DISTINCT digest, bytes FROM attachments)"))
    assert summary["bytes"] > stored + summary["pages"] * 1000
    assert json.loads(rows(archive, "SELECT stats FROM runs")[0][0])["bytes"] == summary["bytes"]


def test_the_demo_portal_is_archived_exactly(demo: tuple[Path, DemoServer, dict[str, Any]]) -> None:
    archive, server, _ = demo
    fields = "key, title, lede, body, section, published_at, published_precision, published_text"
    found = {row[0]: row[1:] for row in rows(archive, f"SELECT {fields} FROM articles")}
    truth = {
        key: (
            *(one.title, one.lede, one.body, one.section, one.published_at or None, one.published_precision or None),
            one.published_text or None,
        )
        for key, one in server.site.truth().items()
    }
    assert len(truth) >= 150
    assert found == truth


def test_bylines_and_attachments_are_the_truths(demo: tuple[Path, DemoServer, dict[str, Any]]) -> None:
    archive, server, _ = demo
    found = dict(rows(archive, "SELECT key, coalesce(byline, source, '') FROM articles"))
    assert found == {key: one.byline for key, one in server.site.truth().items()}
    files = {url.rpartition("/")[2] for (url,) in rows(archive, "SELECT url FROM attachments")}
    assert files == {file.href.rpartition("/")[2] for one in server.site.truth().values() for file in one.attachments}


def test_every_page_is_fetched_once_and_no_trap_at_all(demo: tuple[Path, DemoServer, dict[str, Any]]) -> None:
    _, server, summary = demo
    twice = [target for target, hits in server.hits.items() if hits > 1]
    assert twice == ["/?gd=1&cn=82&tc=16860"], "only the target of a redirect, which has an address of its own"
    assert not [target for target in server.hits if "/noibo/" in target or "in=1" in target or "gd=9" in target]
    assert summary["articles_new"] == len(server.site.truth())
    assert {"portals", "requests", "articles_edited", "articles_gone", "problems", "seconds"} <= set(summary)


def test_what_cannot_be_read_is_a_problem_with_its_reason(demo: tuple[Path, DemoServer, dict[str, Any]]) -> None:
    archive, _, summary = demo
    reasons = [reason for (reason,) in rows(archive, "SELECT reason FROM problems")]
    assert len(reasons) == summary["problems"] == 6
    assert {"status 404", "soft 404"} <= set(reasons)
    assert reasons.count("denied by robots.txt") == 2
    assert sum(reason.startswith("undated") for reason in reasons) == 2


def test_other_links_lead_to_the_articles_they_name(demo: tuple[Path, DemoServer, dict[str, Any]]) -> None:
    archive, _, _ = demo
    ((pointing, resolved),) = rows(archive, "SELECT count(*), count(to_article_id) FROM links WHERE kind = 'other'")
    assert pointing > 1000
    said = (
        "SELECT count(*) FROM links JOIN articles ON to_article_id = articles.id WHERE kind = 'other' AND text = title"
    )
    assert rows(archive, said)[0][0] > 0.9 * resolved, "each with the words of the link"
    assert rows(archive, "SELECT count(*) FROM frontier WHERE text IS NOT NULL") == [(0,)], (
        "a recipe needs none of them"
    )
    dangling = (
        "SELECT count(*) FROM links JOIN articles ON to_key = portal_id || ':' || key WHERE to_article_id IS NULL"
    )
    assert rows(archive, dangling) == [(0,)]
    assert resolved >= pointing - 10


def test_a_second_crawl_asks_for_the_front_pages_alone(tmp_path: Path) -> None:
    with DemoServer() as server:
        (tmp_path / "portals").mkdir()
        (tmp_path / "portals" / "demo.toml").write_text(portal_toml(server.base_url), encoding="utf-8")
        khotin("crawl", "demo", "--portals", "portals", cwd=tmp_path)
        server.hits.clear()
        done = khotin("crawl", "demo", "--portals", "portals", cwd=tmp_path)
        assert done.returncode == 0
        assert done.stdout.startswith("nothing new")
        assert sum(server.hits.values()) == 5, server.hits
        server.state = 1
        done = khotin("crawl", "demo", "--portals", "portals", "--recheck", "all", cwd=tmp_path)
        assert done.stdout.startswith("2 new, 1 edited")
    kinds = rows(tmp_path / "archive", "SELECT kind, count(*) FROM changes GROUP BY 1")
    assert dict(kinds) == {"new": 173, "edited": 1}


def test_since_and_limit_bound_a_crawl_and_lose_nothing(tmp_path: Path) -> None:
    with DemoServer() as server:
        (tmp_path / "portals").mkdir()
        (tmp_path / "portals" / "demo.toml").write_text(portal_toml(server.base_url), encoding="utf-8")
        done = khotin("crawl", "demo", "--portals", "portals", "--limit", 7, "--json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["articles_new"] == 7
        done = khotin("crawl", "demo", "--portals", "portals", "--since", "2024-01-01", cwd=tmp_path)
        assert done.returncode == 0
        old = rows(tmp_path / "archive", "SELECT count(*) FROM articles WHERE published_on < '2024-01-01'")
        assert old[0][0] <= 7
        truth = [one.published_at for one in server.site.truth().values()]
        young = rows(tmp_path / "archive", "SELECT count(*) FROM articles WHERE published_on >= '2024-01-01'")
        assert young == [(sum(at is not None and at >= "2024" for at in truth),)]
        khotin("crawl", "demo", "--portals", "portals", cwd=tmp_path)
        assert rows(tmp_path / "archive", "SELECT count(*) FROM articles") == [(len(truth),)]


def test_scrapy_crawl_is_the_same_crawl(tmp_path: Path) -> None:
    with DemoServer() as server:
        (tmp_path / "demo.toml").write_text(portal_toml(server.base_url), encoding="utf-8")
        scrapy = [sys.executable, "-m", "scrapy", "crawl", "portal", "-a", "portal=demo"]
        settings = ["-s", f"KHOTIN_ARCHIVE={tmp_path}/archive", "-s", f"KHOTIN_PORTALS={tmp_path}"]
        subprocess.run([*scrapy, *settings], check=True, cwd=ROOT, capture_output=True, timeout=100)
        assert rows(tmp_path / "archive", "SELECT count(*) FROM articles") == [(len(server.site.truth()),)]
        assert rows(tmp_path / "archive", "SELECT status FROM runs") == [("done",)]
    gone = subprocess.run(
        [*scrapy, *settings, "-s", "LOG_LEVEL=ERROR"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert "ERROR: demo: no page of" in gone.stderr, "a portal that is away is no quiet success"
    assert rows(tmp_path / "archive", "SELECT status FROM runs WHERE id = 2") == [("failed",)]


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        (["crawl", "atlantis"], "no portal named 'atlantis'", 2),
        (["crawl", "--portals", "nowhere"], "no portal files", 2),
        (["crawl", "thu", "--portals", "broken"], "broken/thu.toml", 2),
        (["crawl", "thu", "--portals", "portals", "--archive", "afile"], "afile: is a file", 2),
        (["crawl", "thu", "--portals", "portals", "--archive", "newer"], "newer: schema 999 is newer", 2),
        (["crawl", "thu", "--portals", "portals", "--since", "hôm qua"], "--since", 2),
        (["dance"], "No such command", 2),
        (["show", "1", "--archive", "empty"], "no archive here", 2),
    ],
)
def test_bad_input_is_one_clear_line(tmp_path: Path, arguments: list[str], told: str, code: int) -> None:
    describe(tmp_path / "portals", "http://127.0.0.1:9/")
    describe(tmp_path / "broken", "http://127.0.0.1:9/", text=GENERIC + "delai = 1\n")
    (tmp_path / "afile").write_text("x")
    (tmp_path / "newer").mkdir()
    with sqlite3.connect(tmp_path / "newer" / "archive.db") as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    done = khotin(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_portal_that_does_not_answer_is_told_and_the_archive_opens(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        home = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        describe(tmp_path / "portals", home, text=GENERIC + "robots = false\n")
        done = khotin("crawl", "thu", "--portals", "portals", cwd=tmp_path)
    assert done.returncode == 1
    assert f"! thu: no page of {home} could be read" in done.stderr
    assert rows(tmp_path / "archive", "SELECT status FROM runs") == [("failed",)]


def test_a_portal_that_refuses_everything_is_told(tmp_path: Path) -> None:
    with FaultPortal() as portal:
        portal.script("*", [faults.status(403)])
        (tmp_path / "portals").mkdir()
        (tmp_path / "portals" / "thu.toml").write_text(portal.portal_toml(), encoding="utf-8")
        done = khotin("crawl", "thu", "--portals", "portals", cwd=tmp_path)
    assert done.returncode == 1
    assert "status 403" in done.stderr
    assert rows(tmp_path / "archive", "SELECT count(*) FROM articles") == [(0,)]


def test_a_directory_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    describe(tmp_path / "portals", "http://127.0.0.1:9/")
    archive = Path("/proc/khotin-archive")  # nobody may write here, root included
    done = khotin("crawl", "thu", "--portals", "portals", "--archive", archive, cwd=tmp_path)
    assert done.returncode == 2
    assert f"{archive}: cannot be opened for writing" in done.stderr


@pytest.mark.parametrize(("asked", "said"), [(["-a", "portal=nope"], "no portal named 'nope'"), ([], "which portal?")])
def test_scrapy_crawl_says_in_one_line_what_was_asked_wrongly(asked: list[str], said: str) -> None:
    command = [sys.executable, "-m", "scrapy", "crawl", "portal", *asked, "-s", "LOG_LEVEL=ERROR"]
    told = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert told.returncode == 2
    assert told.stderr.startswith(f"khotin: {said}")
    assert told.stderr.count("\n") == 1
