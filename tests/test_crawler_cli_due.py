"""`khotin crawl --due` on a real server: what is due, time slices, what interrupts and what fails."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crawler.demo.server import DemoServer, portal_toml
from tests.test_crawler_cli_crawl import khotin


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "portals").mkdir()
    return tmp_path


def crawl(folder: Path, *arguments: str) -> dict[str, Any]:
    done = khotin("crawl", "--due", "--portals", "portals", "--json", *arguments, cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def sql(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "archive" / "archive.db") as db:
        return db.execute(query).fetchall()


def test_a_portal_is_crawled_when_it_is_due(folder: Path) -> None:
    with DemoServer() as server:
        text = portal_toml(server.base_url)
        (folder / "portals" / "demo.toml").write_text(text, encoding="utf-8")
        assert crawl(folder)["articles_new"] > 100
        before = len(server.hits)
        assert crawl(folder)["portals"] == 0
        done = khotin("crawl", "--due", "--portals", "portals", cwd=folder)
        assert done.stdout.startswith("nothing is due before 2")
        assert len(server.hits) == before
        (folder / "portals" / "demo.toml").write_text(text + "every = [0, 0]\n", encoding="utf-8")
        assert crawl(folder)["portals"] == 1


def test_a_slice_of_time_ends_a_portal_and_the_next_goes_on(folder: Path) -> None:
    with DemoServer() as server:
        (folder / "portals" / "demo.toml").write_text(portal_toml(server.base_url), encoding="utf-8")
        whole = crawl(folder)["articles_new"]
        (folder / "archive").rename(folder / "undisturbed")
        slices = [crawl(folder, "--minutes", "0.002")]
        while len(slices) < 60 and slices[-1]["portals"]:
            slices.append(crawl(folder, "--minutes", "0.005"))
    assert len(slices) > 2
    assert all(one["trouble"] == [] for one in slices)
    assert sum(one["articles_new"] for one in slices) == whole
    assert sql(folder, "SELECT count(*) FROM frontier WHERE state = 'pending'") == [(0,)]


def test_a_portal_that_failed_is_tried_again_soon(folder: Path) -> None:
    with DemoServer() as server:
        gone = portal_toml(server.base_url)
    (folder / "portals" / "demo.toml").write_text(gone, encoding="utf-8")
    done = khotin("crawl", "--due", "--portals", "portals", cwd=folder)
    assert done.returncode == 1
    assert sql(folder, "SELECT portal_id, failures FROM visits") == [("demo", 1)]
    assert khotin("crawl", "--due", "--portals", "portals", cwd=folder).returncode == 0
    with sqlite3.connect(folder / "archive" / "archive.db") as db:
        db.execute("UPDATE visits SET visited_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-16 minutes')")
    assert khotin("crawl", "--due", "--portals", "portals", cwd=folder).returncode == 1
    assert sql(folder, "SELECT portal_id, failures FROM visits") == [("demo", 2)]
