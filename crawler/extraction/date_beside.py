"""The date a list prints beside the link to an article: in the link's line, or in the box that is that one item's."""

import re
from collections.abc import Sequence

from crawler.extraction.dates_on_page import has_date
from crawler.extraction.line_kinds import LineKinds
from crawler.extraction.links import PlacedLink
from crawler.extraction.structure import Box, Line

_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d\d)(?!\d)")
_LONGEST_ITEM = 12  # lines
_LONGEST_REST = 60


def date_beside(kinds: LineKinds, link: PlacedLink) -> str:
    """The date as it is printed; "" where none is, or only one that says how long ago it was."""
    if link.line < 0:
        return ""
    lines = kinds.outline.lines
    line = lines[link.line]
    if len(line.links) == 1 and line.linked < line.size and (date := _told(_without_link(line))):
        return date
    item = _item(kinds, line)
    for numbers in (range(item.first, item.last) if item else range(0), _linked_alike(lines, link.line)):
        others = [_told(_date_of(kinds, number)) for number in numbers if number != link.line]
        dates = [text for text in others if text]
        if dates:
            return dates[0] if len(dates) == 1 else ""
    return ""


def _told(text: str) -> str:
    return text if text and len(text) <= _LONGEST_REST and _YEAR.search(text) and has_date(text) else ""


def _date_of(kinds: LineKinds, number: int) -> str:
    return kinds.date_text(number) if kinds.kind(number) in ("date", "chrome", "byline") else ""


def _without_link(line: Line) -> str:
    """What the line says outside its link."""
    inside = set(line.links[0].iter())
    texts = [
        (element.tail if tail else element.text) or ""
        for element, tail in line.pieces
        if element not in inside or (tail and element is line.links[0])
    ]
    return " ".join(" ".join(texts).split()).strip(" -–—|:•·")


def _linked_alike(lines: Sequence[Line], at: int) -> range:
    """The lines around one that stand in the same link as it: a card that is a link."""
    first, last = at, at + 1
    while first > 0 and lines[first - 1].links == lines[at].links:
        first -= 1
    while last < len(lines) and lines[last].links == lines[at].links:
        last += 1
    return range(first, last)


def _item(kinds: LineKinds, line: Line) -> Box | None:
    """The largest box around the link that leads nowhere else and is no whole page."""
    box, found = line.box, None
    own = line.addresses[0] if line.links else None
    while box.parent is not None and box.last - box.first <= _LONGEST_ITEM:
        if _leads_elsewhere(kinds.outline.lines[box.first : box.last], own):
            break
        found, box = box, box.parent
    return found


def _leads_elsewhere(lines: Sequence[Line], own: str | None) -> bool:
    for line in lines:
        for address in line.addresses:
            if address != own:
                return True
    return False
