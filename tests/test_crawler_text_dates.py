"""The date reader: the shapes of bench/dates.toml, and what must hold of any text."""

import tomllib
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.dates import VIETNAM, parse_date
from crawler.text.dates_layout import layout_of
from crawler.text.dates_letters import fold, plain, skeleton

_FILE = tomllib.loads((Path(__file__).parent.parent / "bench" / "dates.toml").read_text(encoding="utf-8"))
AT = datetime.fromisoformat(_FILE.pop("at"))
CASES = [
    pytest.param(text, expected, section.get("order", "dmy"), id=f"{name}: {text}")
    for name, section in _FILE.items()
    for text, expected in section["cases"]
]
LAST = datetime(AT.year + 1, 12, 31)
days = st.dates(datetime(1990, 1, 1).date(), LAST.date())
minutes = st.datetimes(datetime(1990, 1, 1), LAST).map(lambda moment: moment.replace(second=0, microsecond=0))


def read(text, **options):
    found = parse_date(text, at=options.pop("at", AT), **options)
    return str(found) if found else "-"


@pytest.mark.parametrize(("text", "expected", "order"), CASES)
def test_shape(text, expected, order):
    assert read(text, order=order) == expected


@pytest.mark.parametrize(("text", "expected", "order"), CASES)
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
def test_normal_forms_read_alike(text, expected, order, form):
    assert read(unicodedata.normalize(form, text), order=order) == expected


@pytest.mark.parametrize(("text", "expected", "order"), CASES)
def test_spaces_and_case_mean_nothing(text, expected, order):
    assert read(f"\u00a0{text}\u200b \n", order=order) == expected
    if "tháng năm 2017" not in text.lower():  # where the capital tells May from "năm"
        assert read(text.upper(), order=order) == expected


def test_enough_shapes_are_held():
    assert len(CASES) >= 500
    assert sum(case.values[1] == "-" for case in CASES) >= 120


def test_a_date_says_what_it_read_and_how_exactly():
    found = parse_date("Đăng bởi Ban Biên tập - Thứ Tư, 31/05/2017 | 14:30 GMT+7", at=AT)
    assert found is not None
    assert found.instant == datetime(2017, 5, 31, 14, 30, tzinfo=VIETNAM)
    assert found.instant.tzinfo is VIETNAM
    assert (found.precision, found.text) == ("minute", "31/05/2017 | 14:30 GMT+7")
    assert not found.weekday_conflict


@pytest.mark.parametrize(
    ("text", "conflict"),
    [
        ("Thứ Hai, 31/05/2017", True),
        ("Thứ Tư, 31/05/2017", False),
        ("T2, 31/05/2017 08:15", True),
        ("CN, 31/05/2017", True),
        ("Thứ 8, 31/05/2017", True),
        ("Tue, 31 May 2017 14:30:00 +0700", True),
        ("Wed, 31 May 2017 23:30:00 +0000", False),  # Thursday in Vietnam, but printed in UTC
        ("Lệ Thu - 31/05/2017", False),  # a name
        ("31/05/2017", False),
    ],
)
def test_a_contradicting_weekday_keeps_the_printed_date(text, conflict):
    found = parse_date(text, at=AT)
    assert found is not None
    assert found.weekday_conflict is conflict
    assert "2017-05-31" in str(found) or "2017-06-01T06:30" in str(found)


def test_the_zone_asked_for_is_the_zone_given():
    utc = ZoneInfo("UTC")
    assert read("31/05/2017 14:30", zone=utc) == "2017-05-31T14:30:00+00:00 minute"
    assert read("31/05/2017 14:30 GMT+7", zone=utc) == "2017-05-31T07:30:00+00:00 minute"
    assert read("Hôm nay, 01:00", zone=utc) == "2026-11-23T01:00:00+00:00 minute"


def test_relative_dates_count_in_the_portals_zone():
    late = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # already the 23rd in Vietnam
    assert read("Hôm nay", at=late) == "2026-11-23 day"
    assert read("Hôm qua lúc 23:10", at=late) == "2026-11-22T23:10:00+07:00 minute"
    assert read("1 tháng trước", at=datetime(2026, 3, 31, tzinfo=UTC)) == "2026-02 month"


def test_a_missing_year_is_the_latest_past_one():
    new_year = datetime(2026, 1, 1, 1, 0, tzinfo=VIETNAM)
    assert read("31/12 23:30", at=new_year) == "2025-12-31T23:30:00+07:00 minute"
    assert read("01/01 00:30", at=new_year) == "2026-01-01T00:30:00+07:00 minute"
    assert read("01/01 12:00", at=new_year) == "2025-01-01T12:00:00+07:00 minute"
    assert read("29/02 08:00", at=datetime(2103, 1, 1, tzinfo=UTC)) == "2096-02-29T08:00:00+07:00 minute"


def test_years_reach_from_1990_to_the_next():
    assert read("31/12/1989") == read("01/01/2028") == "-"
    assert read("01/01/2028", at=AT + timedelta(days=60)) == "2028-01-01 day"


def test_a_naive_moment_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="aware"):
        parse_date("31/05/2017", at=datetime(2026, 11, 23))


def test_markup_spaces_are_no_length_but_a_text_is_no_date():
    assert read("\n" + " " * 3000 + "31/05/2017" + " " * 60 + "14:30\n") == "2017-05-31T14:30:00+07:00 minute"
    assert read("31/05/2017 " + "văn bản " * 60) == "-"
    assert read("1" * 100_000) == "-"


def test_us_order_is_only_for_those_who_ask():
    assert read("05/31/2017") == "-"
    assert read("05/31/2017", order="mdy") == "2017-05-31 day"
    assert read("T2, 06/05/2017") == "2017-05-06 day"  # a Monday by US order: kept, and counted as a conflict


@pytest.mark.parametrize(
    ("shape", "exactly"),
    [
        ("{0:%d/%m/%Y}", False),
        ("{0.day}/{0.month}/{0.year}", False),
        ("{0.day}.{0.month}.{0.year}", False),
        ("{0:%d-%m-%Y}", False),
        ("{0:%Y-%m-%d}", False),
        ("ngày {0:%d} tháng {0:%m} năm {0:%Y}", False),
        ("{0.day} Tháng {0.month}, {0.year}", False),
        ("Th{0.month} {0.day}, {0.year}", False),
        ("{0:%B} {0.day}, {0.year}", False),
        ("{0:%d %b %Y}", False),
        ("{0:%d/%m/%Y %H:%M}", True),
        ("{0:%H:%M | %d/%m/%Y}", True),
        ("{0:%Hh%M} ngày {0.day}-{0.month}-{0.year}", True),
        ("{0.hour} giờ {0.minute} phút, ngày {0.day} tháng {0.month} năm {0.year}", True),
        ("Cập nhật lúc {0:%H:%M %d-%m-%Y}", True),
        ("Đăng ngày {0:%d/%m/%Y %H:%M}, Lượt xem: {0.minute}", True),
        ("{0:%d/%m/%Y %I:%M %p}", True),
        ("{0:%d/%m/%Y, %H:%M} (GMT+7)", True),
        ("{0:%Y-%m-%dT%H:%M:%S}+07:00", True),
        ("{0:%Y-%m-%d}+07{0:%H:%M:%S}", True),
        ("{0:%a, %d %b %Y %H:%M:%S} +0700", True),
        ("{0:%Y%m%d%H%M%S}", True),
        ("{0:%d/%m/%Y%H:%M}", True),
    ],
)
@given(moment=minutes)
def test_what_is_printed_is_read_back(shape, exactly, moment):
    found = parse_date(shape.format(moment), at=AT)
    assert found is not None
    assert not found.weekday_conflict
    wanted = moment if exactly else moment.replace(hour=0, minute=0)
    assert found.instant == wanted.replace(tzinfo=VIETNAM)
    assert found.precision == ("minute" if exactly else "day")


VIETNAMESE_WEEKDAYS = [
    ("Thứ Hai", "Thứ 2", "T2"), ("Thứ Ba", "thứ 3", "T3"), ("Thứ Tư", "Thứ 4", "T4"), ("THỨ NĂM", "Thứ 5", "T5"),
    ("Thứ sáu", "Thứ 6", "T6"), ("Thứ Bảy", "Thứ 7", "T7"), ("Chủ Nhật", "Chủ nhật", "CN"),
]  # fmt: skip


@given(day=days, shape=st.integers(0, 2), shift=st.integers(0, 6))
def test_weekdays_are_checked_against_the_date(day, shape, shift):
    printed = VIETNAMESE_WEEKDAYS[(day.weekday() + shift) % 7][shape]
    found = parse_date(f"{printed}, {day:%d/%m/%Y}", at=AT)
    assert found is not None
    assert found.instant.date() == day
    assert found.weekday_conflict is (shift != 0)


@settings(deadline=None)  # the first line that dateparser is asked about imports it
@given(st.text(max_size=80))
def test_no_text_raises(text):
    found = parse_date(text, at=AT)
    assert found is None or found.instant.tzinfo is VIETNAM


PIECES = st.sampled_from(
    "0 1 5 12 24 31 32 99 05 08 2017 2026 1989 20170531 / - . : , | ( ) ' ngày tháng năm thứ hai tư Th5 T4 CN h giờ "
    "30 phút SA CH AM trước hôm nay qua lúc từ đến Đăng Cập nhật Lượt xem May 31 +07 +0700 Z GMT+7 T QĐ-TTg số ISO "
    "mồng một Giêng âm lịch".split()
)


@settings(deadline=None)  # the first line that dateparser is asked about imports it
@given(st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "\u00a0"])), max_size=12))
def test_no_line_of_date_like_pieces_raises_or_reads_beyond_its_years(pieces):
    found = parse_date("".join(piece + space for piece, space in pieces), at=AT)
    assert found is None or 1989 <= found.instant.year <= AT.year + 1


@given(st.text(max_size=60))
def test_folding_a_plain_text_keeps_every_place(text):
    made = plain(text)
    assert len(fold(made)) == len(made) or plain(made) != made


@given(minutes, minutes)
def test_one_skeleton_has_one_layout(one, other):
    shape = "Thứ 4, {0:%d/%m/%Y} - {0:%H:%M}"
    assert skeleton(shape.format(one)) == skeleton(shape.format(other))
    assert layout_of(skeleton(shape.format(one))) is layout_of(skeleton(shape.format(other)))


@given(
    st.sampled_from(["{}/{}/{} {}:{}", "Thứ {}, {}/{}/{}", "ngày {} tháng {} năm {}, {} giờ {:02}", "{}-{}-{}"]),
    st.tuples(*[st.integers(0, 40)] * 2, st.sampled_from([1989, 1990, 2016, 2017]), *[st.integers(0, 70)] * 2),
)
def test_the_short_way_and_the_long_way_agree(shape, figures):
    """A year after that of `at` takes the long way through dates_values: both must say the same."""
    text = shape.format(*figures)
    short = parse_date(text, at=datetime(2017, 6, 1, tzinfo=UTC))
    long = parse_date(text, at=datetime(2016, 6, 1, tzinfo=UTC))
    if "2017" in text:
        assert short == long


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("T6, 08/02/2019 - 08:15", "2019-08-02"),  # a Friday read either way: Drupal's own order
        ("Thứ sáu, 08/02/2019 - 08:15", "2019-02-08"),  # the order of those who print weekdays in full
        ("Thứ năm, 08/01/2019 - 08:15", "2019-08-01"),  # a Thursday only month first
    ],
)
def test_a_weekday_in_full_speaks_for_the_day_first_where_both_orders_fit(text: str, day: str) -> None:
    date = parse_date(text, at=datetime(2026, 11, 23, tzinfo=UTC), order="mdy")
    assert date is not None
    assert date.instant.date().isoformat() == day
