"""The fields of an article, once its title and its body's lines are found."""

from collections.abc import Iterator
from copy import deepcopy

from lxml.html import HtmlElement

from crawler.extraction.around_title import read_byline, read_section
from crawler.extraction.blocks import read_content, take_lede, without_repeats
from crawler.extraction.body_on_page import BodyFinder, Found, piece_elements
from crawler.extraction.dates_on_page import cut_date, has_date, head_dates, printed_rank
from crawler.extraction.files import read_attachments
from crawler.extraction.page import Page
from crawler.extraction.structure import Box, Line, Outline
from crawler.extraction.view import View
from crawler.items import ArticleFields, DateCandidate

_SHORTEST_LEDE = 40
_NO_ROOTS = frozenset("table tbody thead tr ul ol li dl dt dd p blockquote pre h1 h2 h3 h4 h5 h6".split())


def read_fields(view: View, page: Page) -> ArticleFields:
    """All that the page tells of its article."""
    outline, finder, found, title = view.outline, view.finder, view.found, view.title
    fields = ArticleFields(title=outline.lines[title].text)
    lede = _lede_lines(outline, finder, found)
    fields.lede = " ".join(outline.lines[i].text for i in lede)
    rest = [i for i in found.lines if i not in set(lede)]
    element = cut_out(outline, found, rest, title)
    if element is not None:
        content = read_content(element, base=page.base)
        blocks = without_repeats(content.blocks, title=fields.title, lede=fields.lede)
        if not fields.lede:
            lede, rest_of = take_lede(blocks)
            if len(lede) >= _SHORTEST_LEDE:
                fields.lede, blocks = lede, rest_of
            blocks = without_repeats(blocks, title=fields.title, lede=fields.lede)
        fields.blocks, fields.images = blocks, content.images
    fields.attachments = read_attachments(_offering(view), page.base)
    fields.dates = page_dates(outline, finder, found, page, title)
    fields.section = read_section(view)
    fields.byline, fields.source = read_byline(view)
    return fields


def _offering(view: View) -> Iterator[HtmlElement]:
    """The elements between the title and the other news in which files may be offered."""
    lines, finder = view.outline.lines, view.finder
    body = set(view.found.lines)
    stop = max([view.title, *body]) + 1
    while stop < len(lines) and finder.kind(stop) not in ("related", "comments", "footer", "link"):
        stop += 1
    for number in range(view.title + 1, stop):
        if number in body or (finder.kind(number) != "link" and not finder.zone(lines[number].box)):
            yield from lines[number].links or [lines[number].pieces[0][0]]
    for element, at in view.outline.media:
        if view.title < at <= stop and element.tag != "img":
            yield element


def _lede_lines(outline: Outline, finder: BodyFinder, found: Found) -> list[int]:
    """The lines of a summary that stands in a box of its own before the body."""
    lines = outline.lines
    body = [i for i in found.lines if not _is_under_picture(outline, i)]
    if len(body) < 2:
        return []
    first = body[0]
    box: Box | None = lines[first].box
    while box is not None and box is not found.region:
        if box.hint == "lede":
            inside = [i for i in body if box.holds(i)]
            if len(inside) < len(body):
                return inside
        box = box.parent
    if lines[first].hint == "lede":
        return [first]
    if _has_own_class(outline, body):
        return [first]
    rest = body[1:]
    container = outline.common(rest[0], rest[-1])
    own = lines[first].box
    if container.holds(first) or lines[first].size < 40 or lines[first].size > 900 or finder.kind(first) != "text":
        return []
    if sum(lines[i].size for i in rest) < 60:
        return []
    same = container.tag == own.tag and container.element.get("class") == own.element.get("class")
    return [first] if not same or len(rest) > 1 else []


def _is_under_picture(outline: Outline, number: int) -> bool:
    """Whether the line stands alone with a picture in a box: its caption."""
    if outline.lines[number].size > 300:
        return False
    box: Box | None = outline.lines[number].box
    for _ in range(4):
        if box is None or box.last - box.first > 2:
            return False
        if box.media_last > box.media:
            return True
        box = box.parent
    return False


def _has_own_class(outline: Outline, numbers: list[int]) -> bool:
    """Whether the first line is a paragraph with a class that no other line of the body has."""
    lines = [outline.lines[i] for i in numbers]
    own = lines[0].box.element.get("class")
    if not own or not 40 <= lines[0].size <= 900 or lines[0].linked * 2 > lines[0].size:
        return False
    others = [line for line in lines[1:] if line.box is not lines[0].box]
    return len(others) == len(lines) - 1 and all(line.box.element.get("class") != own for line in others) and lines[1].box.tag == "p"


def cut_out(outline: Outline, found: Found, kept: list[int], title: int) -> HtmlElement | None:
    """A copy of the smallest box around the body in which only the lines `kept` and the article's pictures are left."""
    if kept:
        box = outline.common(kept[0], kept[-1])
        start, end = kept[0], kept[-1]
    else:
        box, start, end = found.region, title, max(found.end, title + 1)
    media = {
        element
        for element, at in outline.media
        if title < at <= end + 1 and not (at > end and not _inside(element, box.element))
    }
    if media and not all(_inside(element, box.element) for element in media):
        box = found.region
    while box.tag in _NO_ROOTS and box.parent is not None:
        box = box.parent
    wanted = piece_elements([outline.lines[i] for i in kept])
    copy = deepcopy(box.element)
    copy.tail = None
    drop: list[HtmlElement] = []
    for original, twin in zip(box.element.iter(), copy.iter(), strict=True):
        if twin.text and (original, False) not in wanted and twin.text.strip():
            twin.text = None
        if twin.tail and twin is not copy and (original, True) not in wanted and twin.tail.strip():
            twin.tail = None
        if twin.tag in ("img", "iframe", "embed", "object", "video") and original not in media:
            drop.append(twin)
    for twin in drop:
        twin.drop_tree()
    return copy


def _inside(element: HtmlElement, box: HtmlElement) -> bool:
    return element is box or any(one is box for one in element.iterancestors())


def page_dates(outline: Outline, finder: BodyFinder, found: Found, page: Page, title: int) -> list[DateCandidate]:
    """Every date that may be the article's, the likeliest first."""
    lines = outline.lines
    printed: list[str] = []
    stop = found.lines[0] if found.lines else found.region.last
    below = [i for i in range(title + 1, min(stop, title + 13)) if finder.kind(i) in ("date", "chrome", "byline") and has_date(lines[i].text)]
    above = [i for i in range(title - 1, max(title - 6, -1), -1) if finder.kind(i) == "date"]
    after = [i for i in found.after[:12] if finder.kind(i) == "date" and not lines[i].linked]
    for group in (below, above, after):
        printed += sorted((cut_date(lines[i].text) for i in group), key=printed_rank)
        if printed:
            break
    candidates = [DateCandidate(text, "printed") for text in printed]
    return candidates + head_dates(page.tree, page.url)
