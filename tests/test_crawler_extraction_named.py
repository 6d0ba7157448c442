"""The quick way from a selector to its elements finds what XPath finds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction.named import Named, steps_of
from crawler.extraction.page import parse_html
from crawler.recipe import SELECTOR_FIELDS, load_recipes
from crawler.selector import Selector

PAGE = parse_html(
    b"<div class='a b'><p id=x class=a>1<a href='/t-1.html' class='c'>2</a></p><div class=a><p>3<a>4</a></p>"
    b"<b class='b a'>5</b></div><ul id=y><li class=a><a href='http://h.example/f.pdf' rel='next c'>6</a>"
    b"<li><p id=x>7</ul></div><p class=c>8<span class='c a'><p>9</p></span>"
)
TAGS = st.sampled_from(["", "", "p", "a", "div", "b", "li", "span"])
NAMES = st.sampled_from(["", ".a", ".b", ".c", "#x", "#y", ".a.b", ".c#x"])
ATTRIBUTES = st.sampled_from(
    ["", "", "", "[href]", "[href$='.pdf']", "[href^=http]", "[rel~=c]", "[class='b a']", "[href*='t-']"]
)
ENDS = st.sampled_from(["", "", "", ":last-child", ":not(.b)", ":not([href])", ":not(p.a):not(#y):last-child"])
COMPOUNDS = st.tuples(TAGS, NAMES, ATTRIBUTES).map("".join).filter(bool)
ENDED = st.tuples(COMPOUNDS, ENDS).map("".join)
SELECTORS = st.lists(st.tuples(st.sampled_from([" ", " > ", ">"]), ENDED), min_size=1, max_size=4)


@settings(max_examples=500)
@given(SELECTORS)
def test_both_ways_find_the_same(parts: list[tuple[str, str]]) -> None:
    css = "".join(joint + compound for joint, compound in parts).strip(" >")
    steps = steps_of(css)
    assert steps
    assert Named(PAGE).find(steps) == Selector(css).elements(PAGE)


@pytest.mark.parametrize(
    "css",
    [
        ".a:contains('3')",
        "p.a:contains('12')",
        "#x:contains('0')",
        '.a.b:contains("5")',
        "p:last-of-type",
        ".a a:last-of-type",
    ],
)
def test_texts_inside_and_the_last_of_a_tag(css: str) -> None:
    assert steps_of(css)
    assert Named(PAGE).find(steps_of(css)) == Selector(css).elements(PAGE)


def test_an_index_of_wanted_names_finds_them() -> None:
    named = Named(PAGE, frozenset((".a", "#x")))
    assert named.find(steps_of(".a #x")) == Selector(".a #x").elements(PAGE)
    assert named.find(steps_of(".a > p")) == Selector(".a > p").elements(PAGE)


@pytest.mark.parametrize(
    "css",
    [
        ".a, .b",
        "p:contains('1')",
        ":last-of-type",
        ".a:not(.b, .c)",
        ".a:not(:last-child)",
        ".a:first-child",
        ".a + .b",
        ".a ~ p",
        ".a::text",
        "#x::attr(id)",
        "*",
        ".a *",
        "> .a",
    ],
)
def test_what_is_left_to_xpath(css: str) -> None:
    assert steps_of(css) == ()


def test_every_recipes_simple_selectors_are_understood() -> None:
    known = [
        css.css
        for recipe in load_recipes().values()
        for field in SELECTOR_FIELDS
        for css in recipe.selectors(field)
        if steps_of(css.css)
    ]
    assert len(known) > 20
    assert all(Named(PAGE).find(steps_of(css)) == Selector(css).elements(PAGE) for css in known)
