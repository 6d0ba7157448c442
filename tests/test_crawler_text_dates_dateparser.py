"""dateparser behind the date reader: what it adds, and that it never guesses."""

from datetime import UTC, datetime

import pytest

from crawler.text import dates
from crawler.text.dates import VIETNAM, parse_date
from crawler.text.dates_dateparser import ask_dateparser

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def ask(text):
    found = ask_dateparser(text, at=AT, zone=VIETNAM)
    return str(found) if found else "-"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("May the 31st, 2017", "2017-05-31 day"),
        ("May the 31st, 2017 at 2:30 pm", "2017-05-31T14:30:00+07:00 minute"),
        ("Wednesday, May the 31st, 2017", "2017-05-31 day"),
    ],
)
def test_english_with_filler_words_is_what_it_adds(text, expected, monkeypatch):
    assert str(parse_date(text, at=AT)) == expected
    monkeypatch.setattr(dates, "ask_dateparser", lambda *_, **__: None)
    assert parse_date(text, at=AT) is None  # without it, nobody reads this


@pytest.mark.parametrize(
    "text",
    [
        "May",
        "May 2017",
        "May the 31st",
        "the 31st, 2017",
        "Wednesday",
        "May the 32nd, 2017",
        "May the 31st, 1989",
        "May the 31st, 2028",
        "May the 31st or June, 2017",
        "May the 31st, 2017 or 2018",
        "Decision of May the 31st, 2017",
        "next May the 31st, 2017",
        "14:30",
        "31 05 2017",
        "05 31 2017",
        "tháng trước",
        "3",
        "now",
        "",
    ],
)
def test_it_is_not_asked_or_not_believed(text):
    assert ask(text) == "-"


@pytest.mark.parametrize("text", ["31/02/2017", "Hạn nộp: May 31, 2017", "225/QĐ-TTg May 31, 2017", "May 31"])
def test_it_overrules_no_refusal(text, monkeypatch):
    def never(*_, **__):
        raise AssertionError("dateparser was asked about a refused date")

    monkeypatch.setattr(dates, "ask_dateparser", never)
    assert parse_date(text, at=AT) is None
