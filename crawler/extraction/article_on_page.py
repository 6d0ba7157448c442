"""The fields of an article, once its title and its body's lines are found."""

import re
from collections.abc import Iterator

from crawler.extraction.around_title import read_byline, read_section
from crawler.extraction.blocks import Content, read_content, take_lede, without_repeats
from crawler.extraction.dates_on_page import (
    cut_date,
    day_first,
    has_date,
    has_time,
    head_dates,
    is_time_line,
    printed_rank,
    tells_publication,
)
from crawler.extraction.element import Element, text_in
from crawler.extraction.files import read_attachments
from crawler.extraction.html import safe_html
from crawler.extraction.kept import KeptReader
from crawler.extraction.lede_on_page import SHORTEST_LEDE, lede_lines
from crawler.extraction.node import Node
from crawler.extraction.structure import Line
from crawler.extraction.title_on_page import CRUMBS
from crawler.extraction.view import View
from crawler.items import ArticleFields, DateCandidate, Image

_BELOW, _ABOVE, _WITHIN, _AFTER = 12, 5, 3, 12
_IN_FIGURES = re.compile(r"(?<=\d)\s?[/|]\s?(?=\d)")  # of a date, where it parts no way to the page
_NO_ROOTS = frozenset("table tbody thead tr ul ol li dl dt dd p blockquote pre h1 h2 h3 h4 h5 h6".split())


def read_fields(view: View) -> ArticleFields:
    """All that the page tells of its article."""
    lines, base = view.outline.lines, view.page.base
    lede = lede_lines(view)
    fields = ArticleFields(title=view.title_text, lede=" ".join(lines[i].text for i in lede))
    kept = [i for i in view.found.lines if i not in lede]
    node = cut_out(view, kept)
    content = read_content(node)
    if kept and not content.blocks:  # a row with a picture above a row with one paragraph looks like its caption
        node = cut_out(view, kept, around=False)
        content = Content(read_content(node).blocks, [Image(one.url) for one in content.images])
    blocks = without_repeats(content.blocks, title=fields.title, lede=fields.lede)
    if not fields.lede:
        first, rest = take_lede(blocks)
        if len(first) >= SHORTEST_LEDE:
            fields.lede, blocks = first, without_repeats(rest, title=fields.title, lede=first)
    fields.blocks, fields.images = blocks, content.images
    fields.body_html = safe_html([node], base=base)
    fields.attachments = read_attachments(_offering(view), base)
    fields.dates = page_dates(view)
    fields.section = read_section(view)
    fields.byline, fields.source = read_byline(view)
    return fields


def cut_out(view: View, kept: list[int], *, around: bool = True) -> Node:
    """The smallest box around the body, with nothing in it but the lines `kept` and the article's pictures, also those
    `around` that box."""
    outline, found = view.outline, view.found
    box = outline.common(kept[0], kept[-1]) if kept else found.region
    end = kept[-1] if kept else _end_of_nothing(view)
    shown = [(element, at) for element, at in outline.media if view.title < at <= end + 1]
    media = {element for element, at in shown if at <= end or _inside(element, box.element)}
    inside = {element for element in media if _inside(element, box.element)}
    if not around:
        media = inside
    elif len(inside) < len(media):
        box = found.region
    while box.tag in _NO_ROOTS and box.parent is not None:
        box = box.parent
    pieces = (piece for i in kept for piece in outline.lines[i].pieces)
    return KeptReader(view.page.base, pieces=pieces, pictures=media).read(box.element)


def _end_of_nothing(view: View) -> int:
    """Where the article ends that has no text: at the first line that leads elsewhere."""
    number = view.title + 1
    while number < view.found.end and view.kinds.kind(number) in ("date", "chrome", "byline", "files", "text"):
        number += 1
    return number - 1


def _inside(element: Element, box: Element) -> bool:
    return element is box or any(one is box for one in element.iterancestors())


def _offering(view: View) -> Iterator[Element]:
    """The elements between the title and the other news in which files may be offered."""
    lines, kinds = view.outline.lines, view.kinds
    body = set(view.found.lines)
    stop = max([view.title, *body]) + 1
    ends = ("related", "comments", "footer", "link") if body else ("comments", "footer")
    while stop < len(lines) and kinds.kind(stop) not in ends:
        stop += 1
    for number in range(view.title + 1, stop):
        behind = number >= view.found.end and kinds.kind(number) not in ("link", "chrome")
        if number in body or ((behind or kinds.kind(number) == "files") and not kinds.zone(number)):
            yield from lines[number].links or [lines[number].pieces[0][0]]
    for element, at in view.outline.media:
        if view.title < at <= stop and element.tag != "img":
            yield element


def page_dates(view: View) -> list[DateCandidate]:
    """Every date that may be the article's: what is printed beside the title first, then what machines are told."""
    dated = _dated_below(view) or _dated_above(view) or _dated_within(view) or _dated_after(view)
    printed = [day_first(_with_time(view, i), month_first=view.learnt.month_first) for i in dated]
    if view.title_date:
        printed.insert(0, day_first(view.title_date, month_first=view.learnt.month_first))
    if len(printed) > 1:
        printed.sort(key=printed_rank)
    beside_link = day_first(view.page.dated, month_first=view.learnt.month_first)
    listed = [DateCandidate(beside_link, "listed")] if beside_link else []
    return [DateCandidate(text, "printed") for text in printed] + listed + head_dates(view.page.tree, view.page.url)


def _dated_below(view: View) -> list[int]:
    found = view.found
    stop = min(found.lines[0] if found.lines else found.region.last, view.title + 1 + _BELOW)
    dated = [i for i in _right_below(view, stop) if _tells_date(view, i) and not view.in_dated_table(i)]
    return _without_body_dates(view, dated)


def _dated_above(view: View) -> list[int]:
    return [i for i in _right_above(view) if _is_dated(view, i)]


def _dated_within(view: View) -> list[int]:
    """The date in a line of its own between the summary and the rest of the text, which is none of it."""
    lines = view.found.lines
    between = range(lines[0] + 1, min(lines[0] + 1 + _WITHIN, lines[-1])) if lines else ()
    return [i for i in between if i not in lines and _is_dated(view, i) and not view.in_dated_table(i)][:1]


def _dated_after(view: View) -> list[int]:
    lines = view.outline.lines
    return [i for i in _right_after(view) if (_is_dated(view, i) or _is_told(view, i)) and not lines[i].linked]


def _right_below(view: View, stop: int) -> Iterator[int]:
    """The lines from the title down to `stop` or to a heading of other news, whose dates are not the article's."""
    for number in range(view.title + 1, stop):
        if view.kinds.kind(number) in ("related", "comments", "footer"):
            return
        yield number


def _without_body_dates(view: View, numbers: list[int]) -> list[int]:
    """The dated lines but for those that stand with the text, where another stands nearer to the title: a date that the
    text opens with is what the article tells of, also where the portal calls its own "Ngày cập nhật"."""
    if len(numbers) < 2 or not view.found.lines:
        return numbers
    box = view.outline.common(view.found.lines[0], view.found.lines[-1])
    while box.parent is not None and not box.parent.holds(view.title):
        box = box.parent
    if box.holds(view.title):
        return numbers
    own = [i for i in numbers if not box.holds(i) or tells_publication(view.kinds.date_text(i))]
    return own or numbers


def _right_above(view: View) -> Iterator[int]:
    """The lines above the title, nearest first, up to a menu or the way to the page: a clock in the page's head is no
    article's date."""
    for number in range(view.title_first - 1, max(view.title_first - 1 - _ABOVE, -1), -1):
        line = view.outline.lines[number]
        crumbs = line.links and CRUMBS.search(_IN_FIGURES.sub("", line.text))
        if (
            (len(line.links) >= 3 and not crumbs)
            or _is_clock(line)
            or view.in_menu(number)
            or line.said.folded.startswith("hom nay")
        ):
            return
        yield number
        if crumbs:
            return


def _is_clock(line: Line) -> bool:
    """Whether a line is a date in front of a menu's links."""
    if len(line.links) < 2:
        return False
    before, _, _ = line.text.partition(" ".join(text_in(line.links[0]).split()))
    return has_date(before)


def _right_after(view: View) -> Iterator[int]:
    """The lines behind the body up to the first that leads elsewhere: behind it dates are those of other news."""
    for number in view.found.after[:_AFTER]:
        if view.kinds.kind(number) in ("related", "link", "comments", "footer"):
            return
        yield number


def _is_dated(view: View, number: int) -> bool:
    return view.kinds.kind(number) == "date" and bool(view.kinds.date_text(number))


def _is_told(view: View, number: int) -> bool:
    """Whether a line of the article's own foot says when it was published."""
    if view.kinds.kind(number) != "chrome" or number in view.kinds.chrome:
        return False
    text = view.kinds.date_text(number)
    return bool(text) and tells_publication(text)


def _with_time(view: View, number: int) -> str:
    """The date of a line, with the time where that stands alone in the line below or above."""
    lines = view.outline.lines
    text = cut_date(view.kinds.date_text(number))
    if has_time(text):
        return text
    for beside in (number + 1, number - 1):
        if view.title < beside < len(lines) and is_time_line(lines[beside].text):
            return f"{text} {lines[beside].text}"
    return text


def _tells_date(view: View, number: int) -> bool:
    line, kind = view.outline.lines[number], view.kinds.kind(number)
    leads_on = kind == "chrome" and line.linked * 2 > line.size  # another article's title with its date
    return kind in ("date", "chrome", "byline") and not leads_on and bool(view.kinds.date_text(number))
