"""A page as the reader sees it: lines of text in order, and the boxes they stand in. One walk over the tree.

A line is what stands between two block boundaries or <br>; a box is a block element with the range of lines inside.
What no reader sees (scripts, hidden elements, form controls) is left out.
"""

import re
from dataclasses import dataclass, field
from itertools import accumulate

from lxml.html import HtmlElement

from crawler.extraction.hints import Hint, names_hidden, read_hint

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark o:p q rp rt ruby s samp "
    "small span st1:place st1:city strike strong sub sup time tt u var wbr noindex".split()
)
_SKIPPED = frozenset(
    "script style noscript template head title meta link base applet svg math canvas map audio input select option "
    "optgroup button textarea datalist".split()
)
_MEDIA = frozenset("img iframe embed object video".split())
_BOLD = frozenset("b strong th h1 h2 h3 h4 h5 h6".split())
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_HEADLINE = ("headline", "name headline", "name")
_SPLITTING = frozenset("span time small label em i".split())


_TEXT, _BLOCK, _BREAK, _PICTURE, _NOTHING = range(5)
_SORTS = {
    **dict.fromkeys(_INLINE, _TEXT),
    **dict.fromkeys(_SKIPPED, _NOTHING),
    **dict.fromkeys(_MEDIA, _PICTURE),
    "br": _BREAK,
}
_TAG_HINTS: dict[str, Hint] = {"nav": "nav", "aside": "side", "footer": "footer", "header": "header"}
_WITHIN: frozenset[Hint] = frozenset(("related", "comment", "tags", "crumb", "pager"))
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


@dataclass(slots=True, eq=False)
class Box:
    """A block element; `first` and `last` bound its lines (`last` is one past the end). `part` is what it stands in."""

    element: HtmlElement
    tag: str
    parent: "Box | None"
    depth: int
    hint: Hint
    first: int
    index: int
    last: int = 0
    end: int = 0  # one past its last box
    children: "list[Box]" = field(default_factory=list)
    media: int = 0  # how many media stood before it
    media_last: int = 0

    def holds(self, line: int) -> bool:
        return self.first <= line < self.last


@dataclass(slots=True, eq=False)
class Line:
    """One line. `linked` of its `size` letters stand in links, `bold` in bold; `pieces` are its text nodes:
    (element, True) for an element's tail, (element, False) for its text. `hint` is what its inline elements tell."""

    text: str
    size: int
    linked: int
    bold: int
    heading: int
    box: Box
    pieces: list[tuple[HtmlElement, bool]]
    links: list[HtmlElement]
    hint: Hint

    def element_is_headline(self) -> bool:
        """Whether microdata calls the line the headline."""
        element = self.pieces[0][0]
        return element.get("itemprop") in _HEADLINE or self.box.element.get("itemprop") in _HEADLINE

    @property
    def is_link(self) -> bool:
        """Whether the line is little more than a link."""
        return self.linked > 0 and self.linked * 10 >= self.size * 7


class Outline:
    """`lines` and `boxes` of a tree in document order; `media` are pictures and frames with the line they precede."""

    def __init__(self, tree: HtmlElement) -> None:
        self.lines: list[Line] = []
        self.boxes: list[Box] = []
        self.media: list[tuple[HtmlElement, int]] = []
        self._pieces: list[tuple[HtmlElement, bool]] = []
        self._texts: list[str] = []
        self._links: list[HtmlElement] = []
        self._size = self._linked = self._boldly = self._heading = 0
        self._hint: Hint = ""
        # where the walk is: the link, how deep in bold elements, the level of the heading
        self._link: HtmlElement | None = None
        self._bold = self._level = 0
        body = tree.find("body") if tree.tag == "html" else None
        root = tree if body is None else body
        self.root = Box(root, "body", None, 0, "", 0, 0)
        self.boxes.append(self.root)
        self._walk(root, self.root)
        self._flush(self.root)
        self._close(self.root)
        self._plain = [0, *accumulate(line.size - line.linked for line in self.lines)]
        self._all = [0, *accumulate(line.size for line in self.lines)]

    def plain(self, first: int, last: int) -> int:
        """Letters outside links in the lines from `first` up to `last`."""
        return self._plain[last] - self._plain[first]

    def letters(self, first: int, last: int) -> int:
        """All letters in the lines from `first` up to `last`."""
        return self._all[last] - self._all[first]

    def common(self, first: int, last: int) -> Box:
        """The smallest box around both lines."""
        box = self.lines[first].box
        while not box.holds(last) and box.parent is not None:
            box = box.parent
        return box

    def boxes_in(self, box: Box) -> list[Box]:
        """`box` and every box inside it, in document order."""
        return self.boxes[box.index : box.end]

    def _walk(self, element: HtmlElement, box: Box) -> None:
        if element.text:
            self._say(element.text, (element, False))
        previous: HtmlElement | None = None
        for child in element:
            sort = _SORTS.get(child.tag, _BLOCK)
            if sort == _TEXT:
                self._inline(child, box, previous)
            elif sort == _BLOCK:
                self._block(child, box)
            elif sort == _BREAK:
                self._flush(box)
            elif sort == _PICTURE:
                self.media.append((child, len(self.lines) + (1 if self._size else 0)))
            if child.tail:
                self._say(child.tail, (child, True))
            previous = child

    def _inline(self, child: HtmlElement, box: Box, previous: HtmlElement | None) -> None:
        """Text goes on in `child`; a named <span> behind another element starts a line of its own."""
        tag = child.tag
        hint: Hint = ""
        link, bold = self._link, self._bold
        attributes = dict(child.items())
        if attributes:
            if _is_hidden(attributes):
                return
            if tag == "a":
                if "href" in attributes:
                    self._link = child
            elif (name := attributes.get("class") or attributes.get("id")) and tag in _SPLITTING:
                if self._size and (previous is None or not (previous.tail or "").strip()):
                    self._flush(box)
                hint = read_hint(name)
        if tag in _BOLD:
            self._bold += 1
        self._walk(child, box)
        if hint and self._size and not self._hint:
            self._hint = hint
        self._link, self._bold = link, bold

    def _block(self, child: HtmlElement, box: Box) -> None:
        tag = child.tag
        if not isinstance(tag, str):
            return
        hint: Hint = _TAG_HINTS.get(tag, "")
        attributes = dict(child.items())
        if attributes:
            if _is_hidden(attributes):
                return
            name, other = attributes.get("class"), attributes.get("id")
            if name or other:
                named = read_hint(f"{name or ''} {other}" if other else name or "")
                hint = named if not hint or named in _WITHIN else hint
        self._flush(box)
        new = Box(child, tag, box, box.depth + 1, hint, len(self.lines), len(self.boxes), media=len(self.media))
        box.children.append(new)
        self.boxes.append(new)
        level, bold = self._level, self._bold
        if tag in _BOLD:
            self._level, self._bold = _HEADINGS.get(tag, level), bold + 1
        self._walk(child, new)
        self._flush(new)
        self._level, self._bold = level, bold
        self._close(new)

    def _close(self, box: Box) -> None:
        box.last, box.media_last, box.end = len(self.lines), len(self.media), len(self.boxes)

    def _say(self, text: str, piece: tuple[HtmlElement, bool]) -> None:
        size = len(text.strip())
        if not size:
            if self._texts:
                self._texts.append(" ")
            return
        if self._texts and text[0].isalnum() and self._texts[-1][-1].isalnum() and _stands_apart(self._pieces, piece):
            self._texts.append(" ")
        self._texts.append(text)
        self._pieces.append(piece)
        self._size += size
        if (link := self._link) is not None:
            self._linked += size
            if not self._links or self._links[-1] is not link:
                self._links.append(link)
        if self._bold:
            self._boldly += size
        if self._level:
            self._heading = self._level

    def _flush(self, box: Box) -> None:
        if not self._size:
            if self._texts:
                self._texts = []
            return
        text = " ".join("".join(self._texts).split())
        if text:
            self.lines.append(
                Line(
                    text,
                    self._size,
                    self._linked,
                    self._boldly,
                    self._heading,
                    box,
                    self._pieces,
                    self._links,
                    self._hint,
                )
            )
        self._texts, self._pieces, self._links = [], [], []
        self._size = self._linked = self._boldly = self._heading = 0
        self._hint = ""


def _stands_apart(before: list[tuple[HtmlElement, bool]], piece: tuple[HtmlElement, bool]) -> bool:
    """Whether a text is shown apart from the one before it though no blank stands between: behind an icon or a
    picture, or as the next of two elements where one of them ends or starts with a figure ("14:30 CH" "757 lượt xem").
    """
    element, is_tail = piece
    if is_tail:
        return not element.text and not len(element) and (element.tag == "img" or element.get("class") is not None)
    last = element.getprevious()
    if not before or last is None or last.tail or not isinstance(last.tag, str):
        return False
    said = before[-1]
    figure = (element.text or "")[:1].isdigit() or (said[0].tail if said[1] else said[0].text or "")[-1:].isdigit()
    return figure and element.tag not in ("sup", "sub") and (said[0] is last or said[0].getparent() is last)


def _is_hidden(attributes: dict[str, str]) -> bool:
    if "hidden" in attributes:
        return True
    name = attributes.get("class")
    if name and names_hidden(name):
        return True
    style = attributes.get("style")
    return style is not None and _HIDING_STYLE.search(style) is not None
