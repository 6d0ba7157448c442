"""Feeds as systems write them, and as nobody should."""

import gzip

import pytest

from crawler.errors import PageUnreadable
from crawler.extraction import feeds
from crawler.extraction.feeds import feed_links, is_feed, read_feed, robots_sitemaps
from crawler.extraction.page import Page
from crawler.recipe import Recipe, RecipeFields

HOME = "https://tinh.example.vn"

RSS = """
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Cổng thông tin</title><link>https://tinh.example.vn/</link>
<atom:link href="https://tinh.example.vn/rss/" rel="self" type="application/rss+xml"/>
<item><title>Khánh thành cầu Bến Gỗ</title><media:title>Ảnh cầu</media:title>
<link><![CDATA[ /tin/khanh-thanh-cau-ben-go-12.html ]]></link><guid isPermaLink="false">news_12</guid>
<pubDate>Wed, 31 May 2017 08:05:00 GMT</pubDate></item>
<item><title>Họp &amp; bàn&nbsp;việc</title><guid>https://tinh.example.vn/tin/hop-13.html#x</guid></item>
<item><title>Trùng</title><link>https://tinh.example.vn/tin/hop-13.html</link></item>
<item><title>Không có địa chỉ</title><guid isPermaLink="false">14</guid></item>
</channel></rss>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://tinh.example.vn/rss"/>
<item rdf:about="https://tinh.example.vn/a1.html"><title>Một</title></item></rdf:RDF>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://tinh.example.vn/blog/">
<link rel="self" href="/atom.xml"/><entry><title type="html">Bài một</title>
<link rel="edit" href="edit/1"/><link rel="alternate" href="bai-mot"/></entry>
<entry><title>Bài hai</title><link href="/blog/bai-hai"/></entry></feed>"""

SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><image:image><image:loc>https://tinh.example.vn/a.jpg</image:loc></image:image>
<loc> https://tinh.example.vn/tin/mot.html </loc><lastmod>2020-01-01</lastmod></url></urlset>"""

INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://tinh.example.vn/sitemap-2.xml.gz</loc></sitemap></sitemapindex>"""


def read(text: str | bytes) -> list[tuple[str, str | None, str]]:
    body = text.encode() if isinstance(text, str) else text
    assert is_feed(body)
    links = read_feed(body, url=HOME + "/rss/")
    assert {link.relation for link in links} <= {"feed"}
    return [(link.url.removeprefix(HOME), link.kind, link.text) for link in links]


def test_rss_by_link_else_by_permalink() -> None:
    assert read(RSS) == [
        ("/tin/khanh-thanh-cau-ben-go-12.html", "article", "Khánh thành cầu Bến Gỗ"),
        ("/tin/hop-13.html", "article", "Họp & bàn\u00a0việc"),
    ]


def test_rss_1() -> None:
    assert read(RDF) == [("/a1.html", "article", "Một")]


def test_atom_by_its_alternate_link() -> None:
    assert read(ATOM) == [("/blog/bai-mot", "article", "Bài một"), ("/blog/bai-hai", "article", "Bài hai")]


def test_sitemaps_and_their_indexes_packed_or_not() -> None:
    assert read(SITEMAP) == [("/tin/mot.html", None, "")]
    assert read(INDEX) == [("/sitemap-2.xml.gz", "sitemap", "")]
    assert read(gzip.compress(SITEMAP.encode())) == [("/tin/mot.html", None, "")]


def test_a_sitemap_of_plain_lines() -> None:
    body = f"{HOME}/mot.html\r\n\r\n{HOME}/hai.html\r\n".encode()
    assert [link.url for link in read_feed(body, url=HOME)] == [HOME + "/mot.html", HOME + "/hai.html"]


LAUGHS = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<rss><channel><item><title>&b;</title><link>/x</link></item></channel></rss>"""
FILE = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss><channel><item><title>&x;</title><link>/x</link></item></channel></rss>"""


@pytest.mark.parametrize(
    "body",
    [
        LAUGHS,
        FILE,
        "<html><body>404</body></html>",
        "",
        "   ",
        "không phải",
        "<rss",
        gzip.compress(b"x" * 99)[:-9] + b"?",
    ],
)
def test_what_is_no_feed_is_refused_aloud(body: str | bytes) -> None:
    with pytest.raises(PageUnreadable, match="feed unreadable"):
        read_feed(body.encode() if isinstance(body, str) else body, url=HOME)


def test_a_small_packet_that_unpacks_to_a_huge_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_BYTES", 10_000)
    for body in (gzip.compress(b"<urlset>" + b" " * 20_000), b"<urlset>" + b" " * 20_000):
        with pytest.raises(PageUnreadable, match="feed too big"):
            read_feed(body, url=HOME)


def test_a_doctype_without_entities_fetches_nothing() -> None:
    body = RSS.replace("<rss ", '<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd">\n<rss ')
    assert len(read(body)) == 2


def test_nesting_without_end_is_refused_and_broken_markup_read() -> None:
    deep = "<rss><channel>" + "<a>" * 5000 + "<item><link>/x</link></item>"
    with pytest.raises(PageUnreadable, match="feed unreadable"):
        read_feed(deep.encode(), url=HOME)
    assert read("<rss><channel><item><title>A & B</title><link>/tin/1.html</link></item>")[0][0] == "/tin/1.html"
    assert read("<rss><channel></channel></rss>") == []


def test_addresses_that_are_none_are_left_out() -> None:
    body = "<urlset>" + "".join(
        f"<url><loc>{a}</loc></url>" for a in ("javascript:x()", "http://[", "ftp://x/y", "/ok")
    )
    assert read(body + "</urlset>") == [("/ok", None, "")]


def test_feeds_a_page_points_to() -> None:
    markup = """<head><link rel="alternate" type="application/rss+xml" href="/rss/tin.rss">
    <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
    <link rel="alternate" hreflang="en" href="/en"></head>
    <a href="/vi/news/rss/">RSS</a><a href="https://khac.example/rss">RSS</a><a href="/tin/feedback.html">Góp ý</a>"""
    page = Page(markup.encode(), url=HOME + "/tin")
    fields = RecipeFields(title="h1", body="p", article_url="(?P<key>x)", feeds=["sitemap.xml", "/rss/tin.rss"])
    assert [(link.url.removeprefix(HOME), link.kind) for link in feed_links(page, Recipe("tried", fields))] == [
        ("/rss/tin.rss", "feed"),
        ("/vi/news/rss/", "feed"),
        ("/sitemap.xml", "sitemap"),
    ]


def test_sitemaps_of_robots_txt() -> None:
    text = "User-agent: *\nDisallow:\nSITEMAP: https://tinh.example.vn/sitemap.xml\nSitemap: /s2.xml\nsitemap: https://x.y/s"
    links = robots_sitemaps(text, url=HOME + "/robots.txt")
    assert [(link.url, link.kind) for link in links] == [
        (HOME + "/sitemap.xml", "sitemap"),
        (HOME + "/s2.xml", "sitemap"),
    ]
