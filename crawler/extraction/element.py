"""The elements of a page's tree: lxml's own. Those of lxml.html cost twice as much each, and nobody asks more of them
than their text."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    Element = Any  # its stubs know results of XPath as a union of six types only
else:
    Element = etree._Element

_TEXT: Callable[[Element], Any] = etree.XPath("string()", smart_strings=False)


def text_in(element: Element) -> str:
    """All text inside `element`, whether a reader sees it or not."""
    text: str = _TEXT(element) if len(element) else element.text or ""
    return text
