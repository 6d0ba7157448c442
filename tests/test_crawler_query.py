"""What people type, and what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import UsageError
from crawler.query import parse_query, phrased

TEXT = "Bão số 9 đổ bộ Đà Nẵng; UBND tỉnh ban hành Quyết định số 84/QĐ-UBND. Khu Hoà Khánh."


@pytest.mark.parametrize(
    ("query", "accepted"),
    [
        ("bão", True),
        ("BÃO", True),
        ("bao", True),
        ("báo", False),
        ("đà nẵng", True),
        ("da nang", True),
        ("Da Nẵng", True),
        ("đá nẵng", False),
        ("nẵng đà", True),
        ('"nẵng đà"', False),
        ('"đà nẵng"', True),
        ("“đà nẵng”", True),
        ('"đà nẵ"', False),
        ('"đà nẵ"*', True),
        ('"đà nẵ*"', True),
        ("nẵ*", True),
        ("nắ*", False),
        ("hòa khánh", True),
        ("hoà khánh", True),
        ("hóa khánh", False),
        ("84/qđ-ubnd", True),
        ("85/qđ-ubnd", False),
        ("huế OR nẵng", True),
        ("huế | nẵng", True),
        ("huế or nẵng", False),
        ("huế OR lụt", False),
        ("huế OR nẵng bão", True),
        ("huế OR nẵng lụt", False),
        ("bão -huế", True),
        ("bão -nẵng", False),
        ("bão -năng", True),
        ('bão -"đà nẵng"', False),
        ("bão AND nẵng", True),
        ('"bão', True),
        ("ba\u0303o", True),
        ("ba\u0301o", False),
    ],
)
def test_what_a_query_accepts(query: str, accepted: bool) -> None:
    assert parse_query(query).accepts(TEXT) is accepted


def test_marks_may_be_left_aside() -> None:
    assert parse_query("báo").accepts(TEXT, exact=False)


def test_terms_are_looked_for_in_every_part() -> None:
    assert parse_query("bão lụt").accepts("Tin bão", "", "Tin lụt")
    assert not parse_query('"bão lụt"').accepts("Tin bão", "lụt")


@pytest.mark.parametrize("query", ["", "   ", '"', "-", "*", "-bão", '""', "OR", "AND", "---", "!!! ***", "(((", "\0"])
def test_nothing_to_look_for_is_refused(query: str) -> None:
    with pytest.raises(UsageError):
        parse_query(query)


def test_too_long_a_query_is_refused() -> None:
    with pytest.raises(UsageError, match="words"):
        parse_query("bão " * 65)


def test_spans_point_into_the_printed_text() -> None:
    spans = parse_query('da "hoà khánh"').spans(TEXT)
    assert [TEXT[start:end] for start, end in spans] == ["Đà", "Hoà Khánh"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_a_query_or_refused(query: str, text: str) -> None:
    try:
        parsed = parse_query(query)
    except UsageError:
        return
    assert parsed.accepts(text) in (True, False)
    assert all(0 <= start < end <= len(text) for start, end in parsed.spans(text))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nông thôn OR nông nghiệp", '"nông thôn" OR "nông nghiệp"'),
        ("bão | lũ quét", 'bão OR "lũ quét"'),
        ("bão OR lũ", ""),
        ("đất đai", ""),
        ('"đất đai" OR "quy hoạch"', ""),
        ('bão OR lũ "hội nghị"', ""),
        ("đất đai OR quy hoạch -bão", ""),
        ("OR đất đai OR", ""),
    ],
)
def test_phrases_that_or_would_take_apart_are_noticed(typed: str, meant: str) -> None:
    assert phrased(typed) == meant
