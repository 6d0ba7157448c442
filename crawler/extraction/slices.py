"""The bytes of one element, found without parsing the page.

Parsing and searching a whole page takes several times as long as the part that matters. Where the markup around an
element leaves any doubt as to where a parser would close it, the answer is None and the whole page is parsed.
"""

import re

_UNREAD = rb"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>"
_RANKED = rb"div|t(?:d|h|r|able|body|head)|body|html"
_STEP = re.compile(
    _UNREAD
    + rb"|<(/?)("
    + _RANKED
    + rb"|form|section|article|main|aside|header|footer|ul|ol|li|dl|center|span|a|h[1-6]|b|strong|em|i|font|time|label"
    rb"|figure|blockquote)\b[^<>]*>",
    re.S | re.I,
)
_RANKED_STEP = re.compile(_UNREAD + rb"|<(/?)(" + _RANKED + rb")\b[^<>]*>", re.S | re.I)
_STARTS_RANKED = re.compile(rb"<(?:" + _RANKED + rb")\b", re.I)
_PARAGRAPH = re.compile(rb"<p[^a-z0-9]", re.I)
_PARAGRAPH_END = re.compile(
    rb"</?(?:p|div|table|tbody|thead|tr|td|th|ul|ol|li|dl|h[1-6]|section|article|form|center|blockquote|pre|hr)\b",
    re.I,
)
_IN_NAME = re.compile(rb"(?:class|id)\s*=\s*(?:\"[^\"]*|'[^']*|[^\s\"'>]*)$", re.I)
_RANKS = {b"div": 150, b"td": 160, b"th": 160, b"tr": 170, b"thead": 180, b"tbody": 180, b"table": 190, b"body": 200}
_RANKS[b"html"] = 220
_SLASH = ord("/")
_MOST = 200
_MOST_LOOKS = 2000
_BEFORE = frozenset((b"'", b'"', b" ", b"=", b"\t", b"\n"))
_AFTER = frozenset((b"'", b'"', b" ", b">", b"\t", b"\n", b"/"))
_LONGEST_PAGE = 4_000_000

Span = tuple[int, int]


class Unread:
    """Where comments and scripts stand on a page, looked for only as far as somebody asks."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._comments = _Search(raw, b"!", b"<!--", b"-->")  # a "!" is rare, and finding one byte is quick
        self._scripts = _Search(raw, b"<script", b"<script", b"</script")

    def parts(self, end: int) -> list[Span] | None:
        """Those that begin before `end`; None where one is never closed or the page is far too long."""
        if len(self._raw) > _LONGEST_PAGE or not (self._comments.go(end) and self._scripts.go(end)):
            return None
        return self._comments.found + self._scripts.found


class _Search:
    """What stands between `opened` and `closed`; `sign` is the part of `opened` that is looked for."""

    def __init__(self, raw: bytes, sign: bytes, opened: bytes, closed: bytes) -> None:
        self.found: list[Span] = []
        self._raw = raw
        self._sign = sign
        self._opened = opened
        self._closed = closed
        self._before = opened.index(sign)
        self._seen = 0

    def go(self, end: int) -> bool:
        """Find all that begin before `end`; False where one is never closed."""
        raw = self._raw
        while self._seen < end:
            sign = raw.find(self._sign, self._seen, end)
            if sign < 0:
                self._seen = max(self._seen, end - len(self._sign) + 1)
                break
            self._seen = sign + 1
            start = sign - self._before
            if raw.startswith(self._opened, start):
                self._seen = raw.find(self._closed, start)
                if self._seen < 0:
                    self._seen = start
                    return False
                self.found.append((start, self._seen))
        return True


def spans_of(raw: bytes, name: str, unread: Unread) -> list[Span] | None:
    """Where the outermost elements with class or id `name` stand; None where that is not certain.

    `unread` knows the page's comments and scripts and is asked only where the name is in use. The work is linear in
    the page's length.
    """
    spans: list[Span] = []
    word = name.encode()
    end = looked = 0
    place = raw.find(word)
    while place >= 0:
        if _names_element(raw, place, place + len(word)):
            start = raw.rfind(b"<", 0, place)
            parts = unread.parts(place)
            if parts is None:
                return None
            if not any(left <= start < right for left, right in parts):
                known = element_end(raw, start)
                if known is None or len(spans) == _MOST or unread.parts(known) is None:
                    return None
                spans.append((start, end := known))
        looked += 1
        if looked > _MOST_LOOKS:
            return None
        place = raw.find(word, max(end, place + 1))
    return spans


def element_end(raw: bytes, start: int) -> int | None:
    """The end of the element whose start tag begins at `start`; None where a parser might see another one.

    Follows libxml2: an end tag closes the nearest open element of its name, unless one of a higher rank is open in it.
    So what has no rank says nothing of where a <div> or a cell ends.
    """
    if _PARAGRAPH.match(raw, start):
        return _paragraph_end(raw, start)
    opened: list[bytes] = []
    pattern = _RANKED_STEP if _STARTS_RANKED.match(raw, start) else _STEP
    for step in pattern.finditer(raw, start):
        closing, name = step.groups()
        if name is None:
            continue
        name = name.lower()
        if not closing:
            if raw[step.end() - 2] == _SLASH:
                return None
            opened.append(name)
            continue
        if opened and opened[-1] == name:
            opened.pop()
        elif not opened or not _close(opened, name):
            return None
        if not opened:
            return step.end()
    return None


def _close(opened: list[bytes], name: bytes) -> bool:
    """Closes `name` in the stack of open elements; False where the tag may close one around the first of them."""
    rank = _RANKS.get(name, 100)
    for depth in range(len(opened) - 1, -1, -1):
        if opened[depth] == name:
            del opened[depth:]
            return True
        if _RANKS.get(opened[depth], 100) > rank:
            return True
    return False


def _paragraph_end(raw: bytes, start: int) -> int | None:
    """A <p> ends by its own </p>; one that a block ends instead is left to the parser."""
    end = _PARAGRAPH_END.search(raw, start + 2)
    close = raw.find(b">", end.end()) if end and end[0].lower() == b"</p" else -1
    return close + 1 if close >= 0 else None


def _names_element(raw: bytes, place: int, end: int) -> bool:
    """Whether the word at `place` is a whole one in the class or id of a tag."""
    if raw[place - 1 : place] not in _BEFORE or raw[end : end + 1] not in _AFTER:
        return False
    start = raw.rfind(b"<", 0, place)
    return start >= 0 and raw.find(b">", start, place) < 0 and bool(_IN_NAME.search(raw, start, place))
