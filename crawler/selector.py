"""Recipe selectors: parsel's CSS dialect compiled once to XPath and run on the lxml tree beneath."""

from functools import lru_cache
from typing import cast

from cssselect import SelectorError
from lxml import etree
from parsel.csstranslator import HTMLTranslator

from crawler.extraction.element import Element, text_in


class Selector:
    """One CSS selector, in parsel's dialect (`::text` and `::attr(name)` included).

    Raises ValueError where the CSS cannot be read.
    """

    __slots__ = ("_find", "css")

    def __init__(self, css: str) -> None:
        self.css = css
        try:
            self._find = etree.XPath(HTMLTranslator().css_to_xpath(css), smart_strings=False)
        except (SelectorError, etree.XPathSyntaxError) as error:
            raise ValueError(f"not a CSS selector: {css!r} ({error})") from error

    def elements(self, tree: Element) -> list[Element]:
        """Matching elements below `tree`, in document order; none for a `::text` or `::attr()` selector."""
        return [found for found in cast("list[object]", self._find(tree)) if isinstance(found, etree._Element)]

    def texts(self, tree: Element) -> list[str]:
        """The text of every match: of an element all text within, of `::attr()` its value."""
        found = cast("list[object]", self._find(tree))
        return [text_in(one) if isinstance(one, etree._Element) else str(one) for one in found]


@lru_cache(maxsize=4096)
def compile_selector(css: str) -> Selector:
    """The compiled selector, shared between recipes that say the same."""
    return Selector(css)
