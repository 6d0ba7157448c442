"""What tags, classes and styles mean for reading: what is hidden, what is set apart, which tags start a block."""

import re
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
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    classes = element.get("class")
    if classes and not _HIDING.isdisjoint(classes.lower().split()):
        return True
    return element.get("hidden") is not None or element.get("aria-hidden") == "true"


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
    if not element.keys():
        return flags
    if hidden(element):
        return HIDDEN
    style = element.get("style")
    if style:
        flags = _styled(style, flags)
    align = element.get("align")
    if align is None and (classes := element.get("class")) and (named := _ALIGN_CLASS.search(classes)):
        align = named[1]
    return _aligned(align, flags) if align else flags


def _styled(style: str, flags: int) -> int:
    if _BOLD_STYLE.search(style):
        flags |= BOLD
    elif _PLAIN_STYLE.search(style):
        flags &= ~BOLD
    if _ITALIC_STYLE.search(style):
        flags |= ITALIC
    if _BLOCK_STYLE.search(style):
        flags |= BLOCK
    align = _ALIGN_STYLE.search(style)
    return _aligned(align[1], flags) if align else flags


def _aligned(align: str, flags: int) -> int:
    match align.lower():
        case "center":
            return flags & ~_ALIGNED | CENTER
        case "right" | "end":
            return flags & ~_ALIGNED | RIGHT
    return flags & ~_ALIGNED
