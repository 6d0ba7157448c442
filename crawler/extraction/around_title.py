"""What stands around a title: the way to the page (its last step is the section) and who wrote the article."""

import re
from itertools import takewhile

from crawler.extraction.element import Element, text_in
from crawler.extraction.line_words import is_tool
from crawler.extraction.page_words import BYLINE_LABEL, CRUMB, SOURCE_LABEL, fold, words_of
from crawler.extraction.structure import Box, Line
from crawler.extraction.view import View
from crawler.text.boilerplate import name_in
from crawler.text.signature import read_signature

_HOME = frozenset(("trang chu", "trang nhat", "home", "trang chinh", "ban dang o day", "ban dang xem", "homepage"))
_SEPARATOR = re.compile(r"\s*(?:>>|»|>|/|›|→|\||::)\s*|\s+-\s+(?=$)")
_LABELLED = re.compile(r"^(?:chuyen muc|danh muc|dang trong|trong|muc|category|posted in)\s*:?\s*")
_LABEL_BEGINS = re.compile(r"(?<=\S)[\s|•·;-]+(?=(?:Nguồn(?: tin)?|Tác giả(?: bài viết)?) ?:)")
_FOR_AUTHORS = re.compile(r"author|tac[-_]?gia|but[-_]?danh", re.I)
_MAY_NAME = frozenset(("byline", "text", "chrome"))
_ABOVE = 6
_LONGEST_SECTION = 80


def read_section(view: View) -> str:
    """The section by the page's own way to it: breadcrumbs, else a single link right above the title, else a label."""
    title = words_of(view.title_text)
    for find in (_crumbs_above, _crumb_box):
        steps = [step for line in find(view) for step in _steps(line)]
        named = [step for step in steps if _names_section(words_of(step), title)]
        if named and len(named[-1]) <= _LONGEST_SECTION:
            return named[-1]
    return _named_above(view) or _labelled(view)


def _named_above(view: View) -> str:
    """A line right above the title that says what a menu entry says."""
    lines = view.outline.lines
    for number in range(view.title_first - 1, max(view.title_first - 1 - _ABOVE, -1), -1):
        words = lines[number].said.words
        if (
            lines[number].size <= _LONGEST_SECTION
            and words in view.menu
            and words not in _HOME
            and not view.in_menu(number)
            and not _is_menus(lines[number], view.title)
        ):
            return lines[number].text
    return ""


def _names_section(step: str, title: str) -> bool:
    if not step or step in _HOME or step.startswith("ban dang") or is_tool(step):
        return False
    return step != title and not (len(step) > 15 and title.startswith(step))


def _crumbs_above(view: View) -> list[Line]:
    lines = view.outline.lines
    for number in range(view.title_first - 1, max(view.title_first - 1 - _ABOVE, -1), -1):
        line = lines[number]
        if line.links and line.size <= 300 and _is_trail(line):
            return [line]
        if line.is_link and len(line.links) == 1 and line.size <= _LONGEST_SECTION and number == view.title_first - 1:
            return [] if _is_menus(line, view.title) else _run_of_links(lines, number)
    return []


def _is_menus(line: Line, title: int) -> bool:
    """Whether a link stands in a box with more links than a way to the page has steps."""
    box = line.box.parent
    return line.is_link and box is not None and box.last - box.first > _ABOVE and not box.holds(title)


def _is_trail(line: Line) -> bool:
    folded = line.said.folded
    return bool(CRUMB.fullmatch(folded)) or (len(_SEPARATOR.findall(line.text)) >= 1 and line.linked * 3 > line.size)


def _run_of_links(lines: list[Line], last: int) -> list[Line]:
    """The links of one box that end at `last`: breadcrumbs with a line for each step."""
    box: Box | None = lines[last].box.parent
    return [line for line in lines[max(0, last - 5) : last + 1] if box is not None and line.box.parent is box] or [
        lines[last]
    ]


def _crumb_box(view: View) -> list[Line]:
    for box in view.outline.boxes:
        if box.hint == "crumb" and 0 < box.last - box.first <= 12:
            return view.outline.lines[box.first : box.last]
    return []


def _steps(line: Line) -> list[str]:
    linked = [" ".join(_text(link).split()) for link in line.links]
    if len(linked) <= 1:
        return [step.strip(" .:") for step in _SEPARATOR.split(line.text) if step.strip(" .:")]
    rest = _SEPARATOR.split(line.text)[-1].strip(" .:")
    return [*linked, rest] if rest and rest not in linked[-1] else linked


def _text(element: Element) -> str:
    return text_in(element)


def _labelled(view: View) -> str:
    for number in [*view.found.meta[:10], *view.found.after[:4]]:
        line = view.outline.lines[number]
        label = _LABELLED.match(line.said.folded)
        if label and len(line.links) == 1 and line.linked * 3 > line.size:
            return " ".join(_text(line.links[0]).split())
    return ""


def read_byline(view: View) -> tuple[str, str]:
    """Author and source as lines of their own near title or end name them; "" where none do."""
    byline = source = ""
    lines, kinds = view.outline.lines, view.kinds
    after = takewhile(lambda number: kinds.kind(number) not in ("related", "comments"), view.found.after[:8])
    for number in (*view.found.meta[:12], *after):
        line = lines[number]
        if line.size > 120 or number in kinds.chrome or kinds.kind(number) == "link":
            continue
        for text in _LABEL_BEGINS.split(line.text) if line.text.count(":") > 1 else (line.text,):
            if not source and SOURCE_LABEL.match(fold(text)):
                source = name_in(text)
            elif not byline and kinds.kind(number) in _MAY_NAME and _names_author(view, number, text):
                byline = name_in(text)
    return byline, source


def _names_author(view: View, number: int, text: str) -> bool:
    """Whether a text says who wrote the article: by a label, or by a name alone right above the body, beside its date
    or where the markup says "author"."""
    line = view.outline.lines[number]
    if BYLINE_LABEL.match(fold(text)):
        return True
    above = _stands_beside(view, number) and line.said.words not in view.menu
    if line.said.kind != "byline" and not above and not _is_for_authors(line):
        return False
    signature = read_signature(text, set_apart=True)
    return signature is not None and signature.role == "byline"


def _stands_beside(view: View, number: int) -> bool:
    """Whether a line above the body is the last there, or the one before or after the date's."""
    last = view.found.lines[0] - 1 if view.found.lines else -1
    beside = range(max(number - 1, view.title + 1), min(number + 2, last + 1))
    return number == last or (number < last and any(view.kinds.kind(i) == "date" for i in beside))


def _is_for_authors(line: Line) -> bool:
    elements = (line.box.element, line.pieces[0][0])
    return any(_FOR_AUTHORS.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in elements)
