"""One received page: its bytes as UTF-8, parsed once, and only as far as somebody asks.

Trees made here are at most 255 elements deep, so that everybody may walk them by recursion: libxml2 stops reading,
without a word, where markup nests deeper, and a page cut off in the middle would become half an article. Such a page
is flattened first, as browsers do.
"""

import re
from functools import cached_property
from typing import cast
from urllib.parse import urljoin

from lxml import etree

from crawler.extraction.element import Element
from crawler.text.decoding import html_bytes_utf8

DEEPEST = 255
_FLAT = 200
_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, collect_ids=False)
_TAG = re.compile(rb"<(/?)([a-zA-Z][\w:-]*)[^<>]*>")
_NEVER_DEEP = frozenset(b"area base br col embed hr img input link meta p param source track wbr".split())
_BASE = re.compile(rb"""<base\b[^>]*?\bhref\s*=\s*["']?([^"'\s>]+)""", re.I)
_CANONICAL = re.compile(rb"""<link\b[^>]*?\brel\s*=\s*["']?canonical\b[^>]*>""", re.I)
_HREF = re.compile(rb"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.I)


class Page:
    """A page as it came from `url`.

    `raw` is its markup in UTF-8 without NUL bytes, `charset` what it was decoded from. `tree` and `area` never raise,
    whatever the bytes; an empty page has an empty tree.
    """

    def __init__(self, body: bytes, *, url: str, content_type: str | None = None, charset: str | None = None) -> None:
        self.url = url
        raw, self.charset = html_bytes_utf8(body, content_type=content_type, charset=charset)
        self.raw = raw.translate(None, b"\0") if b"\0" in raw else raw
        self.said = self.dated = ""  # what the link that led here said, and the date printed beside it
        self._areas: dict[tuple[int, int], Element] = {}

    @cached_property
    def tree(self) -> Element:
        """The whole page as received; nobody may change it."""
        return parse_html(self.raw)

    @cached_property
    def base(self) -> str:
        """What the page's relative addresses are relative to: its own, or its <base href>."""
        found = _BASE.search(self._head) if b"<base" in self._head or b"<BASE" in self._head else None
        return _joined(self.url, found[1].decode("utf-8", "replace")) or self.url if found else self.url

    @cached_property
    def canonical(self) -> str:
        """The absolute address of <link rel=canonical>, "" where the page names none."""
        link = _CANONICAL.search(self._head) if b"canonical" in self._head else None
        href = _HREF.search(link[0]) if link else None
        value = (href[1] or href[2] or href[3] or b"") if href else b""
        return _joined(self.base, value.decode("utf-8", "replace").strip().replace("&amp;", "&")) if value else ""

    @cached_property
    def _head(self) -> bytes:
        """The markup up to the end of <head>; all of it where none is closed."""
        end = self.raw.find(b"</head")
        return self.raw[:end] if end >= 0 else self.raw

    def span(self, start: str, end: str) -> tuple[int, int] | None:
        """Where in `raw` the part between the two literal markers lies; None where either is absent."""
        first = start.encode()
        left = self.raw.find(first)
        right = self.raw.find(end.encode(), left + len(first)) if left >= 0 else -1
        return (left + len(first), right) if right >= 0 else None

    def area(self, start: str, end: str) -> Element:
        """The part between two literal markers, parsed alone; the whole tree where either marker is absent."""
        span = self.span(start, end)
        if span is None:
            return self.tree
        if span not in self._areas:
            self._areas[span] = parse_html(self.raw[span[0] : span[1]])
        return self._areas[span]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # "http://[": no address
        return ""


def parse_html(raw: bytes) -> Element:
    """UTF-8 markup as a tree under <html>, at most `DEEPEST` deep, comments left out."""
    tree = _parse(raw)
    if _last_depth(tree) >= DEEPEST - 1:
        tree = _parse(flatten(raw, deepest=_FLAT))
    return tree


def flatten(raw: bytes, *, deepest: int) -> bytes:
    """`raw` without the tags that nest deeper than `deepest`, their text kept."""
    depth = 0

    def keep(tag: re.Match[bytes]) -> bytes:
        nonlocal depth
        if tag[2].lower() in _NEVER_DEEP:
            return tag[0]
        depth = max(0, depth - 1) if tag[1] else depth + 1
        return b" " if depth > deepest or (tag[1] and depth == deepest) else tag[0]

    return _TAG.sub(keep, raw)


def _parse(raw: bytes) -> Element:
    # lxml gives None, or raises, for markup without a single element or text
    try:
        tree = etree.fromstring(raw, _PARSER)
    except etree.XMLSyntaxError:
        tree = None
    return cast(Element, etree.fromstring(b"<html><body></body></html>", _PARSER) if tree is None else tree)


def _last_depth(tree: Element) -> int:
    """How deep the page's last element lies: where the parser gave up, that is the deepest."""
    depth = 0
    while len(tree):
        tree = tree[-1]
        depth += 1
    return depth
