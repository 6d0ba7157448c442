"""The one walk over a page's elements that finds its lines and boxes.

The elements come in document order from lxml's own iterator, several times faster than a recursion over children: an
element whose parent is not the innermost open one closes what it is not inside of. Elements that no reader sees are
never opened; their tails are said, and what is inside of them is `dead`.
"""

import re
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.extraction.hints import Hint, names_hidden, read_hint
from crawler.extraction.schema_run import is_for_machines
from crawler.extraction.structure import Box, Line

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

_TEXT, _BLOCK, _BREAK, _PICTURE, _NOTHING = range(5)
_SORTS = {
    **dict.fromkeys(_INLINE, _TEXT),
    **dict.fromkeys(_SKIPPED, _NOTHING),
    **dict.fromkeys(_MEDIA, _PICTURE),
    "br": _BREAK,
}
_TAG_HINTS: dict[str, Hint] = {"nav": "nav", "aside": "side", "footer": "footer", "header": "header"}
_HIDING = frozenset(("hidden", "style", "itemprop"))  # attributes that may take an element from the reader's sight
_WITHIN: frozenset[Hint] = frozenset(("related", "comment", "tags", "crumb", "pager"))
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

# An open element: itself, the box it is (None: it is inline), what it tells of its line, and what held around it:
# the link, how deep in bold elements, the level of the heading.
_Opened = tuple[HtmlElement, Box | None, Hint, HtmlElement | None, int, int]


class Walk:
    """`lines`, `boxes`, `media` and `headlines` of what is inside `root`, as Outline gives them."""

    def __init__(self, root: HtmlElement) -> None:
        self.lines: list[Line] = []
        self.boxes = [Box(root, "body", root.get("class") or "", root.get("id") or "", "", None, 0, 0)]
        self.media: list[tuple[HtmlElement, int]] = []
        self.headlines: set[HtmlElement] = set()
        # the line that is being said
        self._texts: list[str] = []
        self._pieces: list[tuple[HtmlElement, bool]] = []
        self._links: list[HtmlElement] = []
        self._size = self._linked = self._boldly = self._heading = 0
        self._hint: Hint = ""
        # where the walk is
        self._box = self.boxes[0]
        self._link: HtmlElement | None = None
        self._bold = self._level = 0
        self._opened: list[_Opened] = [(root, self._box, "", None, 0, 0)]
        self._walk(root)

    def _walk(self, root: HtmlElement) -> None:
        say, close = self._say, self._close
        if root.text:
            say(root.text, root, False)
        inside = root
        dead: set[HtmlElement] = set()
        elements = root.iter()
        next(elements)
        for element in elements:
            parent = element.getparent()
            if parent is not inside:
                if parent in dead:
                    dead.add(element)
                    continue
                while inside is not parent:
                    inside = close()
            tag = element.tag
            sort = _SORTS.get(tag, _BLOCK)
            if self._block(element, tag) if sort == _BLOCK else sort == _TEXT and self._inline(element, tag):
                inside = element
                if text := element.text:
                    say(text, element, False)
                continue
            if sort == _BREAK:
                self._flush()
            elif sort == _PICTURE:
                self.media.append((element, len(self.lines) + (1 if self._size else 0)))
            dead.add(element)
            if text := element.tail:
                say(text, element, True)
        while inside is not root:
            inside = close()
        self._end_box(self.boxes[0])

    def _close(self) -> HtmlElement:
        """Close the innermost open element and say its tail; what is the innermost then."""
        opened = self._opened
        element, box, hint, self._link, self._bold, self._level = opened.pop()
        if box is not None:
            self._end_box(box)
        elif hint and self._size and not self._hint:
            self._hint = hint
        if text := element.tail:
            self._say(text, element, True)
        return opened[-1][0]

    def _end_box(self, box: Box) -> None:
        if self._texts:
            self._flush()
        box.last, box.media_last = len(self.lines), len(self.media)
        self._box = box.parent or box

    def _inline(self, element: HtmlElement, tag: str) -> bool:
        """Text goes on inside; a named <span> behind another element starts a line of its own."""
        hint: Hint = ""
        link = self._link
        if attributes := element.items():
            href, classes, ident = False, "", ""
            for name, value in attributes:
                if name == "class":
                    classes = value
                elif name == "href":
                    href = True
                elif name == "id":
                    ident = value
                elif name in _HIDING and not self._is_shown(element, name, value):
                    return False
            if classes and names_hidden(classes):
                return False
            if tag == "a":
                link = element if href else link
            elif tag in _SPLITTING and (classes or ident):
                if self._size and self._follows_element(element):
                    self._flush()
                hint = read_hint(classes or ident)
        self._opened.append((element, None, hint, self._link, self._bold, self._level))
        self._link = link
        if tag in _BOLD:
            self._bold += 1
        return True

    def _is_shown(self, element: HtmlElement, name: str, value: str) -> bool:
        """Whether the attribute leaves the element in a reader's sight; keeps headlines."""
        if name == "itemprop":
            if value in _HEADLINE:
                self.headlines.add(element)
            return not is_for_machines(element, value)
        return name == "style" and not _hides(value)

    def _follows_element(self, element: HtmlElement) -> bool:
        """Whether no text stands between the element and the one before it, or the start of the one around it."""
        previous = element.getprevious()
        return previous is None or not (previous.tail or "").strip()

    def _block(self, element: HtmlElement, tag: str) -> bool:
        if not isinstance(tag, str):
            return False
        classes = ident = ""
        hint = _TAG_HINTS.get(tag, "")
        if attributes := element.items():
            for name, value in attributes:
                if name == "class":
                    classes = value
                elif name == "id":
                    ident = value
                elif name in _HIDING and not self._is_shown(element, name, value):
                    return False
            if classes or ident:
                known = _box_hint(tag, classes, ident)
                if known is None:
                    return False
                hint = known
        if self._texts:
            self._flush()
        around = self._box
        self._box = Box(
            element, tag, classes, ident, hint, around, len(self.boxes), len(self.lines), 0, len(self.media)
        )
        self.boxes.append(self._box)
        self._opened.append((element, self._box, "", self._link, self._bold, self._level))
        if tag in _BOLD:
            self._level, self._bold = _HEADINGS.get(tag, self._level), self._bold + 1
        return True

    def _say(self, text: str, element: HtmlElement, tail: bool) -> None:
        size = len(text.strip())
        texts = self._texts
        if not size:
            if texts:
                texts.append(" ")
            return
        if texts and text[0].isalnum() and texts[-1][-1].isalnum() and _stands_apart(self._pieces, element, tail):
            texts.append(" ")
        texts.append(text)
        self._pieces.append((element, tail))
        self._size += size
        if (link := self._link) is not None:
            self._linked += size
            if not self._links or self._links[-1] is not link:
                self._links.append(link)
        if self._bold:
            self._boldly += size
        if self._level:
            self._heading = self._level

    def _flush(self) -> None:
        """End the line that is being said."""
        if not self._size:
            if self._texts:
                self._texts = []
            return
        texts = self._texts
        text = " ".join((texts[0] if len(texts) == 1 else "".join(texts)).split())
        if text:
            self.lines.append(
                Line(
                    text,
                    self._size,
                    self._linked,
                    self._boldly,
                    self._heading,
                    self._box,
                    self._pieces,
                    self._links,
                    self._hint,
                    self._linked > 0 and self._linked * 10 >= self._size * 7,
                )
            )
        self._texts, self._pieces, self._links = [], [], []
        self._size = self._linked = self._boldly = self._heading = 0
        self._hint = ""


@lru_cache(maxsize=16384)
def _box_hint(tag: str, classes: str, ident: str) -> Hint | None:
    """What tag, class and id tell of a box's part; None where they hide it."""
    if classes and names_hidden(classes):
        return None
    hint = _TAG_HINTS.get(tag, "")
    named = read_hint(f"{classes} {ident}" if ident else classes)
    return named if not hint or named in _WITHIN else hint


def _stands_apart(before: list[tuple[HtmlElement, bool]], element: HtmlElement, tail: bool) -> bool:
    """Whether a text is shown apart from the one before it though no blank stands between: behind an icon or a
    picture, or as the next of two elements where one of them ends or starts with a figure ("14:30 CH" "757 lượt xem").
    """
    if tail:
        return not element.text and not len(element) and (element.tag == "img" or element.get("class") is not None)
    last = element.getprevious()
    if not before or last is None or last.tail or not isinstance(last.tag, str):
        return False
    said = before[-1]
    figure = (element.text or "")[:1].isdigit() or (said[0].tail if said[1] else said[0].text or "")[-1:].isdigit()
    return figure and element.tag not in ("sup", "sub") and (said[0] is last or said[0].getparent() is last)


@lru_cache(maxsize=8192)
def _hides(style: str) -> bool:
    return _HIDING_STYLE.search(style) is not None
