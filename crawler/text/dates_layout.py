"""From a printed line to its layout: which date on it is the publishing date, and where its figures stand.

Everything that may be said without looking at the figures' values is said here: the same line with other figures
has the same layout, so `layout_of` remembers what it found. The rules, in the order they are applied:

* a lunar date or a span of dates ("từ … đến …", "14-20/11/2011", "1/5 - 5/5") makes the line unreadable;
* a label opens a group; a date labelled as published wins over an unlabelled one, that over one labelled as
  updated; dates of something else ("Ngày ban hành", "Hạn nộp", "Ngày sinh") never count;
* a full date wins over dd/mm without year; a date in the brackets that close the line wins over others in it (list
  entries: "Title of 13-8-2026 (14/08/2026, 08:00)"); dates that remain must be equal, and so must the times;
* an unlabelled date behind a document number or its kind ("Quyết định 225/QĐ-TTg ngày 4/2/2016") or inside a
  sentence is no date of publishing, nor is the number of a house.
"""

from functools import lru_cache
from typing import Literal

from crawler.text import dates_words as words
from crawler.text.dates_letters import fold, plain
from crawler.text.dates_line import Group, Line, groups_of
from crawler.text.dates_slots import (
    DateSlot,
    Layout,
    OffsetSlot,
    Relative,
    TimeSlot,
    ago_slots,
    date_slot,
    offset_slot,
    time_slot,
    weekday_slot,
)
from crawler.text.dates_tokens import DATES, TIMES, tokens_of

LONGEST = 400  # characters: what is longer is a text with dates in it, not a printed date
UNCLEAN: Literal["unclean"] = "unclean"
UNKNOWN: Literal["unknown"] = "unknown"
_REMEMBERED = 4096
_CARRY_TIME = frozenset({"php", "ctime", "compact"})
_HALVES = {
    "a": "am",
    "s": "am",
    "p": "pm",
    "c": "pm",
    "sang": "am",
    "chieu": "pm",
    "toi": "pm",
    "trua": "noon",
    "dem": "night",
}


@lru_cache(maxsize=_REMEMBERED)
def layout_of(printed: bytes) -> Layout | Relative | Literal["unclean", "unknown"] | None:
    """The layout of a skeleton; `UNCLEAN` where its text must be made plain first, `UNKNOWN` where nothing like a date
    stands on it, None where what stands there is none that may be read."""
    source = printed.decode("utf-8", "surrogatepass")
    if len(source) > LONGEST:
        return None
    if plain(source) != source:
        return UNCLEAN
    folded = fold(source)
    line = Line(source, folded, tuple(tokens_of(source, folded)))
    kinds = {token.kind for token in line.tokens}
    if kinds & {"lunar", "range"}:
        return None
    if kinds & DATES:
        return _absolute(line)
    if kinds & {"ago", "now", "relative_day"}:
        return _relative(line)
    return None if kinds & {"document", "document_word", "phone", "unrelated"} else UNKNOWN


def _absolute(line: Line) -> Layout | None:
    group = _publishing_group(line)
    if group is None:
        return None
    slots = _dates_that_count(line, group)
    dates = list(slots)
    times = _times_that_count(line, group, dates)
    weekday = _weekday(line, group)
    rule = _acceptance(line, slots, group.label != "", (bool(times), weekday is not None))
    if rule is None or line.is_broken_at(dates[0]):
        return None
    parts = sorted({*dates, *times})
    return Layout(
        tuple(slots.values()),
        tuple(_time_at(line, index) for index in times),
        weekday,
        _offset(line, group, times) if times else None,
        (line.tokens[parts[0]].start, _end(line, parts[-1])),
        rule,
    )


def _publishing_group(line: Line) -> Group | None:
    """The labelled or unlabelled stretch whose date is the publishing date."""
    dated = [group for group in groups_of(line) if any(line.kind(index) in DATES for index in group.indices)]
    for label in ("published", "", "updated"):
        for group in dated:
            if group.label == label:
                return group
    return None


def _dates_that_count(line: Line, group: Group) -> dict[int, DateSlot]:
    """The dates to be read, by place: the full ones, else those without year, else months."""
    slots = {index: date_slot(line.tokens[index], line.text) for index in group.indices if line.kind(index) in DATES}
    full = {index: slot for index, slot in slots.items() if slot.year and slot.day}
    last = max(full, default=0)
    if len(full) > 1 and line.closes_in_brackets(last):
        return {last: full[last]}
    return full or {index: slot for index, slot in slots.items() if slot.day} or slots


def _times_that_count(line: Line, group: Group, dates: list[int]) -> list[int]:
    """The times beside the dates; those of a stretch that has times only where the group itself has none."""
    own = [index for index in group.indices if line.kind(index) in TIMES]
    opening = line.text.rfind("(", 0, line.tokens[dates[0]].start)
    if line.closes_in_brackets(dates[0]) and len(own) > 1:
        own = [index for index in own if line.tokens[index].start > opening]
    carried = [index for index in dates if line.carries_time(index)]
    if own or carried:
        return own + carried
    undated = [
        other
        for other in groups_of(line)
        if other.label != "updated" and not any(line.kind(index) in DATES for index in other.indices)
    ]
    return [index for other in undated for index in other.indices if line.kind(index) in TIMES]


def _acceptance(line: Line, slots: dict[int, DateSlot], labelled: bool, beside: tuple[bool, bool]) -> str | None:
    """What the figures must still satisfy ("" for nothing), None where the words around already speak against.

    `beside` tells whether a time and whether a weekday stand beside the dates."""
    first = min(slots)
    slot = slots[first]
    timed = beside[0]
    if not labelled and (line.follows_document(first) or line.is_prose(first, max(slots), timed)):
        return None
    if not labelled and not any(beside) and line.is_house(first):
        return None
    sure = labelled or any(beside)
    if slot.day is None or (line.kind(first) == "compact" and not line.carries_time(first)):
        return "" if line.is_alone and not timed else None
    if slot.year is None:
        return _yearless(line, first, sure)
    if "tháng năm 0000" in line.source[line.tokens[first].start : line.tokens[first].end] and not line.names_day(first):
        return "many"
    if slot.year[1] - slot.year[0] == 2:
        return "" if sure or line.is_alone or line.names_day(first) else None
    return ""


def _yearless(line: Line, index: int, sure: bool) -> str | None:
    """A date without a year is one only where a label, a weekday, a time or "ngày" says so, or nothing else stands."""
    token = line.tokens[index]
    named = line.names_day(index)
    strangers = 3 if sure else 2 if named and index and line.gap(index - 1) else 0
    if line.names_year or line.words(0, len(line.tokens)) > strangers:
        return None
    if "gieng" in token.match.group():
        return None  # the first month of the lunar year; with a year it is how Windows prints January
    if token.kind == "dm":
        return "" if sure else _bare_figures(line, token.match.group(), named)
    return "" if sure or (token.kind == "vi_dmy" and (named or line.is_alone)) else None


def _bare_figures(line: Line, printed: str, named: bool) -> str | None:
    """dd/mm, dd-mm or dd.mm with nothing but perhaps "ngày" to tell it from a fraction, a span or a number."""
    if named:
        return "dash" if "-" in printed else ""
    if not line.is_alone or "." in printed:
        return None
    return "bare dash" if "-" in printed else "bare"


def _time_at(line: Line, index: int) -> TimeSlot:
    """The time at `index` with the half of the day printed beside it, or elsewhere ("Chiều 31/05/2017, 2 giờ 30")."""
    token = line.tokens[index]
    for beside in (index + 1, index - 1):
        if 0 <= beside < len(line.tokens) and line.kind(beside) == "half" and line.gap(max(index, beside)) in {"", ","}:
            word = line.tokens[beside].match.group()
            return time_slot(token, _HALVES.get(word) or _HALVES[word[0]])
    marked = [half for half in line.tokens if half.kind == "half" and not line.source[half.start : half.end].isascii()]
    return time_slot(token, _HALVES[marked[0].match.group()] if len(marked) == 1 else "")


def _weekday(line: Line, group: Group) -> int | tuple[int, int] | None:
    for index in group.indices:
        if line.kind(index) in {"weekday", "bare_weekday"} and line.is_beside_date(index):
            return weekday_slot(line.tokens[index])
    return None


def _offset(line: Line, group: Group, times: list[int]) -> OffsetSlot | None:
    """GMT and UTC count anywhere in the group, a bare "+07:00", "Z" or "ICT" only right behind the time."""
    for index in times:
        if line.carries_time(index) and (printed := offset_slot(line.tokens[index])):
            return printed
    for index in group.indices:
        token = line.tokens[index]
        glued = (
            index
            and line.gap(index) in {"", "("}
            and (line.kind(index - 1) in TIMES | {"half"} or line.carries_time(index - 1))
        )
        if (token.kind == "offset" and (token.match.group()[0] in "gu" or glued)) or (token.kind == "zone" and glued):
            return offset_slot(token)
    return None


def _end(line: Line, index: int) -> int:
    """Where the reading that ends with the token at `index` ends: a half of the day and an offset belong to it."""
    while (
        index + 1 < len(line.tokens) and line.kind(index + 1) in {"half", "offset", "zone"} and not line.gap(index + 1)
    ):
        index += 1
    return line.tokens[index].end


def _relative(line: Line) -> Relative | None:
    told = [index for index, token in enumerate(line.tokens) if token.kind in {"ago", "now", "relative_day"}]
    times = [index for index, token in enumerate(line.tokens) if token.kind in TIMES]
    token = line.tokens[told[0]]
    strangers = line.words(0, len(line.tokens))
    numbers = line.has("number") or line.has("document")
    counted = (
        told[0] + 1 < len(line.tokens) and line.kind(told[0] + 1) == "count" and line.gap(told[0] + 1) in {"", ":"}
    )
    if (
        counted
        or len(told) > 1
        or strangers > 4
        or (token.kind == "relative_day" and (numbers or (strangers and not times)))
    ):
        return None
    if token.kind != "relative_day":
        ago = ago_slots(token) if token.kind == "ago" else ()
        return None if times or (token.kind == "now" and strangers > 2) else Relative(ago, None, (), token.match.span())
    days = words.RELATIVE_DAYS[token.match.group()]
    parts = sorted([told[0], *times])
    span = (line.tokens[parts[0]].start, _end(line, parts[-1]))
    half = _HALVES.get(token.match.group().split()[0], "")  # "Chiều nay, 2:30"
    slots = (_time_at(line, index) for index in times)
    return Relative((), days, tuple(slot if slot.half else slot._replace(half=half) for slot in slots), span)
