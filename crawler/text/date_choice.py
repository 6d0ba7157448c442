"""Which of the dates that a page shows is the article's.

The rule, in its order:

1. What is printed beside the title (or where the recipe points) is the date: the first such text that can be read,
   one that speaks of the publishing before one that speaks of the last update.
2. Where something is printed there and none of it can be read, the article has no date, whatever a machine's field
   says: systems are known to write the import or the last edit into meta tags, and nobody would notice.
3. Only where nothing at all is printed there does the date count that a list prints beside the link to the article.
4. Else machines' fields: `<time datetime>`, then microdata, JSON-LD, meta tags, at last the URL. They also tell the
   time of the day that a list printed.
5. A clock in the page's header and dates in the text never count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.items import DateCandidate
from crawler.items import DateSource as Source
from crawler.text.dates import VIETNAM, Order, PrintedDate, parse_date
from crawler.text.dates_letters import fold

MACHINE_SOURCES: tuple[Source, ...] = ("time", "microdata", "jsonld", "meta", "url")

UNREADABLE = "undated: printed date unreadable"
NOTHING_PRINTED = "undated: no date beside the title"
MACHINE_UNREADABLE = "undated: nothing printed and no machine's date readable"
WEEKDAY_CONFLICT = "the printed weekday contradicts the date"

_REASONS: dict[Source, str] = {
    "printed": "printed beside the title",
    "listed": "nothing printed beside the title; from the list that leads to it",
    "time": "nothing printed beside the title; from <time datetime>",
    "microdata": "nothing printed beside the title; from microdata",
    "jsonld": "nothing printed beside the title; from JSON-LD",
    "meta": "nothing printed beside the title; from a meta tag",
    "url": "nothing printed beside the title; from the address",
}
_IN_URL = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})[/-]([0-9]{1,2})(?:[/-]([0-9]{1,2}))?(?=/)|/((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})/"
)
_ISO_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}(?:-[0-9]{2})?")
_UPDATED = re.compile(r"cap nhat|chinh sua|sua doi|sua lan cuoi|updated|modified")
_PUBLISHED = re.compile(r"dang|xuat ban|cong bo|ngay tao|posted|published")


@dataclass(frozen=True, slots=True)
class DateChoice:
    """The article's date, why it was chosen, and what a person should look at.

    `date` is None exactly where no candidate may stand for the article's date; `problem` then says why. A date with a
    problem (a weekday that contradicts it) is a date all the same. `candidate` is what was read, or what could not be.
    """

    date: PrintedDate | None
    candidate: DateCandidate | None
    reason: str
    problem: str | None = None

    @property
    def source(self) -> Source | None:
        """Where the date was taken from, None where there is none."""
        return self.candidate.source if self.date and self.candidate else None


def choose_date(
    candidates: Sequence[DateCandidate], *, at: datetime, zone: ZoneInfo = VIETNAM, order: Order = "dmy"
) -> DateChoice:
    """The article's date among `candidates`, given in the page's order; `order` is that of what is printed only."""
    printed = [candidate for candidate in candidates if candidate.source == "printed" and candidate.text.strip()]
    for candidate in sorted(printed, key=_speaks_of_update):
        if date := parse_date(candidate.text, at=at, zone=zone, order=order):
            return _chosen(date, candidate)
    if printed:
        return DateChoice(None, printed[0], "what is printed beside the title is no date", UNREADABLE)
    machines = _from_machines(candidates, at=at, zone=zone)
    for candidate in candidates:
        if candidate.source == "listed" and (date := parse_date(candidate.text, at=at, zone=zone, order=order)):
            same_day = machines.date is not None and machines.date.instant.date() == date.instant.date()
            return machines if same_day else _chosen(date, candidate)
    return machines


def _from_machines(candidates: Sequence[DateCandidate], *, at: datetime, zone: ZoneInfo) -> DateChoice:
    machines = [candidate for candidate in candidates if candidate.source in MACHINE_SOURCES and candidate.text.strip()]
    for candidate in sorted(machines, key=lambda found: MACHINE_SOURCES.index(found.source)):
        text = _date_in_url(candidate.text) if candidate.source == "url" else candidate.text
        if text and (date := parse_date(text, at=at, zone=zone)):
            return _chosen(date, candidate)
    if machines:
        return DateChoice(None, machines[0], "nothing printed, no machine's field readable", MACHINE_UNREADABLE)
    return DateChoice(None, None, "header clocks and dates in the text never count", NOTHING_PRINTED)


def _chosen(date: PrintedDate, candidate: DateCandidate) -> DateChoice:
    return DateChoice(date, candidate, _REASONS[candidate.source], WEEKDAY_CONFLICT if date.weekday_conflict else None)


def _speaks_of_update(candidate: DateCandidate) -> bool:
    folded = fold(candidate.text)
    return bool(_UPDATED.search(folded)) and not _PUBLISHED.search(folded)


def _date_in_url(url: str) -> str | None:
    """2017-05-31 or 2017-05 from an address's folders, as WordPress and dated uploads have them; or a date as it is."""
    if _ISO_DAY.fullmatch(url):
        return url
    found = _IN_URL.search(url)
    return "-".join(part.zfill(2) for part in found.groups() if part) if found else None
