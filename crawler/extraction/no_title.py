"""What makes a line no title: it is running text, a counter, an author's name, a cell, a tool."""

from crawler.extraction.outline import Outline
from crawler.extraction.page_words import COUNTED
from crawler.extraction.structure import Box, Line
from crawler.text.signature import read_signature

_LONGEST_NAME = 60
_LONGEST_HEADLINE = 80  # of those that end in a full stop
_SHORTEST_PARAGRAPH = 120
_LONGEST_ITEM = 6  # lines


def is_sentence(index: int, outline: Outline) -> bool:
    """Whether a line reads like running text, or like the summary below an item's link and date."""
    line = outline.lines[index]
    if line.size > 40 and line.text[-1] in ".…:" and (not line.heading or line.size > _LONGEST_HEADLINE):
        return True
    if line.size > 120 and not line.heading and line.bold * 2 < line.size and (line.hint or line.box.hint) != "title":
        return True
    above = outline.lines[max(index - 2, 0) : index]
    if not above:
        return False
    before = above[-1]
    if before.size > _SHORTEST_PARAGRAPH and before.linked * 2 < before.size and _is_beside(before, line):
        return not line.heading
    if len(above) < 2 or not above[0].is_link or above[0].size <= 25 or not above[1].said.is_date:
        return False
    item = outline.common(index - 2, index)
    return above[0].box.parent is line.box.parent or item.last - item.first <= _LONGEST_ITEM


def _is_beside(one: Line, other: Line) -> bool:
    """Whether two lines are paragraphs of one text."""
    return one.box is other.box or (one.box.tag == other.box.tag and one.box.parent is other.box.parent)


def _is_cell(line: Line, outline: Outline) -> bool:
    """Whether a line stands in a table of data: of three rows or more with three cells that say something."""
    cell: Box | None = line.box
    while cell is not None and cell.tag not in ("th", "td", "table"):
        cell = cell.parent
    row = cell.parent if cell is not None and cell.tag != "table" else None
    if row is None or row.parent is None or row.last - row.first < 2:
        return False
    cells = ([one for one in outline.children(tr) if one.last > one.first] for tr in outline.children(row.parent))
    return sum(len(said) >= 3 for said in cells) >= 3


def _signs(line: Line) -> bool:
    """Whether a line that nothing marks as a title names an author or a source: "Tin, ảnh: Lò Yến"."""
    if line.size > _LONGEST_NAME or line.heading or (line.hint or line.box.hint) == "title":
        return False
    return read_signature(line.text, set_apart=False) is not None


def is_no_title(line: Line, outline: Outline, *, site: str, of_head: bool) -> bool:
    """Whether a line's words or its place say that it is none. `site` is the portal's name, `of_head`: the page's head
    says the line."""
    if line.size > 140:
        return False
    words = line.said.words
    if line.said.names_no_article or words == site:
        return True
    if not of_head and (_is_cell(line, outline) or _signs(line)):
        return True
    if line.said.kind == "footer" and line.text[-1].isdigit() and COUNTED.match(line.said.folded):
        return True  # "Hôm nay: 345"
    named = None if line.heading else line.said.linked_kind if line.linked else line.said.kind
    if named == "date" and of_head:
        return False  # "Lịch công tác tuần 4 (từ 14/01/2019)"
    return named not in (None, "footer", "byline")
