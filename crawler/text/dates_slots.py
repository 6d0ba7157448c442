"""Where in a printed date its figures stand: what the reader of layouts hands to the reader of values."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from crawler.text import dates_words as words
from crawler.text.dates_tokens import AGO_PART, Token

Figure = tuple[int, int]  # from, to: a number printed in figures
Number = Figure | int  # or one that was printed as a word


class DateSlot(NamedTuple):
    year: Figure | None
    month: Number
    day: Number | None
    numeric: bool = False  # 05/06/2017: whether the day or the month comes first is for the recipe to say


class TimeSlot(NamedTuple):
    hour: Figure
    minute: Figure | None
    second: Figure | None
    half: str = ""  # "am", "pm", "noon", "night"


class OffsetSlot(NamedTuple):
    sign: int
    hours: Number
    minutes: Figure | None = None


class AgoSlot(NamedTuple):
    amount: Number
    unit: str


class Simple(NamedTuple):
    """The common layout ready to be read: one full date, at most one time, nothing to decide. Slices of the text."""

    year: slice
    month: slice | int
    day: slice
    hour: slice | None
    minute: slice | None
    second: slice | None
    weekday: slice | int | None
    span: slice
    numeric: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The shape of a printed date, the same for every string with the same skeleton.

    Several `dates` or `times` are readings that must agree. `rule` names what the figures must satisfy besides: "bare",
    nothing but dd/mm was printed ("bare dash": dd-mm); "dash", "ngày 5-6" may be two days; "many", "9 tháng năm 2017"
    may be months.
    """

    dates: tuple[DateSlot, ...]
    times: tuple[TimeSlot, ...]
    weekday: Number | None
    offset: OffsetSlot | None
    span: Figure
    simple: Simple | None = field(init=False, repr=False)
    rule: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "simple", _simple(self))


@dataclass(frozen=True, slots=True)
class Relative:
    """A time printed as so long ago, or as a day counted from today."""

    ago: tuple[AgoSlot, ...]
    days_back: int | None
    times: tuple[TimeSlot, ...]
    span: Figure


def _simple(layout: Layout) -> Simple | None:
    slot = layout.dates[0]
    if len(layout.dates) > 1 or len(layout.times) > 1 or layout.rule or layout.offset or slot.year is None:
        return None
    if slot.day is None or isinstance(slot.day, int) or slot.year[1] - slot.year[0] != 4:
        return None
    clock = layout.times[0] if layout.times else None
    if clock and clock.half:
        return None
    month = slot.month if isinstance(slot.month, int) else slice(*slot.month)
    weekday = slice(*layout.weekday) if isinstance(layout.weekday, tuple) else layout.weekday
    hour, minute, second = (_slice(figure) for figure in (clock[:3] if clock else (None, None, None)))
    return Simple(
        slice(*slot.year), month, slice(*slot.day), hour, minute, second, weekday, slice(*layout.span), slot.numeric
    )


def _slice(figure: Figure | None) -> slice | None:
    return slice(*figure) if figure else None


_RUN = re.compile("0+")


def date_slot(token: Token, printed: str) -> DateSlot:
    """Where `token`, a date, has its year, month and day; `printed` is the folded text it was found in."""
    if token.kind in _BY_POSITION:
        return _BY_POSITION[token.kind]([run.span() for run in _RUN.finditer(printed, token.start, token.end)])
    year = _figure(token, "y", "yy")
    day: Number | None = _figure(token, "d")
    if day is None and (word := _named(token, "dw")):
        day = words.DAY_WORDS[word]
    return DateSlot(year, _month(token), day)


def time_slot(token: Token, half: str = "") -> TimeSlot:
    """The hour, minute and second of `token`; `half` is the half of the day printed beside it."""
    hour = _figure(token, "h")
    assert hour is not None, token
    return TimeSlot(hour, _figure(token, "mi", "mj"), _figure(token, "s"), half)


def offset_slot(token: Token) -> OffsetSlot | None:
    """The offset from UTC that `token` prints, None where it prints none."""
    if hours := _figure(token, "oh", "oh2", "oh3", "oh4"):
        sign = _named(token, "sign", "minus")
        return OffsetSlot(-1 if sign == "-" else 1, hours, _figure(token, "om", "om2", "om3"))
    name = _named(token, "zone") or (token.match.group() if token.kind in {"zone", "offset"} else "")
    return OffsetSlot(1, words.ZONES[name]) if name else None


def ago_slots(token: Token) -> tuple[AgoSlot, ...]:
    """The parts of "2 ngày 3 giờ trước"."""
    return tuple(
        AgoSlot(part.span("n") if part["n"] else words.NUMBERS[part["w"]], part["unit"])
        for part in AGO_PART.finditer(token.match.string, token.start, token.end)
    )


def weekday_slot(token: Token) -> Number:
    """The weekday that `token` prints, Monday 0, or where its figure stands ("Thứ 4", "T4")."""
    if figure := _figure(token, "n", "m"):
        return figure
    printed = token.match.group()
    if printed.endswith("nhat") or printed in {"cn", "c.n"}:
        return 6
    last = printed.removeprefix("thu").strip()
    return words.WEEKDAYS_VI[last] if last in words.WEEKDAYS_VI else words.WEEKDAYS_EN[printed[:3]]


def _month(token: Token) -> Number:
    if word := _named(token, "mw"):
        return words.MONTHS_VI[word]
    if name := _named(token, "me"):
        return words.MONTHS_EN[name]
    figure = _figure(token, "mo", "mt")
    assert figure is not None, token
    return figure


def _figure(token: Token, *names: str) -> Figure | None:
    groups = token.match.re.groupindex
    return next((token.match.span(name) for name in names if name in groups and token.match[name] is not None), None)


def _named(token: Token, *names: str) -> str:
    groups = token.match.re.groupindex
    return next((token.match[name] for name in names if name in groups and token.match[name]), "")


_BY_POSITION: dict[str, Callable[[list[Figure]], DateSlot]] = {
    "dmy": lambda runs: DateSlot(runs[2], runs[1], runs[0], numeric=True),
    "ymd": lambda runs: DateSlot(runs[0], runs[1], runs[2]),
    "dm": lambda runs: DateSlot(None, runs[1], runs[0], numeric=True),
    "my": lambda runs: DateSlot(runs[1], runs[0], None),
    "ym": lambda runs: DateSlot(runs[0], runs[1], None),
}
