"""Which lines after the title are the article's body, and which are tools, dates, counters, other news or a sidebar.

The reader goes down from the title: boxes that follow it are taken while they read like text, nearest first; what is
taken farther from the title must weigh more. Then both ends are trimmed, and boxes of chrome are cut out between.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from crawler.extraction.hints import hints_of
from crawler.extraction.files import is_file
from crawler.extraction.line_words import is_tool, named_line
from crawler.extraction.page_words import FILES_LABEL, fold
from crawler.extraction.structure import Box, Line, Outline

CHROME_HINTS = frozenset(("nav", "crumb", "header", "footer", "side", "related", "comment", "tool", "tags", "pager"))
_NEAR = 3
_INSERTS = frozenset(("div", "section", "article", "aside", "li", "h3", "h4", "h5"))


@dataclass(slots=True)
class Found:
    """The article's part of a page. All are line numbers; `lines` are the body's, `related` starts the other news (or
    the end of the region), `region` is the box that holds title and body."""

    region: Box
    lines: list[int] = field(default_factory=list)
    meta: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    end: int = 0


class BodyFinder:
    """Finds the body of one page, given its title's line and lines known to be chrome from other pages."""

    def __init__(self, outline: Outline, title: int, chrome: frozenset[int] = frozenset()) -> None:
        self.outline = outline
        self.title = title
        self.chrome = chrome
        self._kinds: dict[int, str] = {}
        self._believed: dict[Box, bool] = {}
        self._total = outline.plain(0, len(outline.lines)) or 1

    def kind(self, index: int) -> str:
        """What a line is: "text", "link", "date", "chrome", "related" (a heading of other news), "footer", "byline"."""
        known = self._kinds.get(index)
        if known is None:
            known = self._kinds[index] = self._decide(index)
        return known

    def _decide(self, index: int) -> str:
        line = self.outline.lines[index]
        named = self._named(line) if line.size <= 300 else ""
        if named in ("related", "files", "comments"):
            return named
        if index in self.chrome or self.zone(line.box):
            return "chrome"
        if named:
            return named
        if line.is_link or self._is_listed(line):
            return "link"
        return "text"

    def _named(self, line: Line) -> str:
        named = named_line(line.text, line.size, line.linked > 0)
        if line.links and named in ("", "chrome") and _offers_files(line):
            return "files"
        if not named and 2 <= len(line.pieces) <= 8 and line.size <= 120 and _all_tools(line):
            return "chrome"
        return named

    @staticmethod
    def _is_listed(line: Line) -> bool:
        """A link with its date, number or "Mới" beside it."""
        return len(line.links) == 1 and line.linked >= 15 and line.size - line.linked <= 24 and line.linked * 2 > line.size

    def zone(self, box: Box | None) -> bool:
        """Whether `box` stands in chrome, by the names of its ancestors where the structure agrees."""
        while box is not None:
            if box.hint in CHROME_HINTS and self._believe(box):
                return True
            box = box.parent
        return False

    def _believe(self, box: Box) -> bool:
        known = self._believed.get(box)
        if known is None:
            known = self._believed[box] = self._agrees(box)
        return known

    def _agrees(self, box: Box) -> bool:
        if box.holds(self.title) or box.parent is None:
            return False
        if box.tag in ("aside", "footer", "nav"):
            return True
        plain = self.outline.plain(box.first, box.last)
        share = plain / self._total
        if share > 0.5 and plain > 300:
            return False
        linked = self.outline.letters(box.first, box.last) - plain
        if "body" in hints_of(f"{box.element.get('class') or ''} {box.element.get('id') or ''}"):
            return linked > plain
        if box.hint in ("related", "side", "tags", "pager", "crumb"):
            return linked * 2 > plain or plain < 200
        if box.hint == "tool":
            return plain < 400
        return True

    def find(self, learnt: Sequence[Box] = ()) -> Found:
        """The article's body below the title; `learnt` are boxes that held the body on the portal's other pages."""
        taken = self._take_learnt(learnt) or self._take_boxes()
        region = self._region(taken)
        found = Found(region, boxes=[])
        if not taken:
            found.end = region.last
            self._sort_rest(found, self.title + 1, found.end)
            return found
        first, last = taken[0][0], taken[-1][1]
        start = self._start(first, last)
        end = self._end(start, last)
        inside = [i for a, b in taken for i in range(a, b)]
        found.lines = [i for i in inside if start <= i < end and self._stays(i)]
        found.lines = self._without_inserts(found.lines)
        found.end = end
        self._sort_rest(found, self.title + 1, start)
        found.after = list(range(end, region.last))
        return found

    def _without_inserts(self, numbers: list[int]) -> list[int]:
        """The lines but for boxes between paragraphs that only lead to other articles."""
        lines = self.outline.lines
        paragraphs = sum(lines[i].size for i in numbers if lines[i].box.tag == "p")
        if paragraphs * 2 < sum(lines[i].size for i in numbers):
            return numbers
        return [i for i in numbers if not (lines[i].box.tag in _INSERTS and self.kind(i) in ("link", "related"))]

    def _sort_rest(self, found: Found, first: int, last: int) -> None:
        found.meta = list(range(first, last))

    def _stays(self, index: int) -> bool:
        kind = self.kind(index)
        return kind != "chrome" or (index not in self.chrome and not self.zone(self.outline.lines[index].box))

    def _region(self, taken: list[tuple[int, int]]) -> Box:
        if taken:
            return self.outline.common(self.title, taken[-1][1] - 1)
        box = self.outline.lines[self.title].box
        while box.parent is not None and box.parent.parent is not None and self.outline.letters(box.first, box.last) < 400:
            box = box.parent
        return box

    # Taking boxes after the title

    def _take_boxes(self) -> list[tuple[int, int]]:
        taken: list[tuple[int, int]] = []
        weight = level = 0
        ended = -1  # the level at which other news or comments began
        for depth, first, last, box in self._following():
            if box is not None and depth > 0 and last - first > 1:
                part = self._focus(box)
                first, last = part.first, part.last
            last = self._before_related(first, last)
            text = self._weigh(first, last)
            if self._ends_article(first, last, text):
                ended = depth if ended < 0 and (weight or self.kind(first) in ("related", "comments")) else ended
                continue
            nearer = depth == level or (not weight and depth <= _NEAR)
            beyond = ended >= 0 and (depth > ended or weight > 0)
            if text and self._goes_on(first, last, text, weight=weight, nearer=nearer, ended=beyond):
                taken.append((first, last))
                weight += text
                level = depth
            elif text and weight and ended < 0:
                ended = depth
        return taken

    def _ends_article(self, first: int, last: int, text: int) -> bool:
        """Whether a box is other news, comments or a list of links."""
        if self.kind(first) == "comments" or self._starts_related(first, last):
            return True
        return self._is_list(first, last) if not text else self._mostly_links(first, last, text)

    def _before_related(self, first: int, last: int) -> int:
        """Where a heading of other news, of files or of comments ends the text in these lines; `last` where none does."""
        for index in range(first + 1, last):
            kind = self.kind(index)
            if kind == "comments" or (kind in ("related", "files") and self._only_links_after(index + 1, last)):
                return index
        return last

    def _take_learnt(self, learnt: Sequence[Box]) -> list[tuple[int, int]]:
        below = [box for box in learnt if box.first > self.title and box.last > box.first]
        if not below or not any(self._weigh(box.first, box.last) for box in below[:1]):
            return []
        box = below[0]
        taken = [(box.first, box.last)]
        near = self._take_boxes()
        taken = [(a, min(b, box.first)) for a, b in near if a < box.first and b <= box.last] + taken
        return taken

    def _following(self) -> "list[tuple[int, int, int, Box | None]]":
        """What follows the title, nearest first: (level, first line, one past the last, box or None for loose lines)."""
        lines = self.outline.lines
        box = lines[self.title].box
        found: list[tuple[int, int, int, Box | None]] = []
        at, level = self.title + 1, 0
        current: Box | None = box
        while current is not None:
            children = [child for child in current.children if child.first >= at and child.last > child.first]
            position = 0
            while at < current.last:
                while position < len(children) and children[position].first < at:
                    position += 1
                child = children[position] if position < len(children) else None
                if child is not None and child.first == at:
                    found.append((level, at, child.last, child))
                    at = child.last
                else:
                    stop = child.first if child is not None else current.last
                    found.append((level, at, stop, None))
                    at = stop
            current = current.parent
            level += 1
        return found

    def _weigh(self, first: int, last: int) -> int:
        lines = self.outline.lines
        return sum(lines[i].size - lines[i].linked for i in range(first, last) if self.kind(i) == "text" and not self._in_item(i))

    def _is_list(self, first: int, last: int) -> bool:
        return sum(self.kind(i) in ("link", "related") for i in range(first, last)) >= 2

    def _starts_related(self, first: int, last: int) -> bool:
        return self.kind(first) == "related" and (last - first > 1)

    def _mostly_links(self, first: int, last: int, text: int) -> bool:
        letters = self.outline.letters(first, last)
        return text * 2 < letters - self.outline.plain(first, last) and text < 400

    def _goes_on(self, first: int, last: int, text: int, *, weight: int, nearer: bool, ended: bool) -> bool:
        """Whether the next box with `text` letters reads like more of the body, of which `weight` letters are taken."""
        headed = self._is_box_with_heading(first, last) and text < max(800, 4 * weight)
        if ended:
            return text > 4 * weight and text > 800 and not headed and self._is_prose(first, last, text)
        if weight < 40:
            return nearer or (self._is_prose(first, last, text) and (not headed or text > 600))
        if nearer:
            return True
        if weight < 400 and self._is_tabular(first, last) and self._is_prose(first, last, text):
            return True
        if text > 2 * weight and text > 200 and not headed:
            return True
        return weight < 400 and not headed and text >= 60 * self._texts(first, last)

    def _is_prose(self, first: int, last: int, text: int) -> bool:
        return text * 10 >= self.outline.letters(first, last) * 7

    def _is_tabular(self, first: int, last: int) -> bool:
        """Whether most lines stand in cells of one table."""
        lines = self.outline.lines[first:last]
        cells = [line for line in lines if line.box.tag in ("td", "th") or (line.box.parent and line.box.parent.tag == "td")]
        return len(cells) >= 6 and len(cells) * 10 >= len(lines) * 7

    def _texts(self, first: int, last: int) -> int:
        return sum(self.kind(i) == "text" for i in range(first, last))

    def _is_box_with_heading(self, first: int, last: int) -> bool:
        line = self.outline.lines[first]
        if line.size >= 60 or last - first < 2 or line.text[-1] in ".;,!?…\"”":
            return False
        return bool(line.heading or line.is_link) or len(line.text.split()) <= 10

    def _focus(self, box: Box) -> Box:
        """The column of `box` that holds its text, where the others are lists of links."""
        while True:
            weights = [(self._weigh(child.first, child.last), child) for child in box.children]
            total = self._weigh(box.first, box.last)
            heavy, child = max(weights, key=lambda one: one[0], default=(0, box))
            if child is box or heavy < 0.6 * total:
                return box
            others = [one for weight, one in weights if one is not child and one.last > one.first and weight]
            if not all(self._mostly_links_box(one) for one in others) or (heavy < total and not others):
                return box
            if not others and len(box.children) > 1 and any(self.kind(i) == "text" for i in range(box.first, box.last) if not child.holds(i)):
                return box
            box = child

    def _mostly_links_box(self, box: Box) -> bool:
        letters = self.outline.letters(box.first, box.last)
        return (letters - self.outline.plain(box.first, box.last)) * 2 > letters

    # Trimming

    def _start(self, first: int, last: int) -> int:
        index = self._after_date(first, last)
        while index < last and (self.kind(index) != "text" or self._is_meta(index)):
            index += 1
        return index

    def _after_date(self, first: int, last: int) -> int:
        """Behind the date's line and what stands in one row with it, where only short lines stand before."""
        lines = self.outline.lines
        for index in range(self.title + 1, min(self.title + 8, last)):
            if self.kind(index) == "date":
                row = lines[index].box
                if row.parent is not None and not row.parent.holds(self.title) and self._is_row(row.parent):
                    row = row.parent
                return max(first, row.last if self._is_row(row) else index + 1)
            if lines[index].size > 80:
                break
        return first

    def _is_row(self, box: Box) -> bool:
        """Whether nothing but what accompanies a date stands in `box`: tools, counters, names, a few words."""
        if box.holds(self.title) or box.last - box.first > 8:
            return False
        lines = self.outline.lines
        return all(lines[i].size <= 32 or self.kind(i) in ("date", "chrome", "byline") for i in range(box.first, box.last))

    def _is_meta(self, index: int) -> bool:
        """Whether a short line before the body stands in a box that is named for dates, authors and the like."""
        line = self.outline.lines[index]
        if line.size > 120:
            return False
        if line.hint in ("meta", "tool"):
            return True
        box: Box | None = line.box
        for _ in range(3):
            if box is None or box.holds(self.title):
                return False
            if box.hint == "meta":
                return self.outline.plain(box.first, box.last) < 300
            box = box.parent
        return False

    def _end(self, start: int, last: int) -> int:
        last = self._before_author(start, self._before_related(start, last))
        while last > start and not self._ends_body(last - 1, start):
            last -= 1
        return last

    def _before_author(self, start: int, last: int) -> int:
        """Where the author's name, printed above the text already, starts a box about the author."""
        lines = self.outline.lines
        names = {lines[i].text for i in range(self.title + 1, start) if 4 < lines[i].size < 40}
        for index in range(max(start + 1, last - 4), last):
            if lines[index].text in names and self.kind(index) in ("text", "link"):
                return index
        return last

    def _only_links_after(self, first: int, last: int) -> bool:
        linked = plain = 0
        for index in range(first, last):
            line = self.outline.lines[index]
            if self.kind(index) == "link" or self._in_item(index):
                linked += line.size
            elif self.kind(index) == "text":
                plain += line.size
        return linked >= plain if linked else plain < 30

    def _ends_body(self, index: int, start: int) -> bool:
        kind = self.kind(index)
        if kind == "text":
            return not self._in_item(index)
        line = self.outline.lines[index]
        if kind in ("link", "date", "byline"):
            return self._beside_text(index, start) and line.box.tag == "p"
        return False

    def _beside_text(self, index: int, start: int) -> bool:
        box = self.outline.lines[index].box
        before = next((i for i in range(index - 1, start - 1, -1) if self.kind(i) == "text"), -1)
        return before >= 0 and index - before <= 3 and self.outline.lines[before].box.parent is box.parent

    def _in_item(self, index: int) -> bool:
        """Whether the line is the summary in an item of a list of news: a box that starts with a link, among its like."""
        box: Box | None = self.outline.lines[index].box
        for _ in range(4):
            if box is None or box.parent is None or box.holds(self.title):
                return False
            if box.tag != "p" and self._is_item(box):
                alike = [one for one in box.parent.children if one.tag == box.tag and one is not box and self._is_item(one)]
                if alike:
                    return True
            box = box.parent
        return False

    def _is_item(self, box: Box) -> bool:
        lines = self.outline.lines
        if not 1 <= box.last - box.first <= 8:
            return False
        head = [lines[i] for i in range(box.first, min(box.first + 2, box.last))]
        return any(line.is_link and line.linked >= 15 for line in head) and self.outline.plain(box.first, box.last) < 600


def _offers_files(line: Line) -> bool:
    """Whether the line is there to offer files: links to them, and at most a label."""
    if not all(is_file(link.get("href") or "") for link in line.links):
        return False
    if line.linked * 10 >= line.size * 9:
        return True
    rest = fold(line.text)
    for link in line.links:
        rest = rest.replace(fold(str(link.text_content())), " ")
    return not any(map(str.isalnum, rest)) or FILES_LABEL.fullmatch(" ".join(rest.split())) is not None


def _all_tools(line: Line) -> bool:
    """Whether each text node of the line is a tool or a counter: "Đọc bài", "Lưu"."""
    texts = ((element.tail if tail else element.text) or "" for element, tail in line.pieces)
    return all(is_tool(folded) or not any(map(str.isalnum, folded)) for folded in map(fold, texts))


def piece_elements(lines: list[Line]) -> set[tuple[HtmlElement, bool]]:
    """The text nodes that `lines` are made of."""
    return {piece for line in lines for piece in line.pieces}
