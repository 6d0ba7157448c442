"""A title and a date that share one line: "Bà con góp công sửa kênh (25/04/2023 14:30)"."""

import re
from collections.abc import Sequence

from crawler.extraction.dates_on_page import has_date, has_time, is_date_line
from crawler.extraction.structure import Line

_SHORTEST = 8
_LONGEST_DATE = 60
_MOST_PIECES = 4
_FIGURE = re.compile(r"\d")
_EDGE = " \t\r\n-–—|:•·"
_BRACKETED = re.compile(r"(.{8,}?)\s*[(\[]([^()\[\]]{8,50})[)\]]")
_LEADS_INTO_DATE = re.compile(r"\b(?:ngày|tháng|năm|từ|đến|quý|tuần|hạn|và)$", re.I)


def split_title(line: Line) -> tuple[str, str]:
    """The line without the date that begins or ends it, and that date; the whole line and "" where there is none.

    A date is one only in an element of its own, or in brackets with a time of day: a title may well name a day.
    """
    text = line.text
    if line.linked or not has_date(text) or _FIGURE.search(text) is None:
        return text, ""
    if len(line.pieces) > 1:
        texts = [" ".join(((element.tail if tail else element.text) or "").split()) for element, tail in line.pieces]
        if apart := _behind(texts) or _before(texts):
            return apart
    return _in_brackets(text) or (text, "")


def _behind(texts: Sequence[str]) -> tuple[str, str] | None:
    for count in range(1, min(_MOST_PIECES, len(texts) - 1) + 1):
        title, date = " ".join(texts[:-count]).rstrip(_EDGE + "(["), " ".join(texts[-count:])
        if _tells(date) and len(title) >= _SHORTEST and not _LEADS_INTO_DATE.search(title):
            return title, date.strip(_EDGE)
    return None


def _before(texts: Sequence[str]) -> tuple[str, str] | None:
    for count in range(1, min(_MOST_PIECES, len(texts) - 1) + 1):
        date, title = " ".join(texts[:count]), " ".join(texts[count:]).lstrip(_EDGE + ")]")
        if _tells(date) and len(title) >= _SHORTEST:
            return title, date.strip(_EDGE)
    return None


def _in_brackets(text: str) -> tuple[str, str] | None:
    found = _BRACKETED.fullmatch(text) if text[-1] in ")]" else None
    return (found[1], found[2]) if found and _tells(found[2]) and has_time(found[2]) else None


def _tells(text: str) -> bool:
    return len(text) <= _LONGEST_DATE and is_date_line(text, len(text))
