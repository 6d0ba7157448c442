import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.url import _PLAIN, _made_safe, bare_host, identity, resolve, target

HOME = "https://www.tinh.gov.vn/tin/trang.aspx?id=1"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/a/b.html#x", "https://www.tinh.gov.vn/a/b.html"),
        ("?gd=1&tc=5", "https://www.tinh.gov.vn/tin/trang.aspx?gd=1&tc=5"),
        ("?gd=1&amp;tc=5", "https://www.tinh.gov.vn/tin/trang.aspx?gd=1&tc=5"),
        ("//tinh.gov.vn:443/x", "https://tinh.gov.vn/x"),
        (
            "/(S(abc123))/tin/5.html;jsessionid=9F?utm_source=zalo&id=7&PHPSESSID=1",
            "https://www.tinh.gov.vn/tin/5.html?id=7",
        ),
        ("/tin tức/bài một.html", "https://www.tinh.gov.vn/tin%20t%E1%BB%A9c/b%C3%A0i%20m%E1%BB%99t.html"),
        ("  /khoảng\ntrắng ", "https://www.tinh.gov.vn/kho%E1%BA%A3ng%20tr%E1%BA%AFng"),
        ("javascript:__doPostBack('a','')", None),
        ("mailto:a@tinh.gov.vn", None),
        ("http://[broken", None),
        ("http://host:99999/x", None),
        ("/" + "a" * 3000, None),
    ],
)
def test_an_address_is_made_ready_to_fetch_or_refused(href: str, expected: str | None) -> None:
    assert resolve(HOME, href) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://tinh.gov.vn/?gd=1&cn=82", "https://www.tinh.gov.vn/?cn=82&gd=1"),
        ("http://tinh.gov.vn//tin//bai.html", "http://tinh.gov.vn/tin/bai.html"),
        ("http://tinh.gov.vn/Trang/Tin.aspx?NID=5", "http://tinh.gov.vn/trang/tin.ASPX?nid=5"),
        ("http://tinh.gov.vn/tin%2Dtuc", "http://tinh.gov.vn/tin-tuc"),
        ("http://tinh.gov.vn/a?fbclid=1&id=2", "http://tinh.gov.vn/a?id=2"),
        ("http://tinh.gov.vn/t%E1%BB%A9c", "http://tinh.gov.vn/tức"),
        ("http://tinh.gov.vn/a?id=2&sid=9f31c0a2be", "http://tinh.gov.vn/a?id=2&sid=1234567890123456"),
    ],
)
def test_spellings_of_one_page_are_one(one: str, other: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://tinh.gov.vn/?tc=5", "http://tinh.gov.vn/?tc=6"),
        ("http://tinh.gov.vn/Tin", "http://tinh.gov.vn/tin"),
        ("http://tinh.gov.vn/a?b=1", "http://tinh.gov.vn/a?b="),
        ("http://tinh.gov.vn/modules.php?name=News&sid=5", "http://tinh.gov.vn/modules.php?name=News&sid=6"),
    ],
)
def test_other_pages_stay_others(one: str, other: str) -> None:
    assert identity(one) != identity(other)


def test_hosts_are_compared_without_www_and_default_port() -> None:
    assert bare_host("http://WWW.Tinh.gov.vn:80/x") == bare_host("https://tinh.gov.vn") == "tinh.gov.vn"
    assert bare_host("http://127.0.0.1:8765/") == "127.0.0.1:8765"


def test_patterns_are_searched_in_what_a_reader_sees() -> None:
    assert target("http://x/tin%20tức?a=%C4%91") == "/tin tức?a=đ"


@given(st.text(max_size=200))
def test_no_href_breaks_the_crawl_and_what_is_ready_stays_so(href: str) -> None:
    ready = resolve(HOME, href)
    if ready is not None:
        assert ready.isascii()
        assert resolve(HOME, ready) == ready
        assert identity(ready) == identity(ready + "#x")


@given(st.from_regex(_PLAIN, fullmatch=True))
def test_a_plain_address_is_what_making_it_safe_would_give(url: str) -> None:
    assert resolve(HOME, url) == _made_safe(url)
