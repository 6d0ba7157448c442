"""A system is recognised by its signs, but its skin is one that no recipe knows: the first articles tell."""
# ruff: noqa: E501

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from scrapy.http import HtmlResponse

from crawler.archive.owed import Bounds
from crawler.frontier import FrontierRow
from crawler.portal import load_portal
from crawler.portal_crawl import PortalCrawl
from crawler.session import Session
from crawler.survey import Survey
from crawler.url import is_past_archive
from tests.crawling import RECIPES, crawl_here, rows

HEAD = '<meta name="generator" content="WordPress 6.1"><link rel="stylesheet" href="/wp-content/themes/nha/style.css">'
NAMES = "một hai ba bốn năm sáu bảy tám chín mười".split()
TITLES = [f"Bà con thôn {name} góp công sửa kênh nội đồng" for name in NAMES]
TEXTS = [
    f"Đoạn kênh thứ {name} được nạo vét trong ba ngày, nước đã về tới những thửa ruộng cuối nguồn." for name in NAMES
]
MENU = '<ul id="mn"><li><a href="/">Trang chủ</a></li><li><a href="/tin-xa/">Tin xã</a></li><li><a href="/lien-he/">Liên hệ</a></li></ul>'


def article(number: int, *, own_skin: bool) -> str:
    title, text = TITLES[number], f"<p>{TEXTS[number]}</p><p>{TEXTS[number]} Lúa đang lên xanh ở cả hai bờ.</p>"
    date_text = f"14:30 {number + 10}/05/2017"
    if own_skin:
        return f'<div class="ct"><h2 class="td">{title}</h2><div class="ng">Đăng lúc: {date_text}</div><div class="nd">{text}</div></div>'
    return f'<article class="post-{number} post type-post hentry"><h1 class="entry-title">{title}</h1><div class="entry-meta"><span class="date">{date_text}</span></div><div class="entry-content">{text}</div></article>'


def answer(path: str, *, own_skin: bool) -> str | None:
    items = [f'<div class="mot"><a href="/tin-xa/bai-viet-so-{n}/">{title}</a></div>' for n, title in enumerate(TITLES)]
    pages = {"/": "".join(items[:4]), "/tin-xa/": "".join(items), "/lien-he/": "<p>Điện thoại: 0255.3822860</p>"}
    pages |= {f"/tin-xa/bai-viet-so-{n}/": article(n, own_skin=own_skin) for n in range(len(TITLES))}
    if path not in pages:
        return None
    return f"<!DOCTYPE html><html><head><title>Xã Nậm Lành</title>{HEAD}</head><body>{MENU}<div id='g'>{pages[path]}</div><p>Bản quyền thuộc UBND xã</p></body></html>"


@contextmanager
def portal(*, own_skin: bool) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            markup = answer(self.path, own_skin=own_skin)
            self.send_response(404 if markup is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((markup or "").encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("own_skin", "recipe"), [(True, ""), (False, "wordpress")])
def test_a_recipe_that_reads_none_of_the_first_articles_is_not_the_portals(
    tmp_path: Path, own_skin: bool, recipe: str
) -> None:
    with portal(own_skin=own_skin) as home:
        toml = f'name="Xã"\nhome="{home}"\nprovince="Huế"\nrecipe="auto"\nlistings=["/"]\ndelay=0\n'
        crawl_here(tmp_path, toml)
        archive = tmp_path / "archive"
        assert [row["read_with"] or "" for row in rows(archive, "SELECT read_with FROM portals")] == [recipe]
        found = rows(archive, "SELECT title, published_at FROM articles ORDER BY published_at")
        assert [row["title"] for row in found] == TITLES
        assert [row["published_at"] for row in found] == [
            f"2017-05-{n + 10}T14:30:00+07:00" for n in range(len(TITLES))
        ]
        again = crawl_here(tmp_path, toml)
        assert again.runs["portal"].counts.articles_new == 0
        assert again.runs["portal"].counts.articles_edited == 0


@pytest.mark.parametrize(
    ("path", "past"),
    [
        ("/luu-tru/2019/05", True),
        ("/archives/2019/", True),
        ("/2019-05", True),
        ("/2026/11/", False),
        ("/2026/10/", False),
        ("/2026/09/", True),
        ("/2026/", False),
        ("/ke-hoach-2019", False),
        ("/2019/05/bai-viet", False),
        ("/tin-tuc", False),
    ],
)
def test_the_archive_of_a_month_that_is_over_lists_nothing_new(path: str, past: bool) -> None:
    assert is_past_archive(f"http://a.example{path}", date(2026, 11, 23)) is past


def test_a_page_looked_at_for_the_survey_and_not_read_is_never_another_responses(tmp_path: Path) -> None:
    """A sitemap is looked at while the portal is learnt, and not read as a page: its place in memory may be used again."""
    with portal(own_skin=True) as home:
        toml = f'name="Xã"\nhome="{home}"\nprovince="Huế"\nrecipe="generic"\nlistings=["/"]\ndelay=0\n'
        path = tmp_path / "portal.toml"
        path.write_text(toml, "utf-8")
        described = load_portal(path, RECIPES)
        session = Session(tmp_path / "archive", {described.id: described}, RECIPES, bounds=Bounds())
        try:
            survey = Survey(PortalCrawl(session, described))
            for number in range(300):
                url = f"{home}{number}"
                row = FrontierRow(
                    number, url, "sitemap", url, "feed", "GET", b"", "", 0, "", "", "", 0, 0, "", "", "", ""
                )
                response = HtmlResponse(url, body=f"<p>{number}</p>".encode())
                assert asyncio.run(survey.add(response, row))
                del response
                other = HtmlResponse(f"{url}/tin", body=b"<p>tin</p>")
                assert survey.page_of(other).url == other.url
        finally:
            session.close("done")
