"""Where a page shows dates, and what each stands for: printed beside the title, a clock, a meta tag, the address.

Nothing is parsed here; texts go to crawler.text.dates. Only the printed date is known to be right on these systems.
"""

import datetime as dt
import re
from functools import lru_cache

from crawler.extraction.element import Element, text_in
from crawler.extraction.page_words import fold
from crawler.items import DateCandidate

_D = r"(?:[0-3]?\d)"
_M = r"(?:[01]?\d)"
_Y = r"(?:(?:19|20)\d\d)"
_SEP = r" ?[-/.] ?"
DATE = re.compile(
    rf"(?<![\d/.,-])(?:{_D}{_SEP}{_D}{_SEP}(?:{_Y}|\d\d)(?![\d/])|{_Y}[-/.]{_M}[-/.]{_D}(?!\d)"
    rf"|{_D}(?:,| -)? (?:thang|thg|th)\.? ?(?:[01]?\d|gieng|mot|hai|ba|tu|nam|sau|bay|tam|chin|muoi(?: mot| hai)?"
    rf"|chap),?(?: ?(?:,|nam|-|/|\.))? ?{_Y}"
    rf"|(?:thang|thg|th) ?(?:[01]?\d|gieng|mot|hai|ba|tu|nam|sau|bay|tam|chin|muoi(?: mot| hai)?|chap) {_D},? {_Y}"
    rf"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* {_D}(?:st|nd|rd|th)?,? {_Y}"
    rf"|{_D} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? {_Y}"
    r"|\d+ (?:giay|phut|gio|ngay|tuan|thang|nam) truoc|hom (?:nay|qua)(?:,| luc)? ?(?:luc )?\d\d?[:h]\d\d"
    r"|vai giay truoc|vua xong"
    rf"|thang {_M} ?[-/] ?{_Y}|thang {_M} nam {_Y})"
)
_TIME = re.compile(
    r"\d{1,2} ?[:h]\d{0,2}(?:[:]\d\d)?'?(?: ?(?:sa|ch|am|pm))?|\(?(?:gmt|utc) ?\+?\d*(?::\d\d)?\)?"
    r"|\d{1,2} gio(?: \d{1,2} phut)?"
)
CLOCK = re.compile(
    r"(?:(?:luc|vao luc|gio)[ :]*)?[0-2]?\d(?::[0-5]\d(?::[0-5]\d)?|h[0-5]?\d?'?| gio(?: \d\d? phut)?)"
    r"(?: ?(?:sang|chieu|toi|trua|dem|sa|ch|am|pm))?"
)
_WEEKDAY = re.compile(
    r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|t[2-7]|mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday"
    r"|rsday|urday)?\b"
)
_LABEL = re.compile(
    r"\b(?:ngay|luc|dang|cap nhat|xuat ban|thoi gian|duoc|gui|tao|viet|phat hanh|lan|cuoi|post(?:ed)?|on"
    r"|publish(?:ed)?|update[d]?|date|last|created|luot xem|xem|da|so|luot|truy cap|doc|views?|hits?|tin|bai"
    r"|lan xem|gio|sua|moi)\b"
)
_PUBLISHED = re.compile(
    r"[\s(\[]*(?:tin |bai )?(?:(?:ngay|thoi gian|luc) )?(?:duoc )?(?:dang|cap nhat|xuat ban|dua tin|gui"
    r"|post|publish|update)"
)
_UPDATED = re.compile(r"cap nhat|sua|update|modified|chinh sua")
_SPAN = re.compile(r"\btu (?:ngay )?\d.*\bden (?:het )?(?:ngay )?\d")  # how long something lasts
_FOR_MACHINES = re.compile(r"\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d")  # a schema's, which some skins do not hide
_DEADLINE = re.compile(r"het han|han nop|het hieu luc|hieu luc|ban hanh|ngay ky|sinh ngay|han chot")


_FIGURES = re.compile(r"\d(?:.{0,16}\d| )", re.S)


@lru_cache(maxsize=8192)
def has_date(text: str) -> bool:
    """Whether something that looks like a date is in `text`."""
    if _FIGURES.search(text) is None:
        return len(text) < 60 and _is_relative(text)
    return DATE.search(fold(text)) is not None


def _is_relative(text: str) -> bool:
    return text[:1] in "vV" and fold(text).startswith(("vai giay", "vua xong"))


@lru_cache(maxsize=8192)
def is_date_line(text: str, size: int) -> bool:
    """Whether a line is there to tell a date: little else is on it."""
    if size > 130 or not has_date(text):
        return False
    folded = fold(text)
    if _SPAN.search(folded):
        return False
    rest = _LABEL.sub(" ", _WEEKDAY.sub(" ", _TIME.sub(" ", DATE.sub(" ", folded))))
    return sum(c.isalpha() for c in rest) <= max(24, 0)


def tells_publication(text: str) -> bool:
    """Whether a date's line says itself that it is the day of publication: "Ngày đăng: …", "Cập nhật: …"."""
    return _PUBLISHED.match(fold(text)) is not None


def has_time(text: str) -> bool:
    """Whether a time of day is in `text`."""
    return CLOCK.search(fold(text)) is not None


@lru_cache(maxsize=8192)
def is_time_line(text: str) -> bool:
    """Whether a line tells a time of day and nothing else: "14:30", "lúc 8 giờ 15 phút"."""
    if len(text) > 24 or not any(map(str.isdigit, text)):
        return False
    folded = fold(text).strip(" ()|-,.")
    return CLOCK.fullmatch(folded) is not None


def printed_rank(text: str) -> int:
    """Smaller is better among dates printed in one place: publication, then unlabelled, then update."""
    folded = fold(text)
    if _DEADLINE.search(folded) or _FOR_MACHINES.match(folded):
        return 3
    if _UPDATED.search(folded):
        return 1 if not re.search(r"(?:ngay )?(?:dang|xuat ban)\b", folded) else 0
    return 0


def cut_date(text: str) -> str:
    """The first date of a line that shows several ("Ngày đăng … | Cập nhật …"), the published one where labels tell."""
    parts = re.split(r"\s*[|;•·]\s*|\s{3,}|\s+[-–]\s+(?=\D{3})", text)
    dated = [part for part in parts if has_date(part)]
    if len(dated) <= 1:
        return text
    return min(dated, key=printed_rank)


_NUMERIC = re.compile(r"(?<!\d)(\d\d?)/(\d\d?)/((?:19|20)\d\d)(?!\d)")
_DAY_NAME = re.compile(r"\b(?:thu |t)(hai|ba|tu|nam|sau|bay|[2-7])\b|\b(chu nhat|cn)\b")
_DAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}


def day_first(text: str, *, month_first: bool = False) -> str:
    """`text` with a date that is printed month first put day first, where its weekday leaves no doubt.

    Drupal prints "T4, 05/31/2017" on Vietnamese sites: US order. A date that could be read either way is turned only
    where the portal is known to print `month_first` and the weekday does not say otherwise.
    """
    date = _NUMERIC.search(text)
    if date is None or int(date[1]) > 12:
        return text
    told = _agrees_month_first(text, date)
    if not (told is not False if month_first else told and int(date[2]) > 12):
        return text
    return f"{text[: date.start()]}{date[2]}/{date[1]}/{date[3]}{text[date.end() :]}"


def tells_order(text: str) -> str:
    """What a printed date tells of its portal's order: "dmy" or "mdy" where only one is possible, "" for both."""
    date = _NUMERIC.search(text)
    if date is None:
        return ""
    if int(date[1]) > 12:
        return "dmy"
    return "mdy" if int(date[2]) > 12 and _agrees_month_first(text, date) is not False else ""


def _agrees_month_first(text: str, date: re.Match[str]) -> bool | None:
    """Whether the printed weekday is that of the date read month first, and not of the date read day first; None where
    it is both, or none is printed."""
    named = _DAY_NAME.search(fold(text))
    if named is None:
        return None
    first, second, year = map(int, date.groups())
    wanted = 6 if named[2] else _DAYS[named[1]] if named[1] in _DAYS else int(named[1]) - 2
    day_first, month_first = _weekday(year, second, first) == wanted, _weekday(year, first, second) == wanted
    return None if day_first and month_first else month_first


def _weekday(year: int, month: int, day: int) -> int | None:
    try:
        return dt.date(year, month, day).weekday()
    except ValueError:
        return None


def _shown(time: Element) -> str:
    """What a <time> prints, where that is a date; else what it tells machines, whose zone may lie."""
    text = " ".join(text_in(time).split())
    return text if has_date(text) else time.get("datetime") or ""


_META_NAMES = frozenset(
    (
        "article:published_time",
        "datepublished",
        "pubdate",
        "publishdate",
        "dc.date",
        "dc.date.issued",
        "date",
        "og:published_time",
        "dcterms.created",
        "datecreated",
        "publish_date",
        "article:published",
    )
)
_JSONLD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)/([01]?\d)/([0-3]?\d)(?:/|$)|/((?:19|20)\d\d)-([01]?\d)-([0-3]?\d)(?:/|$)|[/-]((?:19"
    r"|20)\d\d)([01]\d)([0-3]\d)\d{0,9}[./-]"
)


def head_dates(tree: Element, url: str) -> list[DateCandidate]:
    """Dates in the only <time> of the page, microdata, meta tags, JSON-LD and the address, in that order."""
    times: list[Element] = []
    microdata: list[DateCandidate] = []
    scripts: list[DateCandidate] = []
    meta: list[DateCandidate] = []
    for element in tree.iter("time", "meta", "script"):
        tag = element.tag
        if tag == "script":
            if element.get("type") == "application/ld+json" and element.text:
                scripts += [DateCandidate(text, "jsonld") for text in _JSONLD_DATE.findall(element.text)[:1]]
        elif tag == "time":
            if element.get("datetime"):
                times.append(element)
        elif content := element.get("content"):
            name = element.get("property") or element.get("name")
            if name:
                if name.lower() in _META_NAMES:
                    meta.append(DateCandidate(content, "meta"))
            elif element.get("itemprop") == "datePublished":
                microdata.append(DateCandidate(content, "microdata"))
    found = [DateCandidate(_shown(times[0]), "time")] if len(times) == 1 else []
    found += microdata + scripts + meta
    match = _URL_DATE.search(url)
    if match:
        year, month, day = [group for group in match.groups() if group]
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            found.append(DateCandidate(f"{year}-{int(month):02}-{int(day):02}", "url"))
    return found
