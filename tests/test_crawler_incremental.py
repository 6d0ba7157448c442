"""Later crawls: the front pages and what is due, nothing else; what is new is found, an edit makes one revision."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crawler.archive.owed import Bounds
from crawler.demo.server import DemoServer, portal_toml
from crawler.demo.source import Attachment
from tests.crawling import change, contents, crawl_here, rows
from tests.fault_portal import LISTING, FaultPortal


@pytest.fixture(autouse=True)
def own_leases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    with DemoServer() as server:
        yield server


def test_a_second_crawl_asks_for_robots_txt_and_the_front_pages_alone(demo: DemoServer, tmp_path: Path) -> None:
    toml = portal_toml(demo.base_url)
    crawl_here(tmp_path, toml)
    held = contents(tmp_path / "archive")
    demo.hits.clear()
    crawl_here(tmp_path, toml)
    assert demo.hits == {"/robots.txt": 1} | {f"/?gd=1&cn={cn}": 1 for cn in demo.site.sections}
    assert contents(tmp_path / "archive") == held


def test_looked_at_again_nothing_that_moves_around_the_text_is_an_edit(demo: DemoServer, tmp_path: Path) -> None:
    """The demo's counters, clocks and newest lists differ on every page from request to request."""
    toml = portal_toml(demo.base_url)
    crawl_here(tmp_path, toml)
    held = contents(tmp_path / "archive")
    session = crawl_here(tmp_path, toml, bounds=Bounds(recheck="all"))
    assert session.runs["portal"].counts.articles_same >= 171
    assert contents(tmp_path / "archive")["changes"] == held["changes"]
    assert contents(tmp_path / "archive")["revisions"] == held["revisions"]


def test_recheck_none_looks_at_no_known_article(demo: DemoServer, tmp_path: Path) -> None:
    toml = portal_toml(demo.base_url)
    crawl_here(tmp_path, toml)
    change(tmp_path / "archive", "UPDATE frontier SET due_at = '2000-01-01T00:00:00Z' WHERE due_at IS NOT NULL")
    change(tmp_path / "archive", "UPDATE frontier SET due_at = NULL WHERE state <> 'done'")
    session = crawl_here(tmp_path, toml, bounds=Bounds(recheck="none"))
    assert session.runs["portal"].counts.requests == len(demo.site.sections)


def test_forty_new_articles_are_all_found_though_the_front_page_shows_fifteen(tmp_path: Path) -> None:
    with FaultPortal(articles=60) as portal:
        newest = [portal.drop(key) for key in list(portal.truth())[:40]]
        crawl_here(tmp_path, portal.portal_toml())
        assert len(rows(tmp_path / "archive", "SELECT id FROM articles")) == 20
        for article in newest:
            portal.put(article)
        session = crawl_here(tmp_path, portal.portal_toml())
        assert session.runs["portal"].counts.articles_new == 40
        assert set(portal.truth()) == {row["key"] for row in rows(tmp_path / "archive", "SELECT key FROM articles")}
        before = len(portal.log)
        crawl_here(tmp_path, portal.portal_toml())
        assert [hit.target for hit in portal.log[before:]] == ["/robots.txt", LISTING]


def test_a_limit_saves_the_state_and_the_next_run_goes_on(demo: DemoServer, tmp_path: Path) -> None:
    toml = portal_toml(demo.base_url)
    for run in range(1, 4):
        session = crawl_here(tmp_path, toml, bounds=Bounds(limit=20))
        assert session.runs["portal"].counts.articles_new == 20
        assert len(rows(tmp_path / "archive", "SELECT id FROM articles")) == 20 * run
    crawl_here(tmp_path, toml)
    assert len(rows(tmp_path / "archive", "SELECT id FROM articles")) == 171
    again = {target: count for target, count in demo.hits.items() if count > 1 and target != "/robots.txt"}
    assert sum(count - 1 for count in again.values()) <= 2, "what one run had, the next did not ask for"


def test_since_leaves_older_articles_and_a_later_crawl_without_it_fetches_them(tmp_path: Path) -> None:
    with FaultPortal(articles=10) as portal:
        published = sorted(truth.published_at for truth in portal.truth().values())
        bound = date.fromisoformat(published[5][:10])
        crawl_here(tmp_path, portal.portal_toml(), bounds=Bounds(since=bound))
        held = [row["published_on"] for row in rows(tmp_path / "archive", "SELECT published_on FROM articles")]
        assert held
        assert min(held) >= bound.isoformat()
        assert len(held) < 10
        crawl_here(tmp_path, portal.portal_toml())
        assert len(rows(tmp_path / "archive", "SELECT id FROM articles")) == 10


def test_a_sweep_walks_every_section_whole_again_on_its_own_rhythm(demo: DemoServer, tmp_path: Path) -> None:
    toml = portal_toml(demo.base_url)
    crawl_here(tmp_path, toml)
    walks = "SELECT walk, count(*) AS n FROM frontier WHERE walk IS NOT NULL GROUP BY walk"
    assert rows(tmp_path / "archive", walks) == [{"walk": "front", "n": 4}]
    (first,) = rows(tmp_path / "archive", "SELECT swept_at FROM portals")
    assert first["swept_at"]
    change(tmp_path / "archive", "UPDATE portals SET swept_at = '2026-01-01T00:00:00Z'")
    crawl_here(tmp_path, toml)
    (second,) = rows(tmp_path / "archive", "SELECT swept_at FROM portals")
    assert second["swept_at"] >= first["swept_at"]
    assert rows(tmp_path / "archive", walks) == [{"walk": "front", "n": 4}]


def test_the_portals_file_says_how_often_it_is_looked_at_again(tmp_path: Path) -> None:
    with FaultPortal(articles=6) as portal:
        toml = portal.portal_toml(look_again="[0.5, 1]", sweep="2")
        crawl_here(tmp_path, toml)
        due = "SELECT (julianday(due_at) - julianday(fetched_at)) * 24 AS h FROM frontier WHERE kind = 'article'"
        hours = [row["h"] for row in rows(tmp_path / "archive", due)]
        assert len(hours) == 6
        assert 0.4 < min(hours) <= max(hours) < 1.2
        for ago, swept in (("-47 hours", False), ("-49 hours", True)):
            change(
                tmp_path / "archive",
                f"UPDATE portals SET swept_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '{ago}')",
            )
            crawl_here(tmp_path, toml)
            (told,) = rows(tmp_path / "archive", "SELECT swept_at > datetime('now', '-1 hour') AS swept FROM portals")
            assert bool(told["swept"]) is swept


def test_an_edit_is_one_revision_and_one_change(tmp_path: Path) -> None:
    with FaultPortal(articles=6) as portal:
        crawl_here(tmp_path, portal.portal_toml())
        key = next(iter(portal.truth()))
        article = portal.site.articles[int(key)]
        portal.put(replace(article, title=article.title + " (cập nhật)"))
        for _ in range(2):
            crawl_here(tmp_path, portal.portal_toml(), bounds=Bounds(recheck="all"))
        kinds = rows(tmp_path / "archive", "SELECT kind, count(*) AS n FROM changes GROUP BY kind ORDER BY kind")
        assert kinds == [{"kind": "edited", "n": 1}, {"kind": "new", "n": 6}]


@pytest.mark.parametrize("recipe", ["fitc", "generic"])
def test_a_trial_asks_for_no_more_pages_than_it_may_and_no_file(recipe: str, tmp_path: Path) -> None:
    with FaultPortal(articles=40) as portal:
        for key in portal.truth():
            portal.edit(key, attachments=(Attachment("Tệp", f"/up/{key}.pdf"),))
        bounds = Bounds(limit=30, pages=12)
        session = crawl_here(tmp_path, portal.portal_toml(recipe=f'"{recipe}"'), bounds=bounds)
        assert sum(portal.hits.values()) == 13, "robots.txt is no page"
        assert not [target for target in portal.hits if target.startswith("/up/")]
    assert session.runs["portal"].counts.articles_new >= 9
