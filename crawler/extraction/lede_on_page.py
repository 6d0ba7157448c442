"""Which of the first lines below a title are the summary: those in a box of their own before the body."""

from itertools import takewhile

from crawler.extraction.blocks import same_words
from crawler.extraction.outline import Outline
from crawler.extraction.structure import Box
from crawler.extraction.view import View

SHORTEST_LEDE = 40
_SHORTEST_SUBTITLE = 20
_LONGEST_LEDE = 900
_LEAST_BODY = 60
_LONGEST_CAPTION = 300
_SENTENCE_ENDS = '.!?…”"'
_STRUCTURES = frozenset("table tbody tr ul ol li dl blockquote".split())


def lede_lines(view: View) -> list[int]:
    """The lines of the summary, none where no box, class or paragraph's own class sets one apart from the body.

    A summary that only its bold letters set apart is left to crawler.extraction.blocks.take_lede.
    """
    outline = view.outline
    body = [i for i in view.found.lines if not _is_under_picture(outline, i)]
    if body and body[0] in view.learnt.ledes:
        return list(takewhile(view.learnt.ledes.__contains__, body))
    if len(body) < 2:
        return []
    named = _named(view, body) or _above_date(view)
    if named:
        return named
    first = outline.lines[body[0]]
    if first.size >= SHORTEST_LEDE and same_words(first.text, outline.lines[body[1]].text):
        return body[:1]
    if not SHORTEST_LEDE <= first.size <= _LONGEST_LEDE or view.kinds.kind(body[0]) != "text":
        return []
    apart = _has_own_class(outline, body) or _stands_before(outline, body) or _is_only_heading(outline, body)
    return body[:1] if apart else []


def _named(view: View, body: list[int]) -> list[int]:
    """The lines in a box, or the one in an inline element, that is named for a summary."""
    first = view.outline.lines[body[0]]
    box: Box | None = first.box
    while box is not None and box is not view.found.region:
        if box.hint == "lede":
            inside = [i for i in body if box.holds(i)]
            if len(inside) < len(body):
                return inside
        box = box.parent
    return body[:1] if first.hint == "lede" else []


def _above_date(view: View) -> list[int]:
    """The line named for a summary that stands between title and date, where the body does not begin."""
    lines, kinds = view.outline.lines, view.kinds
    meta = [i for i in view.found.meta if kinds.kind(i) == "text" and not lines[i].linked]
    return [i for i in meta if "lede" in (lines[i].box.hint, lines[i].hint) and lines[i].size >= _SHORTEST_SUBTITLE][:1]


def _has_own_class(outline: Outline, body: list[int]) -> bool:
    """Whether the first line is a paragraph with a class that no other line of the body has."""
    lines = [outline.lines[i] for i in body]
    own = lines[0].box.element.get("class")
    siblings = len(body) > 2 and lines[1].box.tag == "div" and lines[1].box.parent is lines[0].box.parent
    if not own or lines[0].linked * 2 > lines[0].size or (lines[1].box.tag != "p" and not siblings):
        return False
    return all(line.box is not lines[0].box and line.box.element.get("class") != own for line in lines[1:])


def _is_only_heading(outline: Outline, body: list[int]) -> bool:
    """Whether the first line is a sentence set as a heading, as no other line of the body is."""
    first, *rest = (outline.lines[i] for i in body)
    if not first.heading or first.text[-1] not in _SENTENCE_ENDS:
        return False
    return not any(line.heading == first.heading for line in rest)


def _stands_before(outline: Outline, body: list[int]) -> bool:
    """Whether the first line stands outside the box that holds all others."""
    rest = body[1:]
    container = outline.common(rest[0], rest[-1])
    if (
        container.tag in _STRUCTURES
        or container.holds(body[0])
        or sum(outline.lines[i].size for i in rest) < _LEAST_BODY
    ):
        return False
    own = outline.lines[body[0]].box
    same = container.tag == own.tag and container.element.get("class") == own.element.get("class")
    return not same or len(rest) > 1


def _is_under_picture(outline: Outline, number: int) -> bool:
    """Whether the line is named for a caption, or stands alone with a picture in a box."""
    if outline.lines[number].box.tag == "figcaption":
        return True
    if outline.lines[number].size > _LONGEST_CAPTION:
        return False
    box: Box | None = outline.lines[number].box
    for _ in range(4):
        if box is None or box.last - box.first > 2:
            return False
        if box.media_last > box.media:
            return all(outline.lines[i].box.tag != "figcaption" for i in range(box.first, box.last))
        box = box.parent
    return False
