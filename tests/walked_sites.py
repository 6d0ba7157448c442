"""Small portals that nobody described, each a function from the address asked for to a page, on a real loopback server.

with walked(site) as portal: …; `portal.log` tells what was asked for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from tests.crawling import crawl_here, rows
from tests.fault_portal import Exchange, FaultPortal
from tests.generic_pages import Story, body_of, stories

STORIES = [story for story in stories(60, seed=41) if not (story.table or story.items or story.picture or story.pdf)]
FOOT = "<p>Bản quyền thuộc về Ủy ban nhân dân xã Khe Tre. Điện thoại: 0234.3875.212</p>"
Site = Callable[[str], str | tuple[str, str] | None]


@contextmanager
def walked(site: Site) -> Iterator[FaultPortal]:
    """The site while the block lasts: markup, or markup and media type; None is a 404."""

    async def answer(exchange: Exchange) -> None:
        page = site(exchange.hit.target)
        markup, media_type = page if isinstance(page, tuple) else (page or "<h1>404</h1>", "text/html; charset=utf-8")
        await exchange.answer(markup.encode(), {"Content-Type": media_type}, 404 if page is None else 200)

    with FaultPortal(articles=1) as portal:
        portal.script("*", [answer])
        yield portal


def crawl_walked(folder: Path, portal: FaultPortal) -> list[str]:
    """Crawl it from its home page without a recipe; the titles archived, sorted."""
    crawl_here(folder, portal.portal_toml(recipe='"generic"', listings='["/"]'))
    return sorted(row["title"] for row in rows(folder / "archive", "SELECT title FROM articles"))


def titles(told: list[Story]) -> list[str]:
    return sorted(story.title for story in told)


def frame(title: str, main: str, *, menu: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{escape(title)}</title></head><body>"
        f"<div id='top'><a href='/'>Trang chủ</a> {menu}</div><div id='main'>{main}</div><div id='foot'>{FOOT}</div>"
        "</body></html>"
    )


def article(story: Story, *, below: str = "", menu: str = "") -> str:
    """The page of an article; `below` stands under its text."""
    text = f"<p><b>{escape(story.lede)}</b></p>" if story.lede else ""
    head = f"<h1>{escape(story.title)}</h1><p class='ngay'>{story.date} {story.hour:02}:{story.minute:02}</p>"
    return frame(story.title, f"{head}<div class='noidung'>{text}{body_of(story)}</div>{below}", menu=menu)


def items(told: list[Story], address: Callable[[Story], str]) -> str:
    """A list of headlines with their dates."""
    rows = (f"<li><a href='{address(one)}'>{escape(one.title)}</a> <i>({one.date})</i></li>" for one in told)
    return f"<ul class='ds'>{''.join(rows)}</ul>"
