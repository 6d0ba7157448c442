"""A page as the reader sees it: lines of text in order, and the boxes they stand in.

A line is what stands between two block boundaries or <br>; a box is a block element with the range of lines inside.
What no reader sees (scripts, hidden elements, form controls) is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.extraction.box_name import BoxName
from crawler.extraction.element import Element
from crawler.extraction.hints import Hint
from crawler.extraction.line_words import LineWords


@dataclass(slots=True, eq=False)
class Box:
    """A block element; `first` and `last` bound its lines (`last` is one past the end). It knows its parent only: what
    knew each other both ways would keep a page in memory until the garbage collector looks.

    `name` is what its tag, class and id tell, `hint` what they tell of its part in the page. `place` is where it stands
    on the portal's pages, the names from the root down as one number: the same on every page.
    """

    element: Element
    tag: str
    name: BoxName
    hint: Hint
    parent: "Box | None"
    index: int
    place: int
    first: int
    last: int = 0
    media: int = 0  # how many media stood before it
    media_last: int = 0

    def holds(self, line: int) -> bool:
        return self.first <= line < self.last


@dataclass(slots=True, eq=False)
class Line:
    """One line. `linked` of its `size` letters stand in links, `bold` in bold; `pieces` are its text nodes:
    (element, True) for an element's tail, (element, False) for its text. `links` lead to `addresses`, as written.
    `hint` is what its inline elements tell, `said` what its words do. `is_link`: it is little more than a link."""

    text: str
    size: int
    linked: int
    bold: int
    heading: int
    box: Box
    pieces: list[tuple[Element, bool]]
    links: Sequence[Element]
    addresses: Sequence[str]
    hint: Hint
    is_link: bool
    said: LineWords
