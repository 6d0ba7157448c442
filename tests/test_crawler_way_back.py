"""The way back through other links, on a portal whose lists are short: through articles of two sections, and through
pages that cannot be read."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from tests import faults
from tests.crawling import contents, crawl_here, rows
from tests.fault_portal import LISTING, SECTION, Exchange, FaultPortal, as_usual

OTHER = 90
AREA = re.compile(rb"<!-- FitcBatDauDocTin -->.*<!-- FitcKetThucDocTin -->", re.DOTALL)
SHARED = 30  # more than a listing and the other links below an article show


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultPortal]:
    """The newest articles stand in both sections, every second of the older ones in the other one alone."""
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))
    with FaultPortal(articles=80) as running:
        for place, article in enumerate([*running.site.articles.values()]):
            if place < SHARED:
                running.put(replace(article, also=(OTHER,)))
            elif place % 2:
                running.put(replace(article, section=OTHER))
        yield running


def toml(portal: FaultPortal) -> str:
    return portal.portal_toml(listings=f'["{LISTING}", "{LISTING.replace(str(SECTION), str(OTHER))}"]')


def test_what_only_one_section_leads_to_is_found_behind_articles_of_both(portal: FaultPortal, tmp_path: Path) -> None:
    crawl_here(tmp_path, toml(portal))
    found = [row["key"] for row in rows(tmp_path / "archive", "SELECT key FROM articles")]
    assert sorted(found) == sorted(portal.truth())
    ways = rows(tmp_path / "archive", "SELECT url FROM frontier WHERE key LIKE '%@%'")
    assert 0 < len(ways) <= SHARED // 10 + 3, "a request for every ten shared articles, and one where a way ends"
    assert max(portal.hits.values()) == 1
    assert contents(tmp_path / "archive")["problems"] == []


def test_later_crawls_ask_no_more_than_without_shared_articles(portal: FaultPortal, tmp_path: Path) -> None:
    crawl_here(tmp_path, toml(portal))
    held = contents(tmp_path / "archive")
    portal.log.clear()
    crawl_here(tmp_path, toml(portal))
    assert len(portal.log) == len(["robots.txt", "front pages", "of both"])
    assert contents(tmp_path / "archive") == held
    newest = next(iter(portal.site.articles.values()))
    portal.put(replace(newest, key=newest.key + 1, title="Tin mới của cả hai chuyên mục trong tuần qua"))
    portal.log.clear()
    session = crawl_here(tmp_path, toml(portal))
    assert session.runs["portal"].counts.articles_new == 1
    assert len(portal.log) <= len(["robots.txt", "front pages", "of both", "the article", "its other section"])


def test_a_shared_article_is_archived_once_and_never_edited_by_its_other_address(
    portal: FaultPortal, tmp_path: Path
) -> None:
    crawl_here(tmp_path, toml(portal))
    kinds = {(row["kind"], row["n"]) for row in rows(tmp_path / "archive", "SELECT kind, 1 AS n FROM changes")}
    assert kinds == {("new", 1)}
    ways = rows(tmp_path / "archive", "SELECT kind, state, walk FROM frontier WHERE key LIKE '%@%'")
    assert ways
    assert all(row == {"kind": "listing", "state": "done", "walk": None} for row in ways)


@pytest.mark.parametrize("recipe", ["fitc", "generic"])
def test_articles_behind_pages_that_cannot_be_read_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recipe: str
) -> None:
    """Fifteen videos in a row, whose pages have neither title nor text, lead on like any article."""
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))
    with FaultPortal(articles=50) as portal:
        videos = {f"tc={key}" for key in list(portal.truth())[20:35]}

        async def answer(exchange: Exchange) -> None:
            status, body, headers = exchange.page()
            if not videos.isdisjoint(re.split("[?&#]", exchange.hit.target)):
                body = AREA.sub(b'<video src="/UploadFiles/Video/1.mp4"></video>', body)
            await exchange.answer(body, headers, status)

        portal.script("*", [answer])
        crawl_here(tmp_path, portal.portal_toml(recipe=f'"{recipe}"'))
    assert len(rows(tmp_path / "archive", "SELECT id FROM articles")) == 35
    problems = rows(tmp_path / "archive", "SELECT reason FROM problems")
    assert problems == ([{"reason": "no article"}] * 15 if recipe == "fitc" else [])


PAGE = """<html><body><form><h1>Thông báo</h1><table><tr><td class="TMCD2_DongTieuDe">{items}</td></tr></table>
<div id="divPhanTrang">{pager}</div></form></body></html>"""


def test_a_pager_is_followed_through_pages_that_offer_files_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of seven pages the second to the fifth list documents and no article; behind the last one comes nothing new."""
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))
    monkeypatch.setattr("crawler.demo.site.OTHERS", 0)
    with FaultPortal(articles=30) as portal:
        addresses = portal.addresses()

        def items(number: int) -> list[str]:
            if 2 <= number <= 5:
                return [f"/UploadFiles/VanBan/{number}-{place}.pdf" for place in range(10)]
            start = 0 if number == 1 else 10 * (number - 5)
            return addresses[start : start + 10]

        async def answer(exchange: Exchange) -> None:
            number = re.search(r"^/\?gd=1&cn=82(?:&p=(\d+))?$", exchange.hit.target)
            if number is None:
                await as_usual(exchange)
                return
            here = int(number[1] or 1)
            links = "".join(f'<a href="{one}">Thông báo về việc số {one[-9:]}</a>' for one in items(here))
            pager = f'<a href="/?gd=1&cn=82&p={here + 1}">Trang sau</a>'
            await exchange.answer(PAGE.format(items=links, pager=pager).encode())

        portal.script("*", [answer])
        crawl_here(tmp_path, portal.portal_toml(attachments="false"))
        pages = [target for target in portal.hits if "&p=" in target]
    assert len(rows(tmp_path / "archive", "SELECT id FROM articles")) == 30
    assert len(pages) <= 7 + 3


def test_links_of_a_list_that_no_pattern_knows_are_told(portal: FaultPortal, tmp_path: Path) -> None:
    """Articles whose addresses have a new shape are no part of the archive, and a person must hear of it."""
    links = [*portal.addresses()[:3], "/chi-tiet/bai-moi-1", "/chi-tiet/bai-moi-2", "/", "/UploadFiles/a.pdf"]
    links += ["http://khac.example/chi-tiet/3", "/GuiTin.aspx?tc=5", f"{LISTING}&page=2"]
    items = "".join(f'<a href="{one}">Tin của sở trong tuần qua</a>' for one in links)
    portal.script(LISTING, [faults.text(PAGE.format(items=items, pager=""))])
    session = crawl_here(tmp_path, portal.portal_toml())
    assert session.runs["portal"].trouble == [], "it is for a person to look at some time, and no failure"
    told = rows(tmp_path / "archive", "SELECT url, reason, detail FROM problems")
    assert told == [
        {
            "url": portal.base_url + LISTING,
            "reason": "links left out",
            "detail": f"2 of the list, such as {portal.base_url}/chi-tiet/bai-moi-1",
        }
    ]


def test_a_sitemap_is_read_however_many_feeds_stand_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHOTIN_LEASES", str(tmp_path / "leases"))
    monkeypatch.setattr("crawler.demo.site.OTHERS", 0)
    with FaultPortal(articles=30) as portal:
        feeds = "".join(f'<a href="/rss/{number}.rss">RSS</a>' for number in range(30))
        portal.script("/", [faults.text(PAGE.format(items=feeds, pager=""))])
        portal.script("/robots.txt", [faults.robots("User-agent: *\nSitemap: /ban-do.xml\n")])
        locations = "".join(f"<url><loc>{escape(portal.base_url + one)}</loc></url>" for one in portal.addresses())
        portal.script("/ban-do.xml", [faults.text(f"<urlset>{locations}</urlset>", "text/xml")])
        crawl_here(tmp_path, portal.portal_toml(listings='["/"]'))
    assert len(rows(tmp_path / "archive", "SELECT id FROM articles")) == 30
