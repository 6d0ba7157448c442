"""What every line of one page is where the article is looked for: text, link, date, chrome, a heading of other news."""

import re

from crawler.extraction.dates_on_page import is_date_line
from crawler.extraction.element import text_in
from crawler.extraction.files import is_file
from crawler.extraction.hints import Hint
from crawler.extraction.line_words import Kind, is_tool
from crawler.extraction.outline import Outline
from crawler.extraction.page_words import CONTACT, FILES_LABEL, RELATED, fold
from crawler.extraction.structure import Box, Line

CHROME_HINTS: frozenset[Hint] = frozenset(
    ("nav", "crumb", "header", "footer", "side", "related", "comment", "tool", "tags", "pager")
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PARAGRAPHS = frozenset(("p", *_HEADINGS))
_LONGEST_ENTRY = 42
_LONGEST_POINTER = 20
_LONGEST_STEP = 12  # of a date that is printed in several lines
_MOST_STEPS = 5
_POINTERS = " >»›-–—*+•:([|→👉"
_ARROWS = re.compile(r"[\s(\[]*(?:>>|»|→|👉)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LONGEST_LABEL = 60  # a date, a section's name, what else stands above the link of an item


def names_menu(outline: Outline, box: Box) -> bool:
    """Whether the links in a box that is named for a menu are as short as a menu's, and nearly all of it."""
    first, last = box.first, box.last
    linked = outline.linked(first, last)
    return linked <= _LONGEST_ENTRY * outline.links(first, last) and outline.plain(first, last) <= min(
        600, 60 + 3 * linked
    )


class LineKinds:
    """The kinds of a page's lines, decided when asked for. `title` is the title's line (-1: not known yet), `chrome`
    the lines known to be chrome from the portal's other pages."""

    def __init__(self, outline: Outline, title: int = -1, chrome: frozenset[int] = frozenset()) -> None:
        self.outline = outline
        self.title = title
        self.chrome = chrome
        self._kinds: list[Kind | None] = [None] * len(outline.lines)
        self._names: dict[int, Kind | None] = {}
        self._starting: dict[int, bool] = {}
        self._in_items: dict[tuple[int, int], bool] = {}
        self._split_dates: dict[int, str] = {}  # by the first of a date's lines
        self._total = outline.plain(0, len(outline.lines)) or 1
        self._around_title = self._hints_around(title)
        self._zoned = self._zones()

    def of_title(self, title: int) -> "LineKinds":
        """The kinds once the title's line is known: others only where it stands in a box that is named for chrome."""
        around = self._hints_around(title)
        if around.isdisjoint(CHROME_HINTS):
            self.title, self._around_title, self._in_items = title, around, {}
            return self
        kinds = LineKinds(self.outline, title, self.chrome)
        kinds._names = self._names
        return kinds

    def _hints_around(self, title: int) -> frozenset[Hint]:
        hints: set[Hint] = set()
        box: Box | None = self.outline.lines[title].box if title >= 0 else None
        while box is not None:
            hints.add(box.hint)
            box = box.parent
        return frozenset(hints)

    def kind(self, index: int) -> Kind:
        """What a line is: "text", "link", "date", "chrome", "related" (a heading of other news), "footer", "byline"."""
        known = self._kinds[index]
        if known is None:
            known = self._kinds[index] = self._decide(index)
        return known

    def _decide(self, index: int) -> Kind:
        line = self.outline.lines[index]
        named = self._named(index, line) if line.size <= 300 else None
        if line.size <= 24 and named is None and self._heads_files(index):
            return "files"
        if named in ("related", "files", "comments"):
            return named
        if index in self._zoned:
            return "chrome"
        if not named and line.size <= _LONGEST_STEP and self._is_split_date(index):
            return "date"  # also where its steps, but for the figures, stand on all pages
        if index in self.chrome:
            return "chrome"
        if named == "date" and self._is_events(index):
            return "text"
        if named:
            return named
        linked = line.is_link or (len(line.links) == 1 and _is_listed(line))
        return "link" if linked and not _is_sentence(line) else "text"

    def date_text(self, index: int) -> str:
        """The text that tells a date where one starts in this line, also one in several lines; else ""."""
        line = self.outline.lines[index]
        if line.said.has_date:
            return line.text
        return self._split_dates.get(index, "") if self.kind(index) == "date" else ""

    def _is_events(self, index: int) -> bool:
        """Whether the place stands beside the time: "Thời gian: 8h00, ngày 10/3/2019" / "Địa điểm: …"."""
        beside = self.outline.lines[max(index - 1, 0) : index + 2]
        return any(line.said.folded.startswith("dia diem") for line in beside)

    def _is_split_date(self, index: int) -> bool:
        """Whether the line is a step of a date that is set in several: "25", "Tháng 4", "2023"."""
        if not any(map(str.isdigit, self.outline.lines[index].text)):
            return False
        first = last = index
        while last - first < _MOST_STEPS and self._is_date_step(first - 1, index):
            first -= 1
        while last - first < _MOST_STEPS and self._is_date_step(last + 1, index):
            last += 1
        if _YEAR.search(" ".join([line.text for line in self.outline.lines[first : last + 1]])) is None:
            return False
        for start in range(first, index + 1):
            for stop in range(last + 1, max(index, start + 1), -1):
                if text := _joined_date([line.text for line in self.outline.lines[start:stop]]):
                    self._split_dates[start] = text
                    return True
        return False

    def _is_date_step(self, index: int, beside: int) -> bool:
        if not 0 <= index < len(self.outline.lines):
            return False
        line, box = self.outline.lines[index], self.outline.lines[beside].box
        near = line.box is box or line.box.parent is box.parent or line.box.parent is box or line.box is box.parent
        return near and line.size <= _LONGEST_STEP and not line.linked and not line.said.has_date

    def _heads_files(self, index: int) -> bool:
        """Whether a line is the heading of the files that the next line offers."""
        line = self.outline.lines[index]
        if line.links or index + 1 == len(self.outline.lines) or not line.said.heads_files:
            return False
        return self.kind(index + 1) == "files"

    def points_on(self, index: int) -> bool:
        """Whether a line is there to point to another article: "Xem thêm: …" or ">>" before a link."""
        line = self.outline.lines[index]
        if len(line.links) != 1 or line.size > 400 or self.kind(index) not in ("link", "text"):
            return False
        before, linked, after = line.text.partition(" ".join(text_in(line.links[0]).split()))
        if not linked or after.strip(" .)"):
            return False
        words = fold(before).strip(_POINTERS)
        if not words:
            return _ARROWS.match(before or linked) is not None and line.said.reads_like_title
        return RELATED.fullmatch(words) is not None

    def is_written(self, index: int) -> bool:
        """Whether a line that offers a file or tells whom to call is a paragraph among the text's: the article's words,
        no list of files and no foot of the page."""
        kind = self.kind(index)
        if kind not in ("files", "footer") or not self._may_be_written(index, kind):
            return False
        number = index - 1
        while number > self.title and self.kind(number) == kind:
            if kind == "files" and not self.outline.lines[number].links:
                return False  # "Tài liệu đính kèm:"
            number -= 1
        if number <= self.title or self.kind(number) != "text":
            return False
        before, box = self.outline.lines[number].box, self.outline.lines[index].box
        return before is box or (box.tag == "p" and before.tag in _PARAGRAPHS and before.parent is box.parent)

    def _may_be_written(self, index: int, kind: Kind) -> bool:
        line = self.outline.lines[index]
        if kind == "footer":
            return index not in self.chrome and CONTACT.fullmatch(fold(line.text)) is not None
        linked = line.linked * 10 >= line.size * 9  # else a label stands before the link: "File đính kèm: …"
        return linked and bool(line.links) and line.said.linked_kind != "files"

    def _named(self, index: int, line: Line) -> Kind | None:
        if not line.links and len(line.pieces) == 1:
            return line.said.kind
        if index not in self._names:
            self._names[index] = _named_by_words(line)
        return self._names[index]

    def zone(self, index: int) -> bool:
        """Whether a line stands in chrome, by the names of the boxes around it where the structure agrees."""
        return index in self._zoned

    def _zones(self) -> set[int]:
        zoned: set[int] = set()
        for box in self.outline.boxes:
            if (
                box.hint
                and box.hint in CHROME_HINTS
                and box.last > box.first
                and box.first not in zoned
                and self._agrees(box)
            ):
                zoned.update(range(box.first, box.last))
        return zoned

    def _agrees(self, box: Box) -> bool:
        if box.holds(self.title) or box.parent is None:
            return False
        if box.tag == "aside" and box.hint == "side" and self._is_quote(box):
            return False
        if box.tag in ("aside", "footer", "nav"):
            return True
        if box.tag in _HEADINGS or (box.hint == "nav" and not names_menu(self.outline, box)):
            return False
        if box.hint == "footer" and self._says_footer(box):
            return True
        plain = self.outline.plain(box.first, box.last)
        share = plain / self._total
        if share > 0.5 and plain > 300:
            return False
        linked = self.outline.linked(box.first, box.last)
        if box.name.may_be_body:
            return linked > plain
        if box.hint == "side" and box.hint in self._around_title:  # a builder's "widget" is anything
            return linked > plain
        if box.hint in ("related", "side", "tags", "pager", "crumb"):
            return linked * 2 > plain or plain < 200
        if box.hint == "tool":
            return plain < 400
        return True

    def _says_footer(self, box: Box) -> bool:
        """Whether a line of the box tells whose portal it is: a short article's page may say little else."""
        return any(line.said.kind == "footer" for line in self.outline.lines[box.first : box.last])

    def _is_quote(self, box: Box) -> bool:
        """Whether an <aside> follows a paragraph of text and leads nowhere: words of the article set apart."""
        before = box.element.getprevious()
        linked = self.outline.linked(box.first, box.last)
        return before is not None and before.tag == "p" and box.parent is not None and not linked

    def in_item(self, index: int) -> bool:
        """Whether the line is in an item of a list of news: a box that starts with a link, among its like."""
        return self._is_in_item(self.outline.lines[index].box, 4)

    def _is_in_item(self, box: Box, levels: int) -> bool:
        """Whether the box, or one of so many around it, is such an item; what holds the title is none."""
        known = self._in_items.get((box.index, levels))
        if known is None:
            known = False
            if box.parent is not None and not box.first <= self.title < box.last:
                known = self._is_item(box, box.parent) or (levels > 1 and self._is_in_item(box.parent, levels - 1))
            self._in_items[box.index, levels] = known
        return known

    def _is_item(self, box: Box, around: Box) -> bool:
        if box.tag == "p" or not self._starts_with_link(box):
            return False
        alike = (one for one in self.outline.children(around) if one.tag == box.tag and one is not box)
        return any(map(self._starts_with_link, alike))

    def in_lone_item(self, index: int) -> bool:
        """Whether the line is in a box that starts with a link, as an item does that has no like."""
        box: Box | None = self.outline.lines[index].box
        for _ in range(4):
            if box is None or box.parent is None or box.holds(self.title):
                return False
            if box.tag != "p" and box.last - box.first > 1 and self._starts_with_link(box):
                return True
            box = box.parent
        return False

    def _starts_with_link(self, box: Box) -> bool:
        first, last = box.first, box.last
        if not 1 <= last - first <= 8:
            return False
        known = self._starting.get(box.index)
        if known is None:
            head = self.outline.lines[first : min(first + 2, last)]
            known = self._starting[box.index] = (
                head[0].size - head[0].linked <= _LONGEST_LABEL
                and any(line.is_link and line.linked >= 15 for line in head)
                and self.outline.plain(first, last) < 600
            )
        return known


def _is_listed(line: Line) -> bool:
    """Whether a line's one link has only its date, number or "Mới" beside it."""
    return line.linked >= 15 and line.size - line.linked <= 24 and line.linked * 2 > line.size


def _is_sentence(line: Line) -> bool:
    """Whether a paragraph's link is part of its sentence: small letters lead into it, or out of it to a full stop."""
    if line.box.tag != "p" or line.linked == line.size or len(line.links) != 1:
        return False
    before, linked, after = line.text.partition(" ".join(text_in(line.links[0]).split()))
    if not linked or RELATED.fullmatch(fold(before).strip(_POINTERS)):
        return False
    return before.rstrip()[-1:].islower() or (after.lstrip()[:1].islower() and after[-1] in ".;:!?")


def _leads_on(line: Line) -> bool:
    """Whether a label stands beside a link that says no more than that there is more: "Kinh tế" "Xem thêm"."""
    if line.size > _LONGEST_LABEL or line.linked == line.size or line.box.tag == "p":
        return False
    link = line.links[-1]
    return RELATED.fullmatch(fold(text_in(link)).strip(_POINTERS)) is not None


def _joined_date(steps: list[str]) -> str:
    """The steps as one date, "" where they are none; "25" and "04/2023" only make one with a stroke between."""
    for text in (" ".join(steps), "/".join(steps)):
        if _YEAR.search(text) and is_date_line(text, len(text)):
            return text
    return ""


def _named_by_words(line: Line) -> Kind | None:
    """What the line's words say it is, its links and each of its texts taken by itself."""
    named = line.said.linked_kind if line.linked else line.said.kind
    if line.links and (named is None or named == "chrome") and _offers_files(line):
        return "files"
    if not named and 0 < line.linked <= _LONGEST_POINTER and _leads_on(line):
        return "chrome"
    if not named and 2 <= len(line.pieces) <= 8 and line.size <= 120 and _all_tools(line):
        return "chrome"
    return named


def _offers_files(line: Line) -> bool:
    """Whether the line is there to offer files: links to them, and at most a label."""
    for address in line.addresses:
        if not is_file(address):
            return False
    if line.linked * 10 >= line.size * 9:
        return True
    rest = line.said.folded
    for link in line.links:
        rest = rest.replace(fold(text_in(link)), " ")
    return not any(map(str.isalnum, rest)) or FILES_LABEL.fullmatch(" ".join(rest.split())) is not None


def _all_tools(line: Line) -> bool:
    """Whether each text node of the line is a tool or a counter: "Đọc bài", "Lưu"."""
    for element, tail in line.pieces:
        folded = fold((element.tail if tail else element.text) or "")
        if not is_tool(folded) and any(map(str.isalnum, folded)):
            return False
    return True
