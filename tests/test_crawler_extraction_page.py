"""A page from any bytes: charsets, markers, addresses, and markup that would break or slow a parser."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction.element import text_in
from crawler.extraction.page import DEEPEST, Page, parse_html
from crawler.extraction.slices import Unread, element_end, spans_of

URL = "https://so.example/tin/?gd=1"


def test_bytes_are_decoded_once_and_named() -> None:
    page = Page("<p>Huế</p>".encode("utf-16"), url=URL)
    assert page.charset == "utf-16-le"
    assert text_in(page.tree) == "Huế"


@pytest.mark.parametrize("body", [b"", b"  ", b"\0", b"<!-- -->", b"\xff\xfe", b"<", b"\xef\xbb\xbf"])
def test_a_page_of_nothing_has_an_empty_tree(body: bytes) -> None:
    assert text_in(Page(body, url=URL).tree).strip("<").strip() == ""


def test_nul_bytes_do_not_end_the_page() -> None:
    assert text_in(Page(b"<p>mo\0t</p>\0<p>hai</p>", url=URL).tree) == "mothai"


@pytest.mark.parametrize(
    "tag", [b"<div>", b"<b>", b"<span>", b"<table><tr><td>", b"<ul><li>", b"<font size=2>", b"<form>"]
)
def test_deep_nesting_loses_no_text_and_no_time(tag: bytes) -> None:
    before = time.process_time()
    page = Page(b"<body>" + tag * 100_000 + b"<p>mot</p>" + b"x</div>" * 1000 + b"<p>hai</p>", url=URL)
    text = text_in(page.tree)
    assert "mot" in text
    assert text.endswith("hai")
    assert page.tree.xpath(f"count(//p[count(ancestor::*) > {DEEPEST}])") == 0
    assert time.process_time() - before < 5


def test_a_deep_page_keeps_its_paragraphs_apart() -> None:
    page = Page(b"<div>" * 300 + b"<p>mot</p>" + b"</div>" * 300 + b"<p>hai</p>", url=URL)
    assert [one.text for one in page.tree.iter("p")] == ["mot", "hai"]
    assert page.tree.findall(".//p")[1].getparent().tag == "body"


def test_area_is_what_stands_between_two_markers() -> None:
    page = Page(b"<div>truoc<!-- A --><p>giua</p><!-- B -->sau</div>", url=URL)
    assert text_in(page.area("<!-- A -->", "<!-- B -->")) == "giua"
    assert page.area("<!-- A -->", "<!-- C -->") is page.tree
    assert page.span("<!-- B -->", "<!-- A -->") is None


def test_base_and_canonical_are_absolute() -> None:
    head = b"""<base href="/vn/"><link href='tin-1.html?a=1&amp;b=2' rel="canonical">"""
    page = Page(head, url=URL)
    assert (page.base, page.canonical) == ("https://so.example/vn/", "https://so.example/vn/tin-1.html?a=1&b=2")
    assert (Page(b"", url=URL).base, Page(b"", url=URL).canonical) == (URL, "")


def cut(markup: str, name: str) -> list[str] | None:
    raw = markup.encode()
    spans = spans_of(raw, name, Unread(raw))
    return None if spans is None else [raw[start:end].decode() for start, end in spans]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>a<div class=than>b<div>c</div></div>d", ["<div class=than>b<div>c</div></div>"]),
        (
            "<div id='than'>a</div><div class='x than y'>b</div>",
            ["<div id='than'>a</div>", "<div class='x than y'>b</div>"],
        ),
        ("<style>.than{}</style><div class=than>a<!-- </div> --><script>'</div>'</script>b</div>", None),
        ("<p class='than'>a</p><p>b", ["<p class='than'>a</p>"]),
        ("<!-- <div class=than>a</div> --><b class=than>b</b>", ["<b class=than>b</b>"]),
        ("<script>x('<div class=\"than\">')</script>", []),
        ("<div class=than>a</div><!-- b", ["<div class=than>a</div>"]),
        (
            "!<div class=than>a!<!-- ! --></div><!x><!-- <div class=than>b</div> -->",
            ["<div class=than>a!<!-- ! --></div>"],
        ),
        ("<SCRIPT>1</SCRIPT><DIV Class=than>a<B>b</b></Div>c", ["<DIV Class=than>a<B>b</b></Div>"]),
        ("<div class=than-2>a</div><div title='than'>than</div>", []),
    ],
)
def test_an_element_is_cut_out_of_the_bytes(markup: str, expected: list[str] | None) -> None:
    whole = ["<div class=than>a<!-- </div> --><script>'</div>'</script>b</div>"]
    assert cut(markup, "than") == (whole if expected is None else expected)


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td><div class=than>a</td><td>b</div></td></tr></table>",
        "<div class=than>a",
        "<p class=than>a<div>b</div></p>",
        "<div class=than>a<div/>b</div></div>",
        "<ul><li class=than>a<li>b</ul>",
        "<div class=than>a<!-- b</div>",
        "<!-- b<div class=than>a</div>",
    ],
)
def test_an_element_whose_end_is_in_doubt_is_left_to_the_parser(markup: str) -> None:
    assert cut(markup, "than") is None


TAGS = ["div", "td", "tr", "table", "span", "ul", "li", "p", "section", "b", "center", "tbody"]
NAMED = ['<div class="than">', "<p class=than>", '<span id="than">', "<td class='a than'>", "<section class=than>"]
PARTS = st.lists(
    st.sampled_from(
        [f"<{tag}>" for tag in TAGS]
        + [f"</{tag}>" for tag in TAGS]
        + NAMED
        + ["<br>", "<!-- </div> -->", "mot ", "hai "]
    ),
    max_size=16,
)
CLOSINGS = st.lists(st.sampled_from(["</div>", "</p>", "</span>", "</td>", "</section>"]), max_size=3)
THAN = "//*[contains(concat(@class, @id), 'than')]"


@settings(max_examples=400)
@given(PARTS, st.sampled_from(NAMED), PARTS, CLOSINGS)
def test_what_is_cut_says_what_the_parser_says(before: list[str], own: str, inside: list[str], end: list[str]) -> None:
    """Where the bytes give one certain element, the parser of the whole page finds the same text in it."""
    markup = "<table><tr><td><div>" + "".join([*before, own, *inside, *end, "sau"])
    slices = cut(markup, "than")
    if slices is None or len(slices) != 1:
        return
    part, page = (text_in(parse_html(text.encode()).xpath(THAN)[0]).split() for text in (slices[0], markup))
    assert part == page


def test_the_end_of_no_element() -> None:
    assert element_end(b"x<div>", 0) is None
