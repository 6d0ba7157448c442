"""Which boxes below the title hold the article: nearest first, while they read like text.

What is taken farther from the title must weigh more; behind other news or comments hardly anything is believed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.extraction.captions import credited
from crawler.extraction.line_kinds import LineKinds
from crawler.extraction.structure import Box

NEAR = 3
_LONGEST_CELL = 80
_FEWEST_HEADLINES = 3
_SHORTEST_PARAGRAPH = 60
_SECTIONS = frozenset(("div", "section", "aside", "article"))
_PARAGRAPHS = frozenset("p li h1 h2 h3 h4 h5 h6 blockquote pre".split())
Span = tuple[int, int]


@dataclass(slots=True, frozen=True)
class _Next:
    """What follows next: the lines from `first` up to `last` with `text` letters of running text."""

    first: int
    last: int
    text: int
    nearer: bool  # no farther from the title than what was taken before
    ended: bool  # other news or comments stand before it


class BoxTaker:
    """Takes the spans of lines that hold the article below `kinds.title`."""

    def __init__(self, kinds: LineKinds) -> None:
        self.kinds = kinds
        self.outline = kinds.outline
        self.title = kinds.title
        self._weights = self._weighed()

    def take(self) -> list[Span]:
        """The spans of lines that read like the article; none where nothing does."""
        taken: list[Span] = []
        looks: set[tuple[str, str]] = set()  # of the boxes taken
        weight = level = 0
        ended = -1  # the level at which other news or comments began
        inserted = False  # by a box of its own
        for depth, start, stop, box in self._following():
            first, last = self._narrowed(start, stop, box if depth else None)
            text = self._weigh(first, last)
            if weight and not text and depth == level and last - first == 1 and self._is_written(first):
                taken.append((first, last))
                continue
            headed = first > start and self.kinds.in_lone_item(first) and self._starts_related(start, stop)
            if headed or self._ends_article(first, last, text):
                if ended < 0 and (weight or self.kinds.kind(first) in ("related", "comments")):
                    ended = depth
                    inserted = box is not None and depth == level and self.kinds.kind(start) == "related"
                continue
            look = (box.tag, box.name.classes) if box is not None else ("", "")
            if (
                weight
                and text
                and look not in looks
                and (
                    self._lists_files(start, stop)
                    or (look[0] in _SECTIONS and self._is_aside(start, stop, text, weight))
                )
            ):
                continue
            if inserted and text >= _SHORTEST_PARAGRAPH and last - first == 1 and depth == ended and look in looks:
                ended = -1  # other news stood between two paragraphs
            nearer = depth == level or (not weight and depth <= NEAR)
            following = _Next(first, last, text, nearer, ended=ended >= 0 and (depth > ended or weight > 0))
            if text and self._goes_on(following, weight):
                taken.append((first, last))
                looks.add(look)
                weight += text
                level = depth
            elif text and weight and ended < 0:
                ended = depth
        return taken

    def _is_written(self, index: int) -> bool:
        """Whether a line is a paragraph whatever its words say, or names a picture's author right below it."""
        if self.kinds.is_written(index):
            return True
        if self.kinds.kind(index) != "byline" or not credited(self.outline.lines[index].text):
            return False
        return any(at == index for _, at in self.outline.media)

    def _is_aside(self, first: int, last: int, text: int, weight: int) -> bool:
        """Whether a box behind the text holds a few words under a heading: who the author is."""
        return text * 2 < weight and self._is_box_with_heading(first, last)

    def _lists_files(self, first: int, last: int) -> bool:
        """Whether files stand in a table or a list with nothing but names and figures beside them."""
        lines = self.outline.lines[first:last]
        offered = any(line.links and self.kinds.kind(i) == "files" for i, line in enumerate(lines, first))
        if len(lines) < 3 or not offered:
            return False
        return not any(line.size > _LONGEST_CELL or line.text[-1] in ".!?" for line in lines)

    def _narrowed(self, first: int, last: int, box: Box | None) -> Span:
        if box is not None and last - first > 1:
            box = self._focus(box)
            first, last = box.first, box.last
        return first, self.before_related(first, last)

    def _ends_article(self, first: int, last: int, text: int) -> bool:
        """Whether a box is other news, comments or a list of links."""
        if self.kinds.kind(first) == "comments" or self._starts_related(first, last):
            return True
        return self._is_list(first, last) if not text else self._mostly_links(first, last, text)

    def before_related(self, first: int, last: int) -> int:
        """Where a heading of other news, files or comments ends the text in these lines; `last` where none does."""
        for index in range(first + 1, last):
            kind = self.kinds.kind(index)
            if kind == "files" and self.kinds.is_written(index):
                continue
            if kind == "comments" or (kind in ("related", "files") and self._only_links_after(index + 1, last)):
                return index
        return last

    def take_learnt(self, learnt: Sequence[Box]) -> list[Span]:
        """The first of the boxes `learnt` below the title, and what near it the structure takes before it."""
        below = [box for box in learnt if box.first > self.title and box.last > box.first]
        if not below or not self._weigh(below[0].first, below[0].last):
            return []
        box = below[0]
        if any(other.parent is box.parent for other in below[1:]):
            return []  # a place that holds one paragraph each
        near = [(first, min(last, box.first)) for first, last in self.take() if first < box.first]
        return [*near, (box.first, self.before_related(box.first, box.last))]

    def _following(self) -> Iterator[tuple[int, int, int, Box | None]]:
        """What follows the title, nearest first: level, first line, one past the last, box (None: loose lines)."""
        lines = self.outline.lines
        box = lines[self.title].box
        at, level = self.title + 1, 0
        current: Box | None = box
        while current is not None:
            children = [box for box in self.outline.children(current) if box.first >= at and box.last > box.first]
            position = 0
            while at < current.last:
                while position < len(children) and children[position].first < at:
                    position += 1
                child = children[position] if position < len(children) else None
                if child is not None and child.first == at:
                    yield level, at, child.last, child
                    at = child.last
                else:
                    stop = child.first if child is not None else current.last
                    yield level, at, stop, None
                    at = stop
            current = current.parent
            level += 1

    def _weigh(self, first: int, last: int) -> int:
        return self._weights[last] - self._weights[first]

    def _weighed(self) -> list[int]:
        """The letters of running text between the title and each line."""
        weights = [0] * (self.title + 2)
        kind, in_item, weight = self.kinds.kind, self.kinds.in_item, 0
        for index, line in enumerate(self.outline.lines[self.title + 1 :], self.title + 1):
            if kind(index) == "text" and not in_item(index):
                weight += line.size - line.linked
            weights.append(weight)
        return weights

    def _is_list(self, first: int, last: int) -> bool:
        found = (i for i in range(first, last) if self.kinds.kind(i) in ("link", "related"))
        return next(found, -1) >= 0 and next(found, -1) >= 0

    def _starts_related(self, first: int, last: int) -> bool:
        if self.kinds.kind(first) != "related":
            return False
        return last - first > 1 or self._only_links_after(first + 1, min(first + 9, len(self.outline.lines)))

    def _mostly_links(self, first: int, last: int, text: int) -> bool:
        if last - first == 1 and self.outline.lines[first].is_link:
            return False  # a sentence all the same
        return text < 400 and text * 2 < self.outline.linked(first, last)

    def _goes_on(self, following: _Next, weight: int) -> bool:
        """Whether what follows reads like more of the body, of which `weight` letters are taken."""
        first, last, text = following.first, following.last, following.text
        if not weight and self._names_portal(first, last):
            return False
        if following.nearer and not following.ended:
            return True
        if self._lists_summaries(first, last):
            return False
        headed = self._is_box_with_heading(first, last) and text < max(800, 4 * weight)
        if following.ended:
            return text > 4 * weight and text > 800 and not headed and self._is_prose(first, last, text)
        if weight < 40:
            return self._is_prose(first, last, text) and (not headed or text > 600)
        if weight < 400 and self._is_tabular(first, last) and self._is_prose(first, last, text):
            return True
        if headed:
            return False
        return text > max(2 * weight, 200) or (weight < 400 and text >= 60 * self._texts(first, last))

    def _names_portal(self, first: int, last: int) -> bool:
        """Whether one line says whose portal it is, above its licence and address."""
        lines = self.outline.lines
        return (
            last - first == 1
            and last < len(lines)
            and lines[first].said.names_site
            and self.kinds.kind(last) == "footer"
        )

    def _lists_summaries(self, first: int, last: int) -> bool:
        """Whether headlines that are links stand there with a paragraph or two below each: a column of other news."""
        lines = self.outline.lines
        headlines = sum(lines[i].is_link and lines[i].said.reads_like_title for i in range(first, last))
        return headlines >= _FEWEST_HEADLINES and self._texts(first, last) <= 2 * headlines

    def _is_prose(self, first: int, last: int, text: int) -> bool:
        return text * 10 >= self.outline.letters(first, last) * 7

    def _is_tabular(self, first: int, last: int) -> bool:
        """Whether most lines stand in cells of one table."""
        lines = self.outline.lines[first:last]
        cells = [
            line for line in lines if line.box.tag in ("td", "th") or (line.box.parent and line.box.parent.tag == "td")
        ]
        return len(cells) >= 6 and len(cells) * 10 >= len(lines) * 7

    def _texts(self, first: int, last: int) -> int:
        return sum(self.kinds.kind(i) == "text" for i in range(first, last))

    def _is_box_with_heading(self, first: int, last: int) -> bool:
        line = self.outline.lines[first]
        if line.size >= 60 or last - first < 2 or line.text[-1] in '.;,!?…"”':
            return False
        return bool(line.heading or line.is_link) or len(line.text.split()) <= 10

    def _focus(self, box: Box) -> Box:
        """The column of `box` that holds its text, where the others are lists of links."""
        while (column := self._column(box)) is not None:
            box = column
        return box

    def _column(self, box: Box) -> Box | None:
        weights, children = self._weights, self.outline.children(box)
        heavy, column = -1, box
        for child in children:
            weight = weights[child.last] - weights[child.first]
            if weight > heavy:
                heavy, column = weight, child
        total = weights[box.last] - weights[box.first]
        if column is box or heavy < 0.6 * total:
            return None
        if heavy < total:
            if column.tag in _PARAGRAPHS:
                return None  # beside another that is mostly a link
            others = [one for one in children if one is not column and weights[one.last] > weights[one.first]]
            return column if others and all(map(self._mostly_links_box, others)) else None
        if len(children) > 1:
            loose = (*range(box.first, column.first), *range(column.last, box.last))
            if any(self.kinds.kind(i) == "text" for i in loose):
                return None
        return column

    def _mostly_links_box(self, box: Box) -> bool:
        return self.outline.linked(box.first, box.last) * 2 > self.outline.letters(box.first, box.last)

    def _only_links_after(self, first: int, last: int) -> bool:
        linked = plain = 0
        for index in range(first, last):
            line, kind = self.outline.lines[index], self.kinds.kind(index)
            if kind == "link" or self.kinds.in_item(index) or self.kinds.in_lone_item(index):
                linked += line.size
            elif kind == "text":
                plain += line.size
        return linked >= plain if linked else plain < 30
