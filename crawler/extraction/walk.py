"""The one walk over a page's elements that finds its lines and boxes.

The elements come in document order from lxml's own iterator, several times faster than a recursion over children: an
element whose parent is not the innermost open one closes what it is not inside of. Elements that no reader sees are
never opened; their tails are said, and what is inside of them is `dead`.
"""

import re
from functools import lru_cache
from itertools import chain
from typing import cast
from zlib import crc32

from crawler.extraction.box_name import bare_name, box_name
from crawler.extraction.clicks import wants_link
from crawler.extraction.element import Element
from crawler.extraction.hints import Hint, names_hidden, read_hint
from crawler.extraction.line_words import LONGEST_SHARED, LineWords, shared_words
from crawler.extraction.schema_run import is_for_machines
from crawler.extraction.structure import Box, Line
from crawler.text.spacing import one_line

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
_HEADLINE = frozenset(("headline", "name headline", "name"))
_SPLITTING = frozenset("span time small label em i".split())

_BLOCK, _TEXT, _BREAK, _PICTURE, _NOTHING = range(5)
_SORTS = {
    **dict.fromkeys(_INLINE, _TEXT),
    **dict.fromkeys(_SKIPPED, _NOTHING),
    **dict.fromkeys(_MEDIA, _PICTURE),
    "br": _BREAK,
}
_TELLING = frozenset(("hidden", "itemprop", "onclick", "data-href", "data-link"))
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BLOCK_STYLE = re.compile(r"display\s*:\s*block\b", re.I)

# What holds around a text: the link it stands in, where that leads, how deep in bold elements, the heading's level.
_Around = tuple[Element | None, str, int, int]
# An open element: itself, the box it is (None: it is inline), what it tells of its line, and what held around it.
_Opened = tuple[Element, Box | None, Hint, _Around]


class _End:
    """Stands behind the last element inside `root`: what is still open is closed there as it is everywhere."""

    tag, text, tail = "script", None, None

    def __init__(self, root: Element) -> None:
        self._root = root

    def getparent(self) -> Element:
        return self._root


class Walk:
    """`lines`, `boxes`, `media`, `headlines`, `clicked`, `handlers` of what is inside `root`, as Outline has them."""

    def __init__(self, root: Element) -> None:
        self.lines: list[Line] = []
        name = box_name("body", root.get("class") or "", root.get("id") or "")
        self.boxes = [Box(root, "body", name, "", None, 0, crc32(name.place), 0)]
        self.media: list[tuple[Element, int]] = []
        self.headlines: set[Element] = set()
        self.clicked = False
        self.handlers: list[Element] = []
        # the line that is being said
        self._texts: list[str] = []
        self._pieces: list[tuple[Element, bool]] = []
        self._links: list[Element] = []
        self._addresses: list[str] = []
        self._size = self._linked = self._boldly = self._heading = 0
        self._hint: Hint = ""
        self._walk(root)

    def _walk(self, root: Element) -> None:  # noqa: PLR0912, PLR0915 - parted, it takes half as long again
        lines, boxes, media, texts = self.lines, self.boxes, self.media, self._texts
        say, flush, sort_of = self._say, self._flush, _SORTS.get
        box = boxes[0]
        around: _Around = (None, "", 0, 0)
        if root.text and not root.text.isspace():
            say(root.text, root, False, around)
        inside = root
        opened: list[_Opened] = [(root, box, "", around)]
        dead: set[Element] = set()
        elements = root.iter()
        next(elements)
        for element in chain(elements, (cast(Element, _End(root)),)):
            parent = element.getparent()
            if parent is not inside:
                if parent in dead:
                    dead.add(element)
                    continue
                while inside is not parent:
                    closed, own, hint, around = opened.pop()
                    if own is not None:
                        if texts:
                            flush(box)
                        own.last, own.media_last = len(lines), len(media)
                        box = own.parent or own
                    elif hint and self._size and not self._hint:
                        self._hint = hint
                    if text := closed.tail:
                        if not text.isspace():
                            say(text, closed, True, around)
                        elif texts:
                            texts.append(" ")
                    inside = opened[-1][0]
            tag = element.tag
            sort = sort_of(tag, _BLOCK)
            if sort <= _TEXT:
                classes = ident = ""
                link: Element | None
                link, address, bold, level = around
                for name, value in element.items():
                    if name == "class":
                        classes = value
                    elif name == "id":
                        ident = value
                    elif name == "href":
                        if tag == "a":
                            link, address = element, value
                    elif name == "style":
                        sort = _styled(value, sort)
                        if sort == _NOTHING:
                            break
                    elif name in _TELLING and not self._is_shown(element, name, value):
                        sort = _NOTHING
                        break
                if sort == _BLOCK:
                    called = box_name(tag, classes, ident) if classes or ident else bare_name(tag)
                    if called.hidden:
                        sort = _NOTHING
                    else:
                        if texts:
                            flush(box)
                        place = crc32(called.place, box.place)
                        box = Box(element, tag, called, called.hint, box, len(boxes), place, len(lines), 0, len(media))
                        boxes.append(box)
                        opened.append((element, box, "", around))
                elif sort == _TEXT:
                    if classes and names_hidden(classes):
                        sort = _NOTHING
                    elif (classes or ident) and tag in _SPLITTING:
                        if self._size and self._follows_element(element):
                            flush(box)
                        opened.append((element, None, read_hint(classes or ident), around))
                    else:
                        opened.append((element, None, "", around))
                if sort <= _TEXT:
                    if tag in _BOLD:
                        around = link, address, bold + 1, _HEADINGS.get(tag, level)
                    elif link is not around[0]:
                        around = link, address, bold, level
                    inside = element
                    if text := element.text:
                        if not text.isspace():
                            say(text, element, False, around)
                        elif texts:
                            texts.append(" ")
                    continue
            if sort == _BREAK:
                if texts:
                    flush(box)
            elif sort == _PICTURE:
                media.append((element, len(lines) + (1 if self._size else 0)))
            dead.add(element)
            if text := element.tail:
                if not text.isspace():
                    say(text, element, True, around)
                elif texts:
                    texts.append(" ")
        if texts:
            flush(box)
        boxes[0].last, boxes[0].media_last = len(lines), len(media)

    def _is_shown(self, element: Element, name: str, value: str) -> bool:
        """Whether the attribute leaves the element in a reader's sight; keeps headlines and what is clicked."""
        if name == "hidden":
            return False
        if name != "itemprop":
            self.clicked = self.clicked or wants_link(element)
            if name == "onclick":
                self.handlers.append(element)
            return True
        if value in _HEADLINE:
            self.headlines.add(element)
        return not is_for_machines(element, value)

    def _follows_element(self, element: Element) -> bool:
        """Whether no text stands between the element and the one before it, or the start of the one around it."""
        previous = element.getprevious()
        return previous is None or not (previous.tail or "").strip()

    def _say(self, text: str, element: Element, tail: bool, around: _Around) -> None:
        """Add a text that is not all blank."""
        texts = self._texts
        if texts and text[0].isalnum() and texts[-1][-1].isalnum() and _stands_apart(self._pieces, element, tail):
            texts.append(" ")
        texts.append(text)
        self._pieces.append((element, tail))
        size = len(text.strip())
        self._size += size
        link, address, bold, level = around
        if link is not None:
            self._linked += size
            if not self._links or self._links[-1] is not link:
                self._links.append(link)
                self._addresses.append(address)
        if bold:
            self._boldly += size
            if level:
                self._heading = level

    def _flush(self, box: Box) -> None:
        """End the line that is being said."""
        texts = self._texts
        if size := self._size:
            text = one_line(texts[0] if len(texts) == 1 else "".join(texts))
            is_link = self._linked > 0 and self._linked * 10 >= size * 7
            self.lines.append(
                Line(
                    text,
                    size,
                    self._linked,
                    self._boldly,
                    self._heading,
                    box,
                    self._pieces,
                    self._links or (),
                    self._addresses or (),
                    self._hint,
                    is_link,
                    shared_words(text, size) if size <= LONGEST_SHARED else LineWords(text, size),
                )
            )
            self._pieces = []
            if self._links:
                self._links, self._addresses = [], []
            self._size = self._linked = self._boldly = self._heading = 0
            self._hint = ""
        texts.clear()


def _stands_apart(before: list[tuple[Element, bool]], element: Element, tail: bool) -> bool:
    """Whether a text is shown apart from the one before it though no blank stands between: behind an icon or a
    picture, or as the next of two elements where one of them ends or starts with a figure ("14:30 CH" "757 lượt xem")
    or a small letter is followed by a capital ("Tác giả: Lò Yến" "Nguồn: Đài huyện").
    """
    if tail:
        return not element.text and not len(element) and (element.tag == "img" or element.get("class") is not None)
    last = element.getprevious()
    if not before or last is None or last.tail or not isinstance(last.tag, str):
        return False
    said = before[-1]
    end, start = ((said[0].tail if said[1] else said[0].text) or "")[-1:], (element.text or "")[:1]
    apart = start.isdigit() or end.isdigit() or (start.isupper() and end.islower())
    return apart and element.tag not in ("sup", "sub") and (said[0] is last or said[0].getparent() is last)


@lru_cache(maxsize=8192)
def _styled(style: str, sort: int) -> int:
    """What an element of that sort is with that style."""
    if _HIDING_STYLE.search(style):
        return _NOTHING
    return _BLOCK if _BLOCK_STYLE.search(style) else sort
