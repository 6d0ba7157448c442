"""The search form, the tone form, and the number of words."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.folding import search_form, tone_form, words
from crawler.text.syllable import LETTERS, syllables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đà Nẵng", "da nang"),
        ("ĐÀ NẴNG – 2017", "da nang – 2017"),
        ("hoà hòa Hoá", "hoa hoa hoa"),
        ("Nguyễn Thị Thuý, “Huế”", "nguyen thi thuy, “hue”"),
        (unicodedata.normalize("NFD", "Quảng Trị"), "quang tri"),
        ("Köln, São Paulo, naïve", "koln, sao paulo, naive"),
        ("人民 123 €", "人民 123 €"),
        ("a\nb\tc\u00a0d", "a\nb\tc\u00a0d"),
        ("", ""),
    ],
)
def test_search_form(text: str, expected: str) -> None:
    assert search_form(text) == expected


def test_every_syllable_folds_to_plain_letters() -> None:
    folded = search_form(" ".join(syllables()))
    assert folded.isascii()
    assert folded == search_form(" ".join(syllables()).upper())


@settings(max_examples=200, deadline=None)
@given(st.text() | st.text(alphabet=LETTERS + LETTERS.upper() + " .,–“”\u00a0\u0301ü"))
def test_search_form_is_idempotent_and_the_same_the_long_way_round(text: str) -> None:
    folded = search_form(text)
    assert search_form(folded) == folded
    assert search_form(text + "ж") == folded + "ж"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hoà Bình, hòa bình", "hòa bình, hòa bình"),
        ("thuý THUỶ uỷ ban", "thúy thủy ủy ban"),
        ("khoẻ loè", "khỏe lòe"),
        ("hoàn toàn quý quà quỹ thuỳ", "hoàn toàn quý quà quỹ thùy"),
        ("Quỳnh, huỳnh", "quỳnh, huỳnh"),
    ],
)
def test_tone_form(text: str, expected: str) -> None:
    assert tone_form(text) == expected
    assert tone_form(expected) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đà Nẵng, ngày 31/05/2017 – (TP.HCM) _ … ok", 6),
        ("", 0),
        (" – ! ", 0),
        ("Việt-Nam\u00a0ơi\nnhé", 3),
        ("Россия 人民 ü", 3),
    ],
)
def test_words(text: str, expected: int) -> None:
    assert words(text) == expected
    assert words(text + " ж") == expected + 1
