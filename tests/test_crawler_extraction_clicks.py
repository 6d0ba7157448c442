"""Links that only a script follows, pages in frames, articles that only a script shows."""

# ruff: noqa: E501

import json

import pytest

from crawler.extraction.clicks import link_clicks
from crawler.extraction.generic import generic_read
from crawler.extraction.page import Page, parse_html
from tests.test_crawler_extraction_generic_odds import LEDE, MORE, TEXT, TITLE, published, texts

NAMES = ("Bà con xã Nậm Lành góp công sửa kênh", "Ngày hội cồng chiêng ở xã Suối Giàng", "Trao bò giống cho hộ nghèo")
LISTED = [f"http://a.example/chitiet/{n}12" for n in range(3)]


def listed(markup: str) -> list[str]:
    one = Page(f"<html><body><h2>Tin</h2>{markup}</body></html>".encode(), url="http://a.example/ds")
    return [link.url for link in generic_read(one, expected="listing").links if link.relation == "listed"]


@pytest.mark.parametrize(
    "row",
    [
        "<tr onclick=\"location.href='/chitiet/{n}12'\"><td>{n}</td><td>{title}</td><td>31/05/2017</td></tr>",
        "<tr onclick='window.location = \"/chitiet/{n}12\"'><td>{n}</td><td>{title}</td><td>31/05/2017</td></tr>",
        "<tr data-href='/chitiet/{n}12'><td>{n}</td><td>{title}</td><td>31/05/2017</td></tr>",
    ],
)
def test_a_row_that_is_clicked_is_a_link(row: str) -> None:
    assert listed(f"<table>{''.join(row.format(n=n, title=title) for n, title in enumerate(NAMES))}</table>") == LISTED


def test_a_box_with_links_and_a_plugin_stay_as_they_are() -> None:
    markup = "<div onclick=\"location.href='/a'\"><a href='/b'>B</a></div><div class='fb-like' data-href='/c'>C</div>"
    tree = parse_html(f"<html><body>{markup}</body></html>".encode())
    link_clicks(tree)
    link_clicks(tree)
    assert [link.get("href") for link in tree.iter("a")] == ["/b"]


def test_a_pages_frames_are_ways_on() -> None:
    one = Page(
        b"<html><body><iframe src='/moi'></iframe><iframe src='https://www.youtube.com/embed/x'></iframe></body></html>",
        url="http://a.example/",
    )
    assert [link.url for link in generic_read(one, expected="listing").links] == ["http://a.example/moi"]


DATA = {
    "json-ld": (
        "application/ld+json",
        {
            "@type": "NewsArticle",
            "headline": TITLE,
            "description": LEDE,
            "datePublished": "2017-05-31T14:30:00+07:00",
            "articleBody": f"{TEXT}\n{MORE}",
        },
    ),
    "next": (
        "application/json",
        {
            "props": {
                "pageProps": {
                    "bai": {
                        "title": TITLE,
                        "summary": LEDE,
                        "publishedAt": "2017-05-31T14:30:00+07:00",
                        "contentHtml": f"<p>{TEXT}</p><p>{MORE}</p>",
                    }
                }
            }
        },
    ),
}


@pytest.mark.parametrize("name", DATA)
def test_an_article_that_only_data_hold_is_read_from_them(name: str) -> None:
    media_type, data = DATA[name]
    script = f"<script type='{media_type}'>{json.dumps(data, ensure_ascii=False)}</script>"
    one = Page(
        f"<html><head><title>{TITLE}</title>{script}</head><body><div id='__next'>Đang tải...</div></body></html>".encode(),
        url="http://a.example/tin/bai-1234",
    )
    article = generic_read(one, expected="article").article
    assert article is not None
    assert (article.title, article.lede, texts(article)) == (TITLE, LEDE, [TEXT, MORE])
    assert published(article) == "2017-05-31T14:30"
    assert generic_read(one, expected="listing").article is None


@pytest.mark.parametrize(
    "script", ["{", "[1, 2", '{"headline": "Tin"}', "[" * 5000 + "]" * 5000, '{"title": 1, "content": {}}']
)
def test_data_that_hold_no_article_are_none(script: str) -> None:
    markup = f"<html><head><script type='application/json'>{script}</script></head><body><p>Đang tải</p></body></html>"
    assert generic_read(Page(markup.encode(), url="http://a.example/tin/a-1234"), expected="article").article is None


@pytest.mark.parametrize(
    ("call", "function"),
    [
        ("javascript:xem({n}12)", "function xem(id){ location.href = '/chitiet/' + id; }"),
        ("javascript: return xem('{n}12', 3);", "var xem = function(id, x) { window.open('/chitiet/' + id, '_self') }"),
        ("javascript:xem({n}12)", "var goc = '/chitiet/'; function xem(id) { location.assign(goc + parseInt(id)); }"),
    ],
)
def test_a_link_that_calls_a_function_goes_where_that_goes(call: str, function: str) -> None:
    rows = "".join(f'<p><a href="{call.format(n=n)}">{title}</a> 31/05/2017</p>' for n, title in enumerate(NAMES))
    assert listed(f"<script>{function}</script>{rows}") == LISTED


@pytest.mark.parametrize(
    "function",
    [
        "",
        "function xem(id) { alert('/chitiet/' + id); }",
        "function xem(id) { location.href = duong(id); }",
        "function xem(id) { location.href = '#' + id; }",
        "function xem(id) { thuoc(id); } function khac(id) { location.href = '/chitiet/' + id; }",
    ],
)
def test_a_call_that_cannot_be_told_leads_nowhere(function: str) -> None:
    rows = "".join(f'<p><a href="javascript:xem({n}12)">{title}</a></p>' for n, title in enumerate(NAMES))
    assert listed(f"<script>{function}</script>{rows}") == []
