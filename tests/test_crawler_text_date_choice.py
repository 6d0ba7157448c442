"""Which date of a page is the article's: printed first, machines' fields only where nothing is printed."""

from datetime import UTC, datetime

import pytest

from crawler.text import date_choice as choice
from crawler.text.date_choice import DateCandidate, choose_date

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def choose(*candidates, order="dmy"):
    return choose_date([DateCandidate(text, source) for source, text in candidates], at=AT, order=order)


def test_what_is_printed_wins_over_every_machines_field():
    chosen = choose(
        ("clock", "Thứ Hai, 23/11/2026 15:30"),
        ("meta", "2022-08-25T08:47:29+0700"),
        ("microdata", "2022-09-01"),
        ("time", "2022-08-25"),
        ("printed", "12/01/2022"),
        ("body", "Ngày 29/6/2022"),
    )
    assert str(chosen.date) == "2022-01-12 day"
    assert (chosen.source, chosen.problem) == ("printed", None)
    assert chosen.reason == "printed beside the title"


def test_an_unreadable_printed_date_is_not_replaced_in_silence():
    chosen = choose(("meta", "2017-05-31T08:15:00+07:00"), ("printed", "31/02/2017"))
    assert chosen.date is None
    assert chosen.source is None
    assert chosen.problem == choice.UNREADABLE
    assert chosen.candidate == DateCandidate("31/02/2017", "printed")


def test_the_first_readable_of_several_printed_texts_is_taken():
    chosen = choose(("printed", "Lượt xem: 1.234"), ("printed", "Thứ Tư, 31/05/2017"), ("printed", "01/06/2017"))
    assert str(chosen.date) == "2017-05-31 day"


def test_a_printed_update_gives_way_to_a_printed_publishing_date():
    chosen = choose(("printed", "Cập nhật: 02/06/2017"), ("printed", "Ngày đăng: 31/05/2017"))
    assert str(chosen.date) == "2017-05-31 day"
    assert str(choose(("printed", "Ngày cập nhật 02/06/2017")).date) == "2017-06-02 day"


@pytest.mark.parametrize("empty", ["", "  \n", "\u00a0"])
def test_an_empty_place_for_the_date_prints_nothing(empty):
    chosen = choose(("printed", empty), ("meta", "2017-05-31T08:15:00+07:00"))
    assert str(chosen.date) == "2017-05-31T08:15:00+07:00 minute"
    assert (chosen.source, chosen.problem) == ("meta", None)
    assert "nothing printed" in chosen.reason


def test_machines_fields_have_an_order_of_their_own():
    fields = [
        ("url", "/2017/05/05/hoi-nghi/"),
        ("meta", "2017-05-04"),
        ("jsonld", "2017-05-03"),
        ("microdata", "2017-05-02"),
        ("time", "2017-05-01"),
    ]
    for left in range(len(fields), 0, -1):
        chosen = choose(*fields[:left])
        assert chosen.source == fields[left - 1][0]
        assert str(chosen.date) == f"2017-05-0{6 - left} day"


def test_php_with_a_spoilt_format_is_read():
    assert str(choose(("meta", "2022-08-25+0708:47:29")).date) == "2022-08-25T08:47:29+07:00 minute"


def test_the_next_machines_field_stands_in_for_a_spoilt_one():
    chosen = choose(("time", "hôm kia kìa"), ("meta", "2017-05-31"))
    assert (chosen.source, str(chosen.date)) == ("meta", "2017-05-31 day")


def test_machines_fields_are_never_read_in_us_order():
    chosen = choose(("meta", "05/06/2017"), order="mdy")
    assert str(chosen.date) == "2017-06-05 day"


def test_the_recipes_order_is_that_of_the_printed_date():
    chosen = choose(("printed", "T4, 05/31/2017 - 08:15"), order="mdy")
    assert str(chosen.date) == "2017-05-31T08:15:00+07:00 minute"


@pytest.mark.parametrize("never", ["clock", "body"])
def test_clocks_and_dates_in_the_text_never_count(never):
    chosen = choose((never, "Thứ Tư, 31/05/2017 08:15"))
    assert (chosen.date, chosen.source, chosen.candidate) == (None, None, None)
    assert chosen.problem == choice.NOTHING_PRINTED


def test_no_machines_field_readable():
    chosen = choose(("meta", "Invalid date"), ("url", "/tin-tuc/hoi-nghi-123.html"))
    assert chosen.date is None
    assert chosen.problem == choice.MACHINE_UNREADABLE


def test_no_candidates_at_all():
    assert choose().problem == choice.NOTHING_PRINTED


def test_a_contradicting_weekday_is_a_problem_beside_a_date():
    chosen = choose(("printed", "Thứ Hai, 31/05/2017"))
    assert str(chosen.date) == "2017-05-31 day"
    assert chosen.problem == choice.WEEKDAY_CONFLICT


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://demo.gov.vn/2017/05/31/hoi-nghi/", "2017-05-31 day"),
        ("/2017/5/hoi-nghi.html", "2017-05 month"),
        ("/portal/Pages/2017-5-31/hoi-nghi-abc.aspx", "2017-05-31 day"),
        ("/upload/20170531/anh.jpg", "2017-05-31 day"),
        ("/tin-tuc/hoi-nghi-2017.html", "None"),
        ("/tin-tuc/2017/13/45/x", "None"),
        ("/qd-12/2017/nd", "None"),
    ],
)
def test_dates_in_addresses(url, expected):
    assert str(choose(("url", url)).date) == expected
