"""Text that is there for machines: the row of schema.org elements that NukeViet sets below a title and its style hides.

A skin may call the class that hides them anything. What tells the row is that it spells out the page's own address or
the publisher's logo as text, which no reader is shown.
"""

from collections.abc import Iterator
from itertools import takewhile

from crawler.extraction.element import Element

_TOLD = frozenset(
    "author datePublished dateModified dateCreated description mainEntityOfPage image publisher headline "
    "alternativeHeadline articleSection inLanguage url".split()
)
_ADDRESSES = frozenset(("mainEntityOfPage", "image", "publisher", "url", "logo"))
_TAGS = frozenset(("span", "div", "p", "strong"))


def is_for_machines(element: Element, itemprop: str) -> bool:
    """Whether an element with that `itemprop` stands in such a row."""
    if itemprop not in _TOLD or element.tag not in _TAGS:
        return False
    around = [element, *_row(element, before=True), *_row(element, before=False)]
    return len(around) >= 3 and any(map(_spells_address, around))


def _row(element: Element, *, before: bool) -> Iterator[Element]:
    """The elements right beside, as long as they are of such a row too."""
    return takewhile(
        lambda one: one.tag in _TAGS and one.get("itemprop") in _TOLD, element.itersiblings(preceding=before)
    )


def _spells_address(element: Element) -> bool:
    if element.get("itemprop") not in _ADDRESSES:
        return False
    texts = (
        text.strip() for one in element.iter() for text in (one.text,) if text and one.get("itemprop") in _ADDRESSES
    )
    return any(text.startswith(("http://", "https://", "//", "/")) for text in texts)
