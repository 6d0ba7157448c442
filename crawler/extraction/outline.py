"""The lines and boxes of one page, and how much text stands where."""

from itertools import accumulate

from crawler.extraction.element import Element
from crawler.extraction.structure import Box
from crawler.extraction.walk import Walk


class Outline:
    """`lines` and `boxes` of a tree in document order; `media` are pictures and frames with the line they precede,
    `headlines` the elements that microdata calls the headline. `clicked`: something is clicked to go elsewhere and has
    no link (crawler.extraction.clicks); `handlers` are the elements with a script for a click."""

    def __init__(self, tree: Element) -> None:
        body = next(tree.iterchildren("body"), None) if tree.tag == "html" else None
        walk = Walk(tree if body is None else body)
        self.lines, self.boxes, self.media, self.headlines = walk.lines, walk.boxes, walk.media, walk.headlines
        self.clicked, self.handlers = walk.clicked, walk.handlers
        self.root = self.boxes[0]
        self._children = self._below()
        self._plain = [0, *accumulate([line.size - line.linked for line in self.lines])]
        self._all = [0, *accumulate([line.size for line in self.lines])]
        self._links = [0, *accumulate([len(line.links) for line in self.lines])]

    def _below(self) -> list[list[Box]]:
        """The boxes directly inside each, by the box's index."""
        children: list[list[Box]] = [[] for _ in self.boxes]
        for box in self.boxes:
            if box.parent is not None:
                children[box.parent.index].append(box)
        return children

    def children(self, box: Box) -> list[Box]:
        """The boxes directly inside."""
        return self._children[box.index]

    def plain(self, first: int, last: int) -> int:
        """Letters outside links in the lines from `first` up to `last`."""
        return self._plain[last] - self._plain[first]

    def letters(self, first: int, last: int) -> int:
        """All letters in the lines from `first` up to `last`."""
        return self._all[last] - self._all[first]

    def linked(self, first: int, last: int) -> int:
        """Letters inside links in the lines from `first` up to `last`."""
        return self._all[last] - self._all[first] - self._plain[last] + self._plain[first]

    def links(self, first: int, last: int) -> int:
        """How many links stand in the lines from `first` up to `last`, one that goes on in the next line twice."""
        return self._links[last] - self._links[first]

    def common(self, first: int, last: int) -> Box:
        """The smallest box around both lines."""
        box = self.lines[first].box
        while not box.holds(last) and box.parent is not None:
            box = box.parent
        return box
