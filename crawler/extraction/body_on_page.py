"""Which lines after the title are the article's body, and which are tools, dates, counters, other news or a sidebar.

crawler.extraction.body_boxes says which boxes hold it; here both ends are trimmed and chrome is cut out between.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.extraction.body_boxes import BoxTaker, Span
from crawler.extraction.dates_on_page import tells_publication
from crawler.extraction.line_kinds import LineKinds
from crawler.extraction.page_words import DATELINE
from crawler.extraction.structure import Box
from crawler.text.signature import read_signature

_LONGEST_FOOT = 160
_SHORTEST_SENTENCE = 40
_LONGEST_NAME = 40
_CONTENT = frozenset(("p", "li", "td", "h2", "h3", "h4"))
_INSERTS = frozenset(("div", "section", "article", "aside", "li", "h3", "h4", "h5"))


@dataclass(slots=True)
class Found:
    """The article's part of a page, in line numbers. `lines` are the body's, `meta` stand between title and body,
    `after` behind it; `end` is one past the body's last. `region` is the smallest box around title and body."""

    region: Box
    lines: list[int] = field(default_factory=list)
    meta: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    end: int = 0


def find_body(kinds: LineKinds, learnt: Sequence[Box] = ()) -> Found:
    """The article below the title; `learnt` are boxes that held the body on the portal's other pages."""
    return _BodyFinder(kinds).find(learnt) if kinds.title >= 0 else Found(kinds.outline.root)


class _BodyFinder:
    def __init__(self, kinds: LineKinds) -> None:
        self.kinds = kinds
        self.outline = kinds.outline
        self.title = kinds.title
        self.boxes = BoxTaker(kinds)

    def find(self, learnt: Sequence[Box]) -> Found:
        at_learnt = self.boxes.take_learnt(learnt)
        taken = at_learnt or self.boxes.take()
        found = Found(self._region(taken))
        if not taken:
            found.end = found.region.last
            found.meta = list(range(self.title + 1, found.end))
            return found
        first, last = taken[0][0], taken[-1][1]
        start = self._start(first, last, at_learnt[-1][0] if at_learnt else last)
        found.end = self._end(start, last)
        inside = [i for a, b in taken for i in range(a, b) if start <= i < found.end and self._stays(i)]
        letters = [i - 1 for i in inside if i - 1 not in inside and self._is_dateline(i - 1)]
        if letters:
            inside = sorted([*inside, *letters])
            start = inside[0]
        found.lines = self._without_inserts(self._without_date(inside))
        found.meta = list(range(self.title + 1, start))
        found.after = list(range(found.end, found.region.last))
        return found

    def _without_date(self, numbers: list[int]) -> list[int]:
        """The lines but for a date that stands below the first of them in a way of its own, where none stands above."""
        kinds, lines = self.kinds, self.outline.lines
        if not numbers or any(kinds.kind(i) == "date" for i in range(self.title + 1, numbers[0])):
            return numbers
        for before, at, behind in zip(numbers[:2], numbers[1:3], numbers[2:4], strict=False):
            boxes = [lines[i].box for i in (before, at, behind)]
            looks = [(box.tag, box.name.classes, box.parent) for box in boxes]
            if kinds.kind(at) == "date" and looks[1] not in (looks[0], looks[2]) and not self._is_dateline(at):
                return [i for i in numbers if i != at]
        return numbers

    def _without_inserts(self, numbers: list[int]) -> list[int]:
        """The lines but for boxes between paragraphs that lead to other articles, with a summary or without."""
        lines = self.outline.lines
        kept = numbers
        paragraphs = sum(lines[i].size for i in numbers if lines[i].box.tag == "p")
        if paragraphs * 2 >= sum(lines[i].size for i in numbers):
            kept = [
                i for i in numbers if not (lines[i].box.tag in _INSERTS and self.kinds.kind(i) in ("link", "related"))
            ]
        cards = {i for i in kept if self._is_of_card(i)} if any(lines[i].is_link for i in numbers) else set()
        if sum(lines[i].size for i in cards) * 4 < sum(lines[i].size for i in kept):
            kept = [i for i in kept if i not in cards]
        return self._without_headed_links(kept)

    def _is_of_card(self, index: int) -> bool:
        """Whether a line is the summary below another article's link, or one of such links that are all of a table."""
        if self.kinds.kind(index) == "text":
            return self.kinds.in_lone_item(index)
        box: Box | None = self.outline.lines[index].box
        if box is None or box.tag != "td" or self.kinds.kind(index) not in ("link", "related"):
            return False
        while box is not None and box.tag != "table":
            box = box.parent
        if box is None or box.holds(self.title):
            return False
        links = [self.outline.lines[i] for i in range(box.first, box.last) if self.kinds.kind(i) != "related"]
        return all(line.is_link and line.said.reads_like_title for line in links)

    def _without_headed_links(self, numbers: list[int]) -> list[int]:
        """The lines but for a heading of other news with the links right below it."""
        kept: list[int] = []
        headed = False
        for i in numbers:
            kind = self.kinds.kind(i)
            headed = (kind == "related" and self._leads_on(i)) or (headed and kind in ("link", "date"))
            if not headed:
                kept.append(i)
        return kept

    def _leads_on(self, index: int) -> bool:
        """Whether the line below is a link that stands in the same part of the page."""
        lines = self.outline.lines
        return index + 1 < len(lines) and lines[index + 1].is_link and lines[index + 1].size >= 15

    def _stays(self, index: int) -> bool:
        if self.kinds.points_on(index):
            return False
        kind = self.kinds.kind(index)
        return kind != "chrome" or (
            index not in self.kinds.chrome and not self.outline.lines[index].links and not self.kinds.zone(index)
        )

    def _region(self, taken: list[Span]) -> Box:
        if taken:
            return self.outline.common(self.title, taken[-1][1] - 1)
        box = self.outline.lines[self.title].box
        while (
            box.parent is not None and box.parent.parent is not None and self.outline.letters(box.first, box.last) < 400
        ):
            box = box.parent
        return box

    def _start(self, first: int, last: int, learnt: int) -> int:
        """The first line of text from the date's row on, which ends where a box begins that is known for the body."""
        index = max(first, min(self._after_date(first, last), learnt))
        title = self.outline.lines[self.title].text
        while index < last and (
            self.kinds.kind(index) != "text" or self._is_meta(index) or self.outline.lines[index].text == title
        ):
            index += 1
        while index + 1 < last and self._is_wordless(index):
            index += 1
        if index + 1 < last and self._is_signed(index):
            index += 1
        return self._head_of_table(index)

    def _is_wordless(self, index: int) -> bool:
        """Whether a line above the text is figures and signs alone: "15/3 | 10:22", a rating's stars."""
        line = self.outline.lines[index]
        return line.size <= 24 and line.box.tag not in ("td", "th", "li") and not any(map(str.isalpha, line.text))

    def _is_signed(self, index: int) -> bool:
        """Whether a name stands alone above the text, set in a way of its own: who wrote it."""
        line, below = self.outline.lines[index : index + 2]
        if line.size > _LONGEST_NAME or line.heading or below.size < 2 * _LONGEST_NAME:
            return False
        if line.box is below.box or (line.box.tag, line.box.name.classes) == (below.box.tag, below.box.name.classes):
            return False
        return read_signature(line.text, set_apart=False) is not None

    def _is_dateline(self, index: int) -> bool:
        """Whether a line is a letter's place and day, set as the text below it is: "Phố Mới, ngày 12 tháng 5 năm 2018".
        The article's own date stands above, or the letter's head does."""
        lines, kinds = self.outline.lines, self.kinds
        if index + 1 == len(lines) or kinds.kind(index) != "date" or DATELINE.match(lines[index].said.folded) is None:
            return False
        box, below = lines[index].box, lines[index + 1].box
        if box is not below and (
            box.tag != below.tag or box.name.classes != below.name.classes or box.parent is not below.parent
        ):
            return False
        return any(kinds.kind(i) in ("date", "text") for i in range(self.title + 1, index))

    def _head_of_table(self, index: int) -> int:
        """Where the table begins in whose head the line stands: a column may be called what forms call their rows."""
        box, lines = self.outline.lines[min(index, len(self.outline.lines) - 1)].box, self.outline.lines
        while box.tag != "tr" and box.parent is not None:
            box = box.parent
        head = range(box.first, index)
        if box.tag != "tr" or box.holds(self.title) or any(self.kinds.kind(i) != "chrome" for i in head):
            return index
        return index if any(lines[i].links for i in head) else box.first

    def _after_date(self, first: int, last: int) -> int:
        """Behind the date's line and what stands in one row with it, where only short lines stand before."""
        lines = self.outline.lines
        for index in range(self.title + 1, min(self.title + 8, last)):
            if self.kinds.kind(index) == "date" and not self._is_dateline(index):
                row = lines[index].box
                if row.parent is not None and not row.parent.holds(self.title) and self._is_row(row.parent):
                    row = row.parent
                return max(first, row.last if self._is_row(row) else index + 1)
            if lines[index].size > 80 or self._is_sentence(index):
                break
        return first

    def _is_sentence(self, index: int) -> bool:
        """Whether a line reads like a summary: dates stand below them too."""
        line = self.outline.lines[index]
        return line.size >= _SHORTEST_SENTENCE and line.text[-1] in ".!?" and self.kinds.kind(index) == "text"

    def _is_row(self, box: Box) -> bool:
        """Whether nothing but what accompanies a date stands in `box`: tools, counters, names, a few words."""
        if box.holds(self.title) or box.last - box.first > 8:
            return False
        lines = self.outline.lines
        return all(
            (lines[i].size <= 32 and lines[i].box.tag not in _CONTENT)
            or self.kinds.kind(i) in ("date", "chrome", "byline")
            for i in range(box.first, box.last)
        )

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
        last = self._before_foot(start, self._before_author(start, last))
        while last > start and not self._ends_body(last - 1, start):
            last -= 1
        return last

    def _before_author(self, start: int, last: int) -> int:
        """Where the author's name or the title, printed above the text already, starts a box about the author or the
        article's use."""
        lines = self.outline.lines
        names = {lines[i].text for i in range(self.title + 1, start) if 4 < lines[i].size < 40}
        title = lines[self.title].text
        for index in range(max(start + 1, last - 6), last):
            if self.kinds.kind(index) not in ("text", "link"):
                continue
            if lines[index].text in names:
                return index
            if lines[index].text == title and self.outline.letters(index, last) <= self.outline.letters(start, index):
                return index  # else the text itself opens with it
        return last

    def _before_foot(self, start: int, last: int) -> int:
        """Where the article's foot begins, a name, a counter or a tool behind the text, with nothing but a few words in
        boxes of their own behind it: "Quét mã QR để đọc tiếp", "Bạn thấy bài viết thế nào?"."""
        foot, few = last, _LONGEST_FOOT
        for index in range(last - 1, start, -1):
            line, kind = self.outline.lines[index], self.kinds.kind(index)
            if kind in ("chrome", "byline", "date"):
                foot = index
            elif kind == "text":
                few -= line.size
                if few < 0 or line.text[-1] in ".;" or line.box.tag in ("td", "li"):
                    return self._apart_from_text(start, foot, last)
        return last

    def _apart_from_text(self, start: int, foot: int, last: int) -> int:
        """`foot` where lines are behind it and none stands beside the last of the text, else `last`."""
        texts = [i for i in range(start, last) if self.kinds.kind(i) == "text"]
        before = next((i for i in reversed(texts) if i < foot), start)
        beside = self.outline.lines[before].box.parent
        behind = [self.outline.lines[i].box.parent for i in texts if i > foot]
        return foot if behind and beside not in behind else last

    def _ends_body(self, index: int, start: int) -> bool:
        kind = self.kinds.kind(index)
        if kind == "text":
            return not self.kinds.in_item(index) and not self._is_meta(index)
        line = self.outline.lines[index]
        if kind == "date" and tells_publication(line.text):
            return False
        if kind == "date" and self._in_table(index, start):
            return True
        if kind in ("files", "footer"):
            return self.kinds.is_written(index)
        if kind in ("link", "date", "byline"):
            return self._beside_text(index, start) and line.box.tag == "p"
        return False

    def _in_table(self, index: int, start: int) -> bool:
        """Whether the line stands in a table of the body: with text of it in a row above, and without the title."""
        box: Box | None = self.outline.lines[index].box
        while box is not None and box.tag != "table":
            box = box.parent
        if box is None or box.holds(self.title) or box.first < start:
            return False
        return any(self.kinds.kind(i) == "text" for i in range(box.first, index))

    def _beside_text(self, index: int, start: int) -> bool:
        box = self.outline.lines[index].box
        before = next((i for i in range(index - 1, start - 1, -1) if self.kinds.kind(i) == "text"), -1)
        return before >= 0 and index - before <= 3 and self.outline.lines[before].box.parent is box.parent
