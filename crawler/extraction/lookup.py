"""Finding a recipe's fields on a page without parsing more of it than needed.

A recipe may name its read area. Fields are then looked for in the area, after it, before it, each part parsed alone
and only if the class or id that a selector wants is written in it; the whole page is parsed only where a selector
spans the parts. Without a read area the whole page is looked through.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.extraction.page import Page, parse_html
from crawler.extraction.pieces import inline_text
from crawler.recipe import Recipe
from crawler.selector import Selector

_ATTRIBUTES = re.compile(r"\[[^\]]*\]|::?[\w-]+(?:\([^)]*\))?")
_NAME = re.compile(r"[.#]([\w-]+)")


class Lookup:
    """Where the fields of `recipe` are on `page`; a field's selectors are tried in order, the first that finds wins."""

    def __init__(self, page: Page, recipe: Recipe) -> None:
        self.page = page
        self.recipe = recipe
        area = recipe.fields.read_area
        span = page.span(*area) if area else None
        self.in_area = span is not None
        whole = len(page.raw)
        self.taken: list[HtmlElement] = []
        self._spans = [span, (span[1], whole), (0, span[0])] if span else []
        self._trees: dict[tuple[int, int], HtmlElement] = {}

    def elements(self, field: str) -> list[HtmlElement]:
        """The field's elements, all of one selector, in document order."""
        return next(filter(None, map(self.elements_of, self.recipe.selectors(field))), [])

    def elements_of(self, selector: Selector) -> list[HtmlElement]:
        """What the selector matches, all in one tree."""
        return next(filter(None, (selector.elements(tree) for tree in self._places(selector))), [])

    def texts_of(self, selector: Selector) -> list[str]:
        """The values of an `::attr()` or `::text` selector that are not blank, white space collapsed."""
        for tree in self._places(selector):
            if texts := [text for one in selector.texts(tree) if (text := " ".join(one.split()))]:
                return texts
        return []

    def text(self, field: str) -> str:
        """The first text of the field's that is not blank, on one line; its element is remembered as `taken`."""
        for selector in self.recipe.selectors(field):
            if "::" in selector.css:
                if texts := self.texts_of(selector):
                    return texts[0]
                continue
            for element in self.elements_of(selector):
                if text := inline_text(element):
                    self.taken.append(element)
                    return text
        return ""

    def _places(self, selector: Selector) -> Iterator[HtmlElement]:
        """The trees the selector may match in, likeliest first; later ones are made only when asked for."""
        if not self._spans:
            yield self.page.tree
            return
        names = names_in(selector.css)
        spread = False
        for span in self._spans:
            if all(self._written(name, span) for name in names):
                yield self._tree(span)
            spread = spread or any(self._written(name, span) for name in names)
        if not names or (len(names) > 1 and spread and all(self._written(name, None) for name in names)):
            yield self.page.tree

    def _tree(self, span: tuple[int, int]) -> HtmlElement:
        if span not in self._trees:
            self._trees[span] = parse_html(self.page.raw[span[0] : span[1]])
        return self._trees[span]

    def _written(self, name: bytes, span: tuple[int, int] | None) -> bool:
        """Whether the name stands there other than as ".name" or "#name" of a style sheet or script."""
        raw = self.page.raw
        start, end = span or (0, len(raw))
        place = raw.find(name, start, end)
        while place > 0 and raw[place - 1] in b".#":
            place = raw.find(name, place + 1, end)
        return place >= 0


@lru_cache(maxsize=4096)
def names_in(css: str) -> tuple[bytes, ...]:
    """The classes and ids that a match of `css`, or an element around it, must have; none where it has alternatives."""
    if "," in css or ":not" in css or ":is" in css or ":has" in css:
        return ()
    return tuple(name.encode() for name in _NAME.findall(_ATTRIBUTES.sub("", css)))
