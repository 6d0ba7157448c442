"""What tags, classes and styles mean for reading: what is hidden, what is set apart, which tags start a block."""

import re
from functools import lru_cache
from typing import Final

from lxml.html import HtmlElement

BOLD: Final = 1
ITALIC: Final = 2
CENTER: Final = 4
RIGHT: Final = 8
IN_PARAGRAPH: Final = 16
BLOCK: Final = 32
HIDDEN: Final = -1
_ALIGNED: Final = CENTER | RIGHT

_STRAIGHT: Final = 64
_ALIGNMENTS = {"center": CENTER, "right": RIGHT, "end": RIGHT}

# Never read: no text of the article is inside.
DROPPED = frozenset(
    "script style noscript template head title meta link base object embed applet iframe svg math canvas map audio "
    "video input select option optgroup button textarea datalist nav".split()
)
DIVISIONS = frozenset(
    "html body div section article main header footer aside center form fieldset figure details summary dl hgroup "
    "table thead tbody tfoot tr td th caption legend menu dir marquee".split()
)
PARAGRAPHS = frozenset("p address dt dd li".split())
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BOLD_TAGS = frozenset(("b", "strong", "th"))
_ITALIC_TAGS = frozenset(("i", "em", "cite"))
_TELLING = frozenset(("style", "class", "hidden", "aria-hidden"))
_HIDING = frozenset(("hidden", "hide", "d-none", "sr-only", "visually-hidden", "screen-reader-text"))
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I)
_BOLD_STYLE = re.compile(r"font(?:-weight)?\s*:[^;]*?\b(?:bold|[6-9]00\b)", re.I)
_PLAIN_STYLE = re.compile(r"font-weight\s*:\s*(?:normal|[1-4]00)\b", re.I)
_ITALIC_STYLE = re.compile(r"font(?:-style)?\s*:[^;]*?\b(?:italic|oblique)\b", re.I)
_ALIGN_STYLE = re.compile(r"text-align\s*:\s*(\w+)", re.I)
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|table)\b", re.I)
_ALIGN_CLASS = re.compile(r"\b(?:text-(?:xs-|sm-|md-|lg-)?|align-?|ql-align-)(center|right|end)\b", re.I)


def hidden(element: HtmlElement) -> bool:
    """Whether the element's own attributes take it from the reader's sight (duplicated schema spans, menus, traps)."""
    for name, value in element.items():  # noqa: SIM110 - a hot loop: a generator costs as much as the question
        if name in _TELLING and _hides(name, value):
            return True
    return False


def manner(element: HtmlElement, flags: int) -> int:
    """How text inside `element` looks where its parent's looked like `flags`; HIDDEN where it is not shown at all.

    BLOCK is set where a style turns an inline element into a block.
    """
    tag = element.tag
    flags &= ~BLOCK
    if tag in _BOLD_TAGS:
        flags |= BOLD
    elif tag in _ITALIC_TAGS:
        flags |= ITALIC
    elif tag == "center":
        flags = flags & ~_ALIGNED | CENTER
    added = removed = 0
    for name, value in element.items():
        if name == "style":
            added, removed = _look_of(value)
            if added == HIDDEN:
                return HIDDEN
        elif name == "class":
            look = _class_look(value)
            if look == HIDDEN:
                return HIDDEN
            flags = _aligned(look, flags)
        elif name == "align":
            flags = _aligned(_ALIGNMENTS.get(value.lower(), _STRAIGHT), flags)
        elif _hides(name, value):
            return HIDDEN
    return flags & ~removed | added


def _hides(name: str, value: str) -> bool:
    if name == "style":
        return _look_of(value)[0] == HIDDEN
    if name == "class":
        return _class_look(value) == HIDDEN
    return name == "hidden" or (name == "aria-hidden" and value == "true")


def _aligned(alignment: int, flags: int) -> int:
    return flags & ~_ALIGNED | alignment & _ALIGNED if alignment else flags


@lru_cache(maxsize=8192)
def _class_look(classes: str) -> int:
    """HIDDEN, the alignment that a class names, or 0."""
    if not _HIDING.isdisjoint(classes.lower().split()):
        return HIDDEN
    named = _ALIGN_CLASS.search(classes)
    return _ALIGNMENTS[named[1].lower()] if named else 0


@lru_cache(maxsize=8192)
def _look_of(style: str) -> tuple[int, int]:
    """The flags a style adds and those it takes away; HIDDEN as the first where it hides."""
    if _HIDDEN_STYLE.search(style):
        return HIDDEN, 0
    added = removed = 0
    if _BOLD_STYLE.search(style):
        added |= BOLD
    elif _PLAIN_STYLE.search(style):
        removed |= BOLD
    if _ITALIC_STYLE.search(style):
        added |= ITALIC
    if _BLOCK_STYLE.search(style):
        added |= BLOCK
    if align := _ALIGN_STYLE.search(style):
        added |= _ALIGNMENTS.get(align[1].lower(), 0) & _ALIGNED
        removed |= _ALIGNED & ~added
    return added, removed
