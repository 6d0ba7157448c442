"""Files and pictures as the portals' systems hide them, addresses made absolute, markup made safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.address import absolute
from crawler.extraction.files import is_file, picture_url, read_attachments
from crawler.extraction.html import safe_html
from crawler.extraction.node import NodeReader
from crawler.extraction.page import parse_html
from crawler.items import Attachment

BASE = "https://so.example/tin/bai-1.html"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/a b.html#x", "https://so.example/a%20b.html"),
        ("/./tin/../a.html", "https://so.example/a.html"),
        ("?tc=5", "https://so.example/tin/bai-1.html?tc=5"),
        ("//kho.example/a", "https://kho.example/a"),
        (" \n/a\n ", "https://so.example/a"),
        ("HTTP://so.example/a", "http://so.example/a"),
        ("#x", ""),
        ("", ""),
        (None, ""),
        ("javascript:void(0)", ""),
        ("mailto:a@so.example", ""),
        ("tel:19001000", ""),
        ("http://[::1", ""),
    ],
)
def test_addresses(href: str | None, expected: str) -> None:
    assert absolute(href, BASE) == expected


@given(st.text(max_size=30))
def test_any_address_is_taken(href: str) -> None:
    found = absolute(href, BASE)
    assert found == "" or found.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<a href='/VanBan/qd.PDF'>Quyết định</a>", Attachment("https://so.example/VanBan/qd.PDF", "Quyết định")),
        ("<a href='/a/qd.doc?v=2'></a>", Attachment("https://so.example/a/qd.doc?v=2", "qd.doc")),
        (
            "<a href='javascript:void(0)' onclick=\"downloadFile('12','/upload/1/ke-hoach.xlsx')\">Kế hoạch</a>",
            Attachment("https://so.example/upload/1/ke-hoach.xlsx", "Kế hoạch"),
        ),
        (
            "<iframe src='/3rdparty/pdfjs/web/viewer.html?file=%2Fupload%2Fqd.pdf&x=1'></iframe>",
            Attachment("https://so.example/upload/qd.pdf", "qd.pdf"),
        ),
        ("<embed src='/upload/qd.pdf'>", Attachment("https://so.example/upload/qd.pdf", "qd.pdf")),
        (
            "<a href=\"javascript:viewFile('upload/so%20lieu.pdf')\">Số liệu</a>",
            Attachment("https://so.example/tin/upload/so%20lieu.pdf", "Số liệu"),
        ),
        (
            "<a onclick=\"window.open('/upload/Kế hoạch 2024.docx', '_blank')\">Kế hoạch</a>",
            Attachment("https://so.example/upload/Kế%20hoạch%202024.docx", "Kế hoạch"),
        ),
        (
            "<iframe src='https://docs.google.com/gview?embedded=true&url=https%3A%2F%2Fso.example%2Fupload%2Fqd.pdf'>",
            Attachment("https://so.example/upload/qd.pdf", "qd.pdf"),
        ),
        (
            "<iframe src='https://view.officeapps.live.com/op/embed.aspx?src=http%253A%252F%252Fso.example%252Fb.xlsx'>",
            Attachment("http://so.example/b.xlsx", "b.xlsx"),
        ),
        (
            "<span onclick=\"xem('/upload/a.pdf')\" title='Xem tài liệu'></span>",
            Attachment("https://so.example/upload/a.pdf", "Xem tài liệu"),
        ),
    ],
)
def test_a_file_is_found_however_it_is_offered(markup: str, expected: Attachment) -> None:
    assert read_attachments([parse_html(markup.encode())], BASE) == [expected]


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='/tin/bai.html'>Tin</a>",
        "<a href='/a.jpg'>Ảnh</a>",
        "<a href='/vi/news/savefile/tin/bai-12.html'>Lưu bài viết này</a>",
        "<a href='/xem?file=a.pdf'>Trang</a>",
        "<a style='display:none' href='/a.pdf'>ẩn</a>",
        "<iframe src='https://video.example/embed/1'></iframe>",
        "<div onclick=\"mo('/tin/bai.html')\">x</div>",
    ],
)
def test_what_is_no_file(markup: str) -> None:
    assert read_attachments([parse_html(markup.encode())], BASE) == []


def test_a_session_in_a_files_address_makes_no_other_file() -> None:
    hrefs = ["/(S(abc123def456))/upload/a.pdf", "/(S(fed654cba321))/upload/a.pdf", "/upload/a.pdf?PHPSESSID=77"]
    tree = parse_html("".join(f"<p><a href='{href}'>Công văn</a></p>" for href in hrefs).encode())
    assert [one.url for one in read_attachments([tree], BASE)] == ["https://so.example/upload/a.pdf"]


def test_a_file_is_offered_once_and_the_recipes_word_counts() -> None:
    tree = parse_html("<a href='/a.pdf'></a><a href='/a.pdf'>Tệp</a><p><a href='/tai?id=1'>Khác</a></p>".encode())
    assert read_attachments([tree], BASE) == [Attachment("https://so.example/a.pdf", "a.pdf")]
    assert read_attachments([], BASE, chosen=[tree.find(".//p")]) == [Attachment("https://so.example/tai?id=1", "Khác")]
    assert not is_file("https://so.example/tin-pdf")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<img src='a.jpg'>", "https://so.example/tin/a.jpg"),
        ("<img src='/App/images/bg_trans.png;' data-original='/upload/a.jpg'>", "https://so.example/upload/a.jpg"),
        (
            "<img src='/publish/thumbnail/2005/480x320xdefault/upload/2005/a.jpg'>",
            "https://so.example/upload/2005/a.jpg",
        ),
        ("<a href='/lon/a.jpg'><img src='/nho/a.jpg'></a>", "https://so.example/lon/a.jpg"),
        ("<a href='/tin-2.html'><img src='/nho/a.jpg'></a>", "https://so.example/nho/a.jpg"),
        ("<img src='data:image/gif;base64,R0'>", ""),
        ("<img src='/dem.gif' width=1 height='1px'>", ""),
        ("<img src='/icons/pdf.png'>", ""),
        ("<img>", ""),
    ],
)
def test_the_picture_behind_the_tag(markup: str, expected: str) -> None:
    assert picture_url(parse_html(markup.encode()).find(".//img"), BASE) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<p style='x' class=y onclick='z()'>a<b>b</b><br>c &lt;d&gt; &amp;</p>",
            "<p>a<b>b</b><br>c &lt;d&gt; &amp;</p>",
        ),
        ("a<script>x()</script><style>p{}</style><iframe src=/x></iframe>b", "ab"),
        ("<a href='javascript:x()'>a</a><a href='/b' target=_blank>b</a>", 'a<a href="https://so.example/b">b</a>'),
        (
            "<img src=a.jpg onerror='x()' alt='A \"b\"'>",
            '<img src="https://so.example/tin/a.jpg" alt="A &quot;b&quot;">',
        ),
        ("<div>a</div><div><p>b</p></div><center>c</center>", "<p>a</p><p>b</p><p>c</p>"),
        ("<font color=red>a<o:p>b</o:p></font><span style='display:none'>ẩn</span>", "ab"),
        (
            "<table><tr><td colspan='2' rowspan='x'>a</td></tr></table>",
            '<table><tr><td colspan="2">a</td></tr></table>',
        ),
    ],
)
def test_markup_made_safe(markup: str, expected: str) -> None:
    body = parse_html(f"<body><div id=x>{markup}</div>".encode()).find(".//div[@id='x']")
    assert safe_html([NodeReader(BASE).read(body)], base=BASE) == expected


HOSTILE = st.lists(
    st.sampled_from(
        "<script>|</script>|<img src=x onerror=alert(1)>|<a href='java\nscript:x'>|<svg onload=x>|<p |>|<style>"
        "|\"|'|<math>|<iframe srcdoc='<b>'>|<a href=\"https://a/\" onclick=x>|&lt;script&gt;|<form>".split("|")
    ),
    max_size=12,
)


@given(HOSTILE)
def test_no_markup_gets_a_script_through(parts: list[str]) -> None:
    safe = safe_html([NodeReader(BASE).read(parse_html("".join(parts).encode()))], base=BASE)
    tree = parse_html(safe.encode())
    assert {one.tag for one in tree.iter()} <= {"html", "body", "p", "img", "a"}
    assert all(name in ("href", "src", "alt") for one in tree.iter() for name in one.attrib)
    assert all(one.get("href", "http").startswith("http") for one in tree.iter("a"))
