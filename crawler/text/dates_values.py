"""From a layout and the figures that stand in it to a date: the calendar, the clock, the year, the zone.

* The day comes before the month, always, unless the caller says `order="mdy"`. Under "mdy" 05/06/2017 is 6 May, but
  where a weekday is printed and fits the other reading alone, that reading wins (a site may print "Thứ tư,
  31/05/2017" after an update), also where it fits both and is printed in full; a figure above 12 where the month
  belongs is refused unless the weekday bears out the other order.
* A weekday never moves a date under "dmy"; where it contradicts, `weekday_conflict` says so.
* The year is 1990 to the one after `at`; two figures are 20xx where that is in reach, else 19xx. A date without a
  year is the latest one not after `at` (an hour's grace for clocks that differ).
* 12 SA and 12 AM are midnight; 14:30 CH is 14:30; 14:30 SA, 0:15 CH, 24:00 and other hours that contradict
  themselves are refused with their date, for one of the two is wrong.
* "3 giờ trước" is a minute, "2 ngày trước" and "1 tuần trước" a day, "3 tháng trước" and "1 năm trước" a month.
"""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal, NamedTuple

from crawler.text import dates_words as words
from crawler.text.dates_slots import AgoSlot, DateSlot, Layout, Number, OffsetSlot, Relative, Simple, TimeSlot
from crawler.text.folding import search_form

_IN_FULL = re.compile(r"\b(?:thu (?:hai|ba|tu|nam|sau|bay)|chu nhat)\b")
Order = Literal["dmy", "mdy"]
Precision = Literal["minute", "day", "month"]

EARLIEST_YEAR = 1990
_GRACE = timedelta(hours=1)
_YEARS_BACK = 9  # 29/02 without a year: the latest leap year may be eight years away (2096, 2104)
_PRECISION: dict[str, Precision] = {"seconds": "minute", "days": "day", "months": "month"}


class PrintedDate(NamedTuple):
    """A date as printed: `instant` is aware and in the asked zone, midnight or the first of the month where `precision`
    says that no more was printed (seconds are kept where they were); `text` is the part of the line that was read."""

    instant: datetime
    precision: Precision
    text: str
    weekday_conflict: bool = False

    def __str__(self) -> str:
        if self.precision == "minute":
            return f"{self.instant.isoformat(timespec='seconds')} minute"
        return f"{self.instant:{'%Y-%m-%d' if self.precision == 'day' else '%Y-%m'}} {self.precision}"


class _Asked(NamedTuple):
    """What a string is read against."""

    text: str
    at: datetime  # in the portal's zone
    order: Order

    def number(self, slot: Number) -> int:
        return slot if isinstance(slot, int) else int(self.text[slot[0] : slot[1]])

    def digits(self, slot: Number | None) -> int:
        return slot[1] - slot[0] if isinstance(slot, tuple) else 0


def read_layout(
    layout: Layout | Relative, text: str, *, at: datetime, zone: tzinfo, order: Order
) -> PrintedDate | None:
    """The date that `layout`, the layout of `text`, has there; None where its figures are no date."""
    if at.tzinfo is None:
        raise ValueError(f"at must be an aware instant, got {at!r}")
    if isinstance(layout, Layout) and (simple := layout.simple) and not (simple.numeric and order == "mdy"):
        year = int(text[simple.year])
        if EARLIEST_YEAR <= year <= at.year:
            return _read_simple(simple, text, year, zone)
    asked = _Asked(text, at.astimezone(zone), order)
    return _read_relative(layout, asked) if isinstance(layout, Relative) else _read_absolute(layout, asked)


def _read_simple(simple: Simple, text: str, year: int, zone: tzinfo) -> PrintedDate | None:
    """What _read_absolute answers for a simple layout and a year in reach, in a third of the time."""
    month = simple.month if isinstance(simple.month, int) else int(text[simple.month])
    hour = int(text[simple.hour]) if simple.hour else 0
    minute = int(text[simple.minute]) if simple.minute else 0
    second = int(text[simple.second]) if simple.second else 0
    try:
        instant = datetime(year, month, int(text[simple.day]), hour, minute, second, 0, zone)
    except ValueError:
        return None
    precision: Precision = "minute" if simple.hour else "day"
    weekday = simple.weekday
    if weekday is None:
        return PrintedDate(instant, precision, text[simple.span])
    if isinstance(weekday, slice):
        weekday = int(text[weekday]) - 2 if text[weekday] in "234567" else -1
    return PrintedDate(instant, precision, text[simple.span], weekday != instant.weekday())


def _read_absolute(layout: Layout, asked: _Asked) -> PrintedDate | None:
    clock = _agreed_time(layout.times, asked)
    if clock is None and layout.times:
        return None
    weekday = _weekday(layout.weekday, asked)
    day = _agreed_date(layout, asked, weekday, clock)
    if day is None:
        return None
    text = asked.text[slice(*layout.span)]
    conflict = weekday is not None and layout.dates[0].day is not None and weekday != day.weekday()
    zone = asked.at.tzinfo
    if clock is None:
        instant = datetime(day.year, day.month, day.day, tzinfo=zone)
        return PrintedDate(instant, "day" if layout.dates[0].day is not None else "month", text, conflict)
    offset = _offset(layout.offset, asked) if layout.offset else None
    if layout.offset and offset is None:
        return None
    instant = datetime.combine(day, clock, offset or zone)
    return PrintedDate(instant.astimezone(zone) if offset else instant, "minute", text, conflict)


def _agreed_date(layout: Layout, asked: _Asked, weekday: int | None, clock: time | None) -> date | None:
    first = layout.dates[0]
    if layout.rule and not _satisfies(layout.rule, first, asked):
        return None
    day = _date(first, asked, weekday, clock)
    for other in layout.dates[1:]:
        if _date(other, asked, weekday, clock) != day:
            return None
    return day


def _date(slot: DateSlot, asked: _Asked, weekday: int | None, clock: time | None) -> date | None:
    month = asked.number(slot.month)
    day = 1 if slot.day is None else asked.number(slot.day)
    if asked.order == "mdy" and slot.numeric:
        return _us_date(slot, asked, weekday, clock)
    return _dated(_year(slot, asked), month, day, asked.at, clock)


def _us_date(slot: DateSlot, asked: _Asked, weekday: int | None, clock: time | None) -> date | None:
    """Month before day, unless the printed weekday fits the other order alone, or fits both and is Vietnamese in full.

    Drupal's US order comes with "T4"; sites that print "Thứ tư" chose their own order, which is the country's.
    """
    assert slot.day is not None
    first, second = asked.number(slot.day), asked.number(slot.month)
    year = _year(slot, asked)
    us_date = _dated(year, first, second, asked.at, clock)
    swapped = _dated(year, second, first, asked.at, clock) if weekday is not None else None
    if swapped is None or swapped.weekday() != weekday:
        return us_date
    fits = us_date is not None and us_date.weekday() == weekday
    return us_date if fits and not _IN_FULL.search(search_form(asked.text)) else swapped


def _year(slot: DateSlot, asked: _Asked) -> int | None:
    if slot.year is None:
        return None
    year = asked.number(slot.year)
    if asked.digits(slot.year) > 2:
        return year
    return 2000 + year if 2000 + year <= asked.at.year + 1 else 1900 + year


def _dated(year: int | None, month: int, day: int, at: datetime, clock: time | None) -> date | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if year is None:
        return _latest_past(month, day, at, clock)
    if not EARLIEST_YEAR <= year <= at.year + 1:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _latest_past(month: int, day: int, at: datetime, clock: time | None) -> date | None:
    for year in range(at.year, at.year - _YEARS_BACK, -1):
        try:
            instant = datetime.combine(date(year, month, day), clock or time(), at.tzinfo)
        except ValueError:
            continue
        if instant <= at + _GRACE:
            return instant.date()
    return None


def _satisfies(rule: str, slot: DateSlot, asked: _Asked) -> bool:
    """What `Layout.rule` asks: a lone "1/2" is a fraction and "24/7" a saying, "31/5", "05/06" and "25/12" are days."""
    assert slot.day is not None
    first, second = asked.number(slot.day), asked.number(slot.month)
    if rule == "dash":
        return first > second
    if rule in {"many", "bare dash"}:
        return first > 12
    padded = asked.digits(slot.day) == asked.digits(slot.month) == 2
    return (first > 12 or (padded and min(first, second) < 10)) and (padded or (first, second) != (24, 7))


def _agreed_time(slots: tuple[TimeSlot, ...], asked: _Asked) -> time | None:
    found = {_time(slot, asked) for slot in slots}
    return found.pop() if len(found) == 1 else None


def _time(slot: TimeSlot, asked: _Asked) -> time | None:
    hour = asked.number(slot.hour)
    minute = asked.number(slot.minute) if slot.minute else 0
    second = asked.number(slot.second) if slot.second else 0
    if slot.half:
        in_day = _hour_in_half(hour, slot.half)
        if in_day is None:
            return None
        hour = in_day
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _hour_in_half(hour: int, half: str) -> int | None:
    """The hour of the day that is printed as `hour` with a half of the day; None where the two contradict."""
    if half == "am":
        return hour % 12 if hour <= 12 else None
    if half == "pm":
        return hour if hour >= 12 else hour + 12 if hour else None
    if half == "noon":
        return hour if 10 <= hour <= 14 else hour + 12 if 1 <= hour <= 2 else None
    return hour if hour >= 18 or hour <= 4 else hour + 12 if 6 <= hour <= 11 else None


def _weekday(slot: Number | None, asked: _Asked) -> int | None:
    """Monday 0; "Thứ 2" is Monday. "Thứ 8" is no weekday and fits no date."""
    if slot is None or isinstance(slot, int):
        return slot
    return asked.number(slot) - 2 if 2 <= asked.number(slot) <= 7 else -1


def _offset(slot: OffsetSlot, asked: _Asked) -> timezone | None:
    hours = asked.number(slot.hours)
    minutes = asked.number(slot.minutes) if slot.minutes else 0
    if abs(hours) > 14 or minutes not in {0, 30, 45}:
        return None
    return timezone(slot.sign * timedelta(hours=hours, minutes=minutes))


def _read_relative(layout: Relative, asked: _Asked) -> PrintedDate | None:
    clock = _agreed_time(layout.times, asked)
    text = asked.text[slice(*layout.span)]
    if clock is None and layout.times:
        return None
    if layout.days_back is None:
        return _read_ago(layout.ago, asked, text)
    day = asked.at.date() - timedelta(days=layout.days_back)
    return PrintedDate(datetime.combine(day, clock or time(), asked.at.tzinfo), "minute" if clock else "day", text)


def _read_ago(parts: tuple[AgoSlot, ...], asked: _Asked, text: str) -> PrintedDate | None:
    """So long before `at`, cut to the precision of the smallest unit; no parts at all are "vừa xong"."""
    if any(count == words.A_FEW for count, _ in parts):
        return _a_few_ago(parts, asked, text)
    spans = {"seconds": 0, "days": 0, "months": 0}
    for count, unit in parts:
        kind, size = words.UNITS[unit]
        spans[kind] += asked.number(count) * size
    smallest = next((kind for kind in spans if any(words.UNITS[unit][0] == kind for _, unit in parts)), "seconds")
    year, month = divmod(asked.at.year * 12 + asked.at.month - 1 - spans["months"], 12)
    if year < EARLIEST_YEAR:
        return None
    day = min(asked.at.day, monthrange(year, month + 1)[1])
    instant = asked.at.replace(year=year, month=month + 1, day=day)
    instant -= timedelta(days=spans["days"], seconds=spans["seconds"])
    return _cut(instant, _PRECISION[smallest], text) if instant.year >= EARLIEST_YEAR else None


def _a_few_ago(parts: tuple[AgoSlot, ...], asked: _Asked, text: str) -> PrintedDate | None:
    """ "Vài giây trước" is now, "vài phút trước" is today; a few hours or days ago might be any day."""
    unit = parts[0].unit
    if len(parts) > 1 or words.UNITS[unit] not in {("seconds", 1), ("seconds", 60)}:
        return None
    return _cut(asked.at, "minute" if words.UNITS[unit][1] == 1 else "day", text)


def _cut(instant: datetime, precision: Precision, text: str) -> PrintedDate:
    instant = instant.replace(microsecond=0)
    if precision != "minute":
        instant = instant.replace(hour=0, minute=0, second=0, day=1 if precision == "month" else instant.day)
    return PrintedDate(instant, precision, text)
