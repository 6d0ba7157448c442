"""What tags, classes and styles mean for reading: what is hidden, what is set apart, which tags start a block."""

import re
from functools import lru_cache
from typing import Final

from crawler.extraction.element import Element

BOLD: Final = 1
ITALIC: Final = 2
CENTER: Final = 4
RIGHT: Final = 8
IN_PARAGRAPH: Final = 16
BLOCK: Final = 32  # a style turns an inline element into a block
CAPTION: Final = 64  # a class names a caption
NAMED_CAPTION: Final = 128  # so does the recipe
_ALIGNED: Final = CENTER | RIGHT

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
BLOCKS = frozenset(
    "p div center address h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre figure form fieldset section article".split()
)
# What holds items, rows or cells: whatever stands directly inside is one.
FRAMES = frozenset("ul ol table thead tbody tfoot tr form".split())
# Says nothing by itself, neither in a text nor in safe HTML.
SEE_THROUGH = frozenset("span font o:p label time big tt".split())
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())

# An element's look turns the flags of the text around it into those of the text inside: `flags & look[0] | look[1]`.
Look = tuple[int, int]
_OWN: Final = BLOCK | CAPTION | NAMED_CAPTION  # what goes for an element alone
PLAIN: Final[Look] = (~_OWN, 0)
_SAME: Final[Look] = (-1, 0)
_TAG_LOOKS: dict[str, Look] = {
    **dict.fromkeys(("b", "strong", "th"), (~_OWN, BOLD)),
    **dict.fromkeys(("i", "em", "cite"), (~_OWN, ITALIC)),
    "center": (~_OWN & ~_ALIGNED, CENTER),
}
_TELLING = frozenset(("style", "class", "align", "hidden", "aria-hidden"))
_HIDING = frozenset(("hidden", "hide", "d-none", "sr-only", "visually-hidden", "screen-reader-text"))
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I)
_BOLD_STYLE = re.compile(r"font(?:-weight)?\s*:[^;]*?\b(?:bold|[6-9]00\b)", re.I)
_PLAIN_STYLE = re.compile(r"font-weight\s*:\s*(?:normal|[1-4]00)\b", re.I)
_ITALIC_STYLE = re.compile(r"font(?:-style)?\s*:[^;]*?\b(?:italic|oblique)\b", re.I)
_ALIGN_STYLE = re.compile(r"text-align\s*:\s*(\w+)", re.I)
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|table)\b", re.I)
_ALIGN_CLASS = re.compile(r"\b(?:text-(?:xs-|sm-|md-|lg-)?|align-?|ql-align-)(center|right|end)\b", re.I)


def hidden(element: Element) -> bool:
    """Whether the element's own attributes take it from the reader's sight (duplicated schema spans, menus, traps)."""
    for name, value in element.items():  # noqa: SIM110 - a hot loop: a generator costs as much as the question
        if name in _TELLING and _attribute_look(name, value) is None:
            return True
    return False


def tells(attributes: list[tuple[str, str]]) -> bool:
    """Whether any of the attributes does more to the text inside than set it apart."""
    for name, value in attributes:
        if name in _TELLING:
            look = _attribute_look(name, value)
            if look is None or look[1] & _OWN:
                return True
    return False


def bare_look(tag: str) -> Look:
    """How text inside an element without attributes looks."""
    return _TAG_LOOKS.get(tag, PLAIN)


def look_of(tag: str, attributes: list[tuple[str, str]]) -> Look | None:
    """How text inside the element looks; None where it is not shown at all. A style wins over class and align."""
    own = _TAG_LOOKS.get(tag, PLAIN)
    kept, added = own
    style, says = _SAME, False
    for name, value in attributes:
        if name in _TELLING:
            look = _attribute_look(name, value)
            if look is None:
                return None
            if look is _SAME:
                continue
            says = True
            if name == "style":
                style = look
            else:
                kept, added = kept & look[0], added & look[0] | look[1]
    if not says:
        return own
    look = kept & style[0], added & style[0] | style[1]
    return own if look == own else look


_CAPTION_CLASS = re.compile(
    r"caption|chu-?_?thich|(?:image|img|photo|pic|picture|anh)[-_]?(?:desc?|note|title|text|info)\b"
)


@lru_cache(maxsize=16384)
def _attribute_look(name: str, value: str) -> Look | None:
    """What one attribute does to the flags; None where it hides."""
    if name == "style":
        return _style_look(value)
    if name == "class":
        return _class_look(value)
    if name == "align":
        return _aligned(_ALIGNMENTS.get(value.lower(), 0))
    return None if name == "hidden" or value == "true" else _SAME


def _aligned(alignment: int) -> Look:
    return ~_ALIGNED, alignment


def _class_look(classes: str) -> Look | None:
    lowered = classes.lower()
    if not _HIDING.isdisjoint(lowered.split()):
        return None
    named = _ALIGN_CLASS.search(classes)
    kept, added = _aligned(_ALIGNMENTS[named[1].lower()]) if named else _SAME
    return (kept, added | CAPTION) if _CAPTION_CLASS.search(lowered) else (kept, added) if named else _SAME


def _style_look(style: str) -> Look | None:
    if _HIDDEN_STYLE.search(style):
        return None
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
        added |= _ALIGNMENTS.get(align[1].lower(), 0)
        removed |= _ALIGNED & ~added
    return (~removed, added) if added or removed else _SAME
