"""dateparser behind the date reader, for what it truly adds: English phrases with filler words ("May the 31st, 2017").

It is asked only where the own reader found nothing like a date, so it can overrule no refusal, and only for English
lines made of nothing but a month's name, figures, a weekday and such fillers. It is kept from guessing: strict,
absolute dates only, day and month and year all required; year, month and day of its answer must stand on the line;
and it must answer the same whatever day it believes today to be.
"""

import re
from datetime import datetime, tzinfo
from functools import lru_cache

from crawler.text import dates_words as words
from crawler.text.dates_values import EARLIEST_YEAR, PrintedDate

_LONGEST = 60
_REMEMBERED = 512
_MONTH = re.compile(rf"(?<![a-z])({'|'.join(sorted(words.MONTHS_EN, key=len, reverse=True))})(?![a-z])")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_WORD = re.compile(r"[a-z]+")
_FILLERS = frozenset("the of on at in day st nd rd th am pm a p m".split())
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun".split())
_TODAYS = (datetime(2001, 2, 3, 4, 5), datetime(2014, 9, 18, 17, 36))
_TIME_OF_DAY = re.compile(r"[0-9]{1,2}(?:[:.][0-9]{2}|\s?[ap]\.?m)")


def ask_dateparser(text: str, *, at: datetime, zone: tzinfo) -> PrintedDate | None:
    """dateparser's reading of `text`, None where it was not asked, did not know or may have guessed."""
    line = text.strip()
    answer = sure_answer(line)
    if answer is None or not EARLIEST_YEAR <= answer.year <= at.astimezone(zone).year + 1:
        return None
    instant = answer.astimezone(zone) if answer.tzinfo else answer.replace(tzinfo=zone)
    if _TIME_OF_DAY.search(line.lower()):
        return PrintedDate(instant, "minute", line)
    return PrintedDate(instant.replace(hour=0, minute=0, second=0, microsecond=0), "day", line)


@lru_cache(maxsize=_REMEMBERED)
def sure_answer(line: str) -> datetime | None:
    """The answer that stands on the line and does not depend on today; remembered, for asking takes a millisecond."""
    if len(line) > _LONGEST or not line.isascii() or not _is_english_date(line.lower()):
        return None
    first, second = (_answer(line, today) for today in _TODAYS)
    return first if first and first == second and _is_printed(first, line.lower()) else None


def _is_english_date(line: str) -> bool:
    strangers = set(_WORD.findall(line)) - _FILLERS - _WEEKDAYS - set(words.MONTHS_EN)
    return not strangers and len(_MONTH.findall(line)) == 1 and len(_YEAR.findall(line)) == 1


def _answer(line: str, today: datetime) -> datetime | None:
    from dateparser import parse  # noqa: PLC0415 (a second to import, for one line in ten thousand)

    return parse(
        line,
        languages=["en", "vi"],
        settings={
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
            "DATE_ORDER": "DMY",
            "RELATIVE_BASE": today,
        },
    )


def _is_printed(answer: datetime, line: str) -> bool:
    month = _MONTH.search(line)
    figures = {int(run) for run in re.findall(r"[0-9]+", line)}
    return month is not None and words.MONTHS_EN[month[1]] == answer.month and {answer.year, answer.day} <= figures
