"""Bytes to text: declared rightly, wrongly and not at all."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.decoding import decode, html_bytes_utf8
from crawler.text.letters import normal_form
from crawler.text.syllable import TONES, syllables
from tests.test_crawler_text_codings import typed

TEXT = (
    "sáng ngày 31/5, tại thành phố, uỷ ban nhân dân tỉnh tổ chức hội nghị tổng kết công tác năm 2017; "
    "các đại biểu được nghe báo cáo về tình hình kinh tế, xã hội, đời sống của người dân vùng lũ"
)
PAGE = f"<html><head><title>{TEXT[:40]}</title></head><body><p class=lede>{TEXT}</p><p>{TEXT}</p></body></html>"


def windows_1258(text: str) -> bytes:
    """As Windows typed it: the letter with its circumflex, breve or horn, then the tone."""
    out = bytearray()
    for letter in text:
        spread = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in spread if mark in TONES[1:])
        base = unicodedata.normalize("NFC", "".join(mark for mark in spread if mark not in TONES[1:]))
        out += (base + tone).encode("cp1258")
    return bytes(out)


def latin(text: str, coding: str) -> bytes:
    return typed(text, coding).encode("latin-1" if coding in {"viscii", "vps"} else "cp1252")


UTF8, CP1258 = PAGE.encode(), windows_1258(PAGE)
META = '<meta charset="{}">'

CASES = {
    "bom": (b"\xef\xbb\xbf" + UTF8, "text/html; charset=iso-8859-1", "utf-8", "bom"),
    "utf-16 bom": (PAGE.encode("utf-16"), None, "utf-16-le", "bom"),
    "utf-16 by header": (PAGE.encode("utf-16-le"), "text/html; charset=utf-16le", "utf-16-le", "header"),
    "header": (UTF8, "text/html; charset=UTF-8", "utf-8", "header"),
    "two labels at once": (UTF8, "text/html; charset=utf-8,gbk", "utf-8", "header"),
    "meta": (META.format("utf-8").encode() + UTF8, "text/html", "utf-8", "meta"),
    "nothing declared": (UTF8, None, "utf-8", "detected"),
    "latin-1 declared, utf-8 sent": (UTF8, "text/html; charset=iso-8859-1", "utf-8", "detected"),
    "1258 in meta, utf-8 sent": (META.format("windows-1258").encode() + UTF8, None, "utf-8", "detected"),
    "1258 by header": (CP1258, "text/html; charset=windows-1258", "windows-1258", "header"),
    "1258 by meta": (META.format("windows-1258").encode() + CP1258, "text/html", "windows-1258", "meta"),
    "1258 undeclared": (CP1258, None, "windows-1258", "detected"),
    "utf-8 declared, 1258 sent": (CP1258, "text/html; charset=utf-8", "windows-1258", "detected"),
    "latin-1 declared, 1258 sent": (CP1258, "text/html; charset=iso-8859-1", "windows-1258", "detected"),
    "unknown label": (CP1258, "text/html; charset=vietnamese-best", "windows-1258", "detected"),
    "tcvn3": (latin(PAGE, "tcvn3"), "text/html; charset=iso-8859-1", "tcvn3", "detected"),
    "vni": (latin(PAGE, "vni"), None, "vni", "detected"),
    "viscii": (latin(PAGE, "viscii"), None, "viscii", "detected"),
    "viscii by meta": (META.format("viscii").encode() + latin(PAGE, "viscii"), None, "viscii", "meta"),
    "vps": (latin(PAGE, "vps"), "text/html; charset=windows-1252", "vps", "detected"),
}


@pytest.mark.parametrize(("body", "content_type", "charset", "how"), CASES.values(), ids=CASES.keys())
def test_a_page_comes_out_whole(body: bytes, content_type: str | None, charset: str, how: str) -> None:
    decoded = decode(body, content_type=content_type)
    assert (decoded.charset, decoded.how) == (charset, how)
    assert normal_form(decoded.text).endswith(PAGE)
    page, told = html_bytes_utf8(body, content_type=content_type)
    assert told == charset
    assert normal_form(page.decode("utf-8")).endswith(PAGE)


def test_the_portal_file_wins_over_every_declaration() -> None:
    decoded = decode(CP1258, content_type="text/html; charset=utf-8", charset="windows-1258")
    assert (decoded.charset, decoded.how) == ("windows-1258", "portal")
    assert decode(latin("Th«ng b¸o".replace("«", "ô").replace("¸", "á"), "tcvn3"), charset="TCVN3").text == "Thông báo"


def test_a_few_broken_bytes_do_not_flip_the_page() -> None:
    broken = UTF8[:120] + b"\xff\xc3" + UTF8[120:] + b"\xe1\xba"
    for content_type in ("text/html; charset=utf-8", None, "text/html; charset=iso-8859-1"):
        decoded = decode(broken, content_type=content_type)
        assert decoded.charset == "utf-8"
        assert decoded.text.replace("\ufffd", "").count("được nghe báo cáo") == 2
    page, charset = html_bytes_utf8(broken)
    assert charset == "utf-8"
    assert "được nghe" in page.decode("utf-8")


@pytest.mark.parametrize("content_type", [None, "text/html; charset=utf-8", "text/html; charset=iso-8859-1"])
@pytest.mark.parametrize(
    "text", ["Les élèves français étaient à côté du château, où", "Größe, Übung, schöne Bäume, für Köln"]
)
def test_foreign_latin_pages_are_not_taken_for_vietnamese(text: str, content_type: str | None) -> None:
    decoded = decode(text.encode("latin-1"), content_type=content_type)
    assert (decoded.text, decoded.charset) == (text, "windows-1252")


def test_other_declared_codings_are_believed() -> None:
    text = "人民日报新闻中心"
    assert decode(text.encode("gbk"), content_type="text/html; charset=gb2312").text == text
    assert decode(text.encode("iso2022_jp", "ignore"), content_type="text/html; charset=iso-2022-jp").how == "header"


def test_plain_ascii_is_utf8_by_default() -> None:
    decoded = decode(b"<p>abc")
    assert (decoded.text, decoded.charset, decoded.how) == ("<p>abc", "utf-8", "default")


def test_utf8_is_handed_on_unread() -> None:
    body = UTF8 * 40
    assert html_bytes_utf8(body)[0] is body
    assert html_bytes_utf8(b"\xef\xbb\xbf" + UTF8)[0] == UTF8
    assert html_bytes_utf8(b"a\0b" + UTF8)[0] == b"ab" + UTF8


def test_a_character_across_the_step_of_validation_is_whole() -> None:
    for start in range(4):
        body = b"a" * (32_768 - start) + "ộ".encode() * 30_000
        assert html_bytes_utf8(body) == (body, "utf-8")
        assert html_bytes_utf8(body[:-1])[0] != body[:-1]


def test_every_syllable_through_windows_1258() -> None:
    text = " ".join(syllables())
    assert normal_form(decode(windows_1258(text)).text) == text


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([None, "text/html; charset=utf-8", "text/html; charset=big5", "x; charset=\udcff"]),
)
def test_never_raises_and_both_ways_agree(body: bytes, content_type: str | None) -> None:
    decoded = decode(body, content_type=content_type)
    page, charset = html_bytes_utf8(body, content_type=content_type)
    assert charset == decoded.charset
    assert page == decoded.text.replace("\0", "").encode("utf-8", "replace")
