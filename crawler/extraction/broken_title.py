"""A title that <br> breaks into several lines: "Quyết định số 123/QĐ-UBND" / "ngày 15/3/2021 phê duyệt kế hoạch"."""

from collections.abc import Callable

from crawler.extraction.outline import Outline
from crawler.extraction.structure import Line

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_FARTHEST = 2
_LONGEST = 400


def joined_title(outline: Outline, number: int, names: Callable[[str], bool]) -> tuple[range, str]:
    """The lines of the title that the line `number` is of, and their text; `names` tells whether the page's head calls
    it so.

    In a heading, or a box named for titles, all that stands there but dates and tools is the title; so is what a box
    holds in capitals, or goes on in small letters; elsewhere the head must say the lines together.
    """
    lines = outline.lines
    first, last = _around(lines, number, dates=True)
    if first == last or names(lines[number].text):
        return range(number, number + 1), lines[number].text
    spans = [range(one, other + 1) for one in range(first, number + 1) for other in range(number, last + 1)]
    for span in sorted(spans, key=len, reverse=True):
        text = " ".join(lines[i].text for i in span)
        if len(span) > 1 and names(text):
            return span, text
    first, last = _around(lines, number, dates=False)
    box = lines[number].box
    alone = first == box.first and all(line.said.is_date for line in lines[last + 1 : box.last])
    text = " ".join(lines[i].text for i in range(first, last + 1))
    named = box.tag in _HEADINGS or box.hint == "title"
    if alone and len(text) <= _LONGEST and (named or _reads_on(lines[first : last + 1])):
        return range(first, last + 1), text
    return range(number, number + 1), lines[number].text


def _reads_on(lines: list[Line]) -> bool:
    """Whether lines are one text: all in capitals, or each but the first going on in small letters."""
    if all(line.text.isupper() for line in lines):
        return True
    return all(line.text[0].islower() for line in lines[1:])


def _around(lines: list[Line], number: int, *, dates: bool) -> tuple[int, int]:
    """The first and last line, two away at most, that stand in the same box: no links, and `dates` only if asked."""
    title = lines[number]
    first = last = number
    while first > 0 and number - first < _FARTHEST and _goes_with(lines[first - 1], title, dates=dates):
        first -= 1
    while last + 1 < len(lines) and last - number < _FARTHEST and _goes_with(lines[last + 1], title, dates=dates):
        last += 1
    return first, last


def _goes_with(line: Line, title: Line, *, dates: bool) -> bool:
    return line.box is title.box and not line.linked and line.size <= _LONGEST and (dates or not line.said.is_date)
