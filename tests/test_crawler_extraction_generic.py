"""The generic path on portals nobody described: two dozen invented layouts, whole portals walked from home."""

import datetime as dt
import html
import re
from collections import Counter
from dataclasses import replace
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest

from crawler.extraction.generic import generic_read
from crawler.extraction.page import Page
from crawler.extraction.template import Template
from crawler.items import Reading
from crawler.text.boilerplate import strip_boilerplate
from crawler.text.date_choice import choose_date
from tests.generic_layouts import LAYOUTS
from tests.generic_layouts_hard import HARD
from tests.generic_layouts_odd import ODD
from tests.generic_pages import Layout, Story, stories

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = dt.datetime(2026, 11, 23, tzinfo=ZONE)
ALL = [*LAYOUTS, *ODD, *HARD]
COUNT = 16
LEAST_F1 = 0.97
by_layout = pytest.mark.parametrize("layout", ALL, ids=lambda layout: layout.name)


def page_of(layout: Layout, story: Story, told: list[Story]) -> Page:
    markup = layout.article(layout, story, [other for other in told if other is not story])
    return Page(markup.encode(), url=address(layout, story))


def address(layout: Layout, story: Story) -> str:
    return layout.host + html.unescape(layout.url(story))


def template_of(layout: Layout, told: list[Story]) -> Template:
    return Template.learn([page_of(layout, story, told) for story in told[:6]])


def f1(one: str, other: str) -> float:
    first, second = (Counter(re.findall(r"\w+", text.lower())) for text in (one, other))
    both = sum((first & second).values())
    return 2 * both / (first.total() + second.total()) if first or second else 1.0


def body_of(reading: Reading) -> str:
    assert reading.article is not None
    stripped = strip_boilerplate(reading.article.blocks, title=reading.article.title, lede=reading.article.lede)
    return "\n".join(block.text for block in stripped.blocks)


def published(reading: Reading) -> str:
    assert reading.article is not None
    date = choose_date(reading.article.dates, at=AT, zone=ZONE).date
    return date.instant.date().isoformat() if date else "-"


@by_layout
@pytest.mark.parametrize("learnt", [False, True], ids=["alone", "learnt"])
def test_every_article_of_a_layout_is_read_whole(layout: Layout, learnt: bool) -> None:
    told = stories(COUNT, layout.seed)
    template = template_of(layout, told) if learnt else None
    for story in told:
        reading = generic_read(page_of(layout, story, told), expected="article", template=template)
        assert reading.kind == "article", reading.evidence
        assert reading.article is not None
        assert (reading.article.title, published(reading)) == (story.title, story.iso)
        assert reading.article.lede == story.lede
        body = body_of(reading)
        assert f1(body, f"{story.truth} {layout.decoys(story)}") >= LEAST_F1, body
        assert not [other.title for other in told if other is not story and other.title in body]
        assert [one.url for one in reading.article.attachments] == [layout.host + one for one in [story.pdf] if one]


BARE_BODIES = {
    "short": ({"paragraphs": ["Mời xem chi tiết trong phóng sự."]}, "Mời xem chi tiết trong phóng sự."),
    "table": ({"table": [["A1", "B"], ["c", "d"], ["e", "f"], ["g", "h"]]}, "A1 | B\nc | d\ne | f\ng | h"),
    "list": ({"items": ["Xã Phú Hòa", "Xã An Lạc", "Xã Khe Tre"]}, "- Xã Phú Hòa\n- Xã An Lạc\n- Xã Khe Tre"),
    "picture": ({"picture": "/upload/a.jpg"}, ""),
    "file": ({"pdf": "/upload/x.pdf"}, ""),
    "frame": ({"body_html": '<iframe src="/viewer.html?file=/upload/y.pdf"></iframe>'}, ""),
}
SOURCE_LINE = "www.huongsonha.tinh.example"  # a signature, kept where nothing else is the body
# An author's biography below the picture reads like the text that is not there; only a template knows better.
TALKATIVE = {"comp"}


@by_layout
@pytest.mark.parametrize("what", BARE_BODIES)
def test_an_article_of_next_to_nothing_is_one_and_nothing_around_is_its_body(layout: Layout, what: str) -> None:
    told = stories(COUNT, layout.seed)
    fields, body = BARE_BODIES[what]
    bare = {"paragraphs": [], "lede": "", "picture": "", "pdf": "", "table": [], "items": [], "caption": ""} | fields
    story = replace(told[8], **bare)
    template = template_of(layout, told) if layout.name in TALKATIVE else None
    try:
        page = page_of(layout, story, [other for other in told if other.id != story.id])
    except IndexError:  # the layout shows its first paragraph apart and needs one
        return
    if story.body_html not in page.raw.decode():  # the layout writes its own markup around each paragraph
        return
    reading = generic_read(page, expected="article", template=template)
    assert reading.kind == "article", reading.evidence
    assert reading.article is not None
    assert reading.article.title == story.title
    assert re.findall(r"\w+", body_of(reading).replace(SOURCE_LINE, "")) == re.findall(r"\w+", body)
    assert bool(reading.article.attachments) == (what in ("file", "frame"))


@by_layout
def test_other_links_of_an_article_are_found(layout: Layout) -> None:
    told = stories(COUNT, layout.seed)
    page = page_of(layout, told[0], told)
    found = {link.url for link in generic_read(page, expected="article").links if link.kind == "article"}
    shown = {address(layout, story) for story in told[1:] if layout.url(story) in page.raw.decode()}
    assert shown <= found


@by_layout
@pytest.mark.parametrize("expected", ["listing", "article", None])
def test_a_listing_is_told_from_an_article_whatever_was_expected(layout: Layout, expected: str | None) -> None:
    told = stories(COUNT, layout.seed)
    page = Page(layout.listing(layout, told).encode(), url=layout.host + layout.listing_url)
    reading = generic_read(page, expected=expected)  # type: ignore[arg-type]
    assert reading.kind == "listing", reading.evidence
    listed = {link.url for link in reading.links if link.relation == "listed"}
    assert {address(layout, story) for story in told if layout.url(story) in page.raw.decode()} <= listed
    assert layout.name == "vhv" or any(link.relation == "next" for link in reading.links)


@by_layout
def test_articles_stay_articles_when_nothing_or_a_listing_was_expected(layout: Layout) -> None:
    told = stories(COUNT, layout.seed)
    template = template_of(layout, told)
    kinds = [generic_read(page_of(layout, story, told), template=template).kind for story in told]
    assert kinds == ["article"] * COUNT


def test_menu_search_print_and_session_links_are_sections_or_nothing() -> None:
    layout = next(one for one in ALL if one.name == "nuke")
    told = stories(COUNT, layout.seed)
    links = generic_read(page_of(layout, told[0], told), expected="article").links
    addresses = [link.url for link in links]
    assert urljoin(layout.host, "/kinh-te") in [link.url for link in links if link.relation == "section"]
    assert not [url for url in addresses if "print" in url or "sendmail" in url or "/tag/" in url]


def page(markup: str, url: str = "http://a.example/tin/bai-viet-nao-do-12345.html") -> Page:
    return Page(markup.encode(), url=url)


def test_a_soft_404_inside_the_whole_chrome_is_missing() -> None:
    layout = next(one for one in ALL if one.name == "bare")
    told = stories(COUNT, layout.seed)
    markup = layout.article(layout, told[0], told[1:])
    start, end = markup.index("<h1>"), markup.index("<div>Lượt xem")
    reading = generic_read(page(f"{markup[:start]}<h1>Không tìm thấy trang</h1>{markup[end:]}"), expected="article")
    assert reading.kind == "missing"


def test_an_unpublished_article_is_no_article() -> None:
    said = "Chú ý: Bài viết này chưa được xuất bản nên bạn không thể xem."
    markup = f"<title>Thông báo - Cổng</title><h1>Thông báo</h1><p>{said}</p>"
    assert generic_read(page(markup), expected="article").kind == "unpublished"


@pytest.mark.parametrize("address", ["/2017/05/31/hoi-nghi/{}/", "/2017/05/31/hoi-nghi/?page={}"])
def test_further_pages_of_an_article_are_told_from_other_links(address: str) -> None:
    text = "<p>Hội nghị đã thông qua nhiều nội dung quan trọng của địa phương trong năm nay.</p>" * 6
    numbers = " ".join(f'<a href="{address.format(number)}">{number}</a>' for number in (2, 3))
    markup = f"<title>Hội nghị</title><h1>Hội nghị</h1><p>31/05/2017</p>{text}<div>Trang: 1 {numbers}</div>"
    reading = generic_read(page(markup, "http://a.example/2017/05/31/hoi-nghi/"), expected="article")
    assert [(link.relation, link.page) for link in reading.links] == [("page", 2), ("page", 3)]
    assert "Trang" not in body_of(reading)


@pytest.mark.parametrize("markup", ["", "<p>", "<html></html>", "\x00", "<a href='http://['>x</a>", "<table><tr><td>"])
def test_hostile_pages_are_other_and_raise_nothing(markup: str) -> None:
    reading = generic_read(page(markup))
    assert (reading.kind, reading.links) == ("other", [])
