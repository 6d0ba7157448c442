"""Finding a recipe's fields on a page without parsing more of it than needed.

The main part is what holds the body: the recipe's read area, or else the element whose class or id the body's
selector starts with. It is parsed alone and searched first. A field that is not in it is looked for in the elements
that carry its selector's first class or id (crawler.extraction.slices), each parsed alone. The whole page is parsed
only where a selector needs it or the markup leaves a doubt.
"""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from crawler.extraction.element import Element
from crawler.extraction.named import Compound, Named, asked_by, steps_of
from crawler.extraction.page import Page, parse_html
from crawler.extraction.pieces import inline_text
from crawler.extraction.slices import Span, Unread, element_end, spans_of
from crawler.recipe import Recipe
from crawler.selector import Selector

_SIMPLE = re.compile(r"[\w\s.#>\-]+(?:\[[\w\-]+(?:[~|^$*]?=[\"']?[\w\-./]*[\"']?)?\][\w\s.#>\-]*)*(?:::[\w()\-]+)?")
_CONDITION = re.compile(r":[a-z-]+\([^()]*(?:\([^()]*\)[^()]*)*\)")
_ATTRIBUTE = re.compile(r"\[[^\]]*\]|::.*")
_ALTERNATIVES = re.compile(r",(?![^()]*\))")
_NAMED = re.compile(r"[.#]([\w-]+)")
_SHORT_PAGE = 40_000  # is parsed sooner than cut
_AROUND_BODY = ("title", "lede", "published", "section", "byline", "source", "boilerplate", "caption")


class Lookup:
    """Where the fields of `recipe` are on `page`; a field's selectors are tried in order, the first that finds wins.

    Elements of fields that stand in the body's part of the page are of the same tree as the body.
    """

    def __init__(self, page: Page, recipe: Recipe) -> None:
        self.page = page
        self.recipe = recipe
        self.taken: list[Element] = []
        self._found: dict[Selector, list[Element]] = {}
        self._named: dict[Element, Named] = {}
        self._spans: dict[str, list[Span] | None] = {}
        self._trees: dict[tuple[Span, ...], Element] = {}

    def elements(self, field: str) -> list[Element]:
        """The field's elements nearest to the body: all of one selector and one part of the page, in document order."""
        for selector in self.recipe.selectors(field):
            if found := self.elements_of(selector):
                return found
        return []

    def elements_of(self, selector: Selector) -> list[Element]:
        """What the selector matches in the first part of the page where it matches anything."""
        found = self._found.get(selector)
        if found is None:
            found = self._found[selector] = self._search(selector)
        return found

    def _search(self, selector: Selector) -> list[Element]:
        if self._main is None:
            return self._on_page(selector)
        for _, tree in self._places(selector):
            if found := self._matches(selector, tree):
                return found
        return []

    def _on_page(self, selector: Selector) -> list[Element]:
        """What the selector matches on the page where all of it is one part."""
        way = way_of(selector.css)
        tree = self.page.tree
        if way.steps:
            return self._names(tree).find(way.steps, asked=way.asked)
        return self._matches(selector, tree) if self._may_match(selector, None) else []

    def everywhere(self, field: str) -> list[Element]:
        """The field's elements on the whole page, all of one selector, in document order."""
        if self._main is None:
            return self.elements(field)
        for selector in self.recipe.selectors(field):
            trees = sorted(self._places(selector), key=lambda place: place[0])
            if found := [one for _, tree in trees for one in self._matches(selector, tree)]:
                return found
        return []

    def texts_of(self, selector: Selector) -> list[str]:
        """The values of an `::attr()` or `::text` selector that are not blank, white space collapsed."""
        for _, tree in self._places(selector):
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

    def in_body(self, field: str) -> set[Element]:
        """The matches of all the field's selectors in the body's tree."""
        main = self._main
        tree = self.page.tree if main is None else self._tree((main,))
        found: set[Element] = set()
        named = self._names(tree)
        for selector in self.recipe.selectors(field):
            way = way_of(selector.css)
            if way.steps:
                found.update(named.find(way.steps, asked=way.asked))
            elif self._may_match(selector, main):
                found.update(self._matches(selector, tree))
        return found

    @cached_property
    def _main(self) -> Span | None:
        """The part that holds the body and every field around or inside it; None where only the whole page will do."""
        area = self._area()
        if area is not None or len(self.page.raw) < _SHORT_PAGE:
            return area
        body = self._body()
        if body is not None:
            for css in (css for field in _AROUND_BODY for css in self.recipe.selectors(field)):
                body = next((other for other in self._heads(css) or [] if _holds(other, body)), body)
        return body

    def _area(self) -> Span | None:
        """The recipe's read area, if the body's element stands wholly within."""
        markers = self.recipe.fields.read_area
        span = self.page.span(*markers) if markers else None
        if span is None:
            return None
        for selector in self.recipe.selectors("body"):
            name = way_of(selector.css).head.encode()
            place = self.page.raw.find(name, *span)
            end = element_end(self.page.raw, self.page.raw.rfind(b"<", 0, place)) if name and place >= 0 else None
            if end is not None and end <= span[1] and self._matches(selector, self._tree((span,))):
                return span
        return None

    def _body(self) -> Span | None:
        """The one element that the body's selector starts from."""
        for selector in self.recipe.selectors("body"):
            heads = self._heads(selector)
            if heads is None and self._may_match(selector, None):
                return None
            if heads:
                return heads[0] if len(heads) == 1 else None
        return None

    def _places(self, selector: Selector) -> Iterator[tuple[int, Element]]:
        """The trees the selector may match in and where they start, the body's first; each made only when asked for."""
        main = self._main
        way = way_of(selector.css)
        if main is None or not way.head:
            at_hand = way.steps and "tree" in vars(self.page)
            if at_hand or self._may_match(selector, None):
                yield 0, self.page.tree
            return
        if self._may_match(selector, main):
            yield main[0], self._tree((main,))
        spans = self._heads(selector)
        if spans is None:
            yield 0, self.page.tree
            return
        outside = [one for one in spans if not _holds(main, one)]
        for part in ([one for one in outside if one < main], [one for one in outside if one > main]):
            if part:
                yield part[0][0], self._tree(tuple(part))

    @cached_property
    def _unread(self) -> Unread:
        return Unread(self.page.raw)

    def _heads(self, selector: Selector) -> list[Span] | None:
        """Where the elements stand that the selector starts from; None where that is not certain."""
        head = way_of(selector.css).head
        if not head:
            return None
        if head not in self._spans:
            self._spans[head] = spans_of(self.page.raw, head, self._unread)
        return self._spans[head]

    def _may_match(self, selector: Selector, span: Span | None) -> bool:
        """Whether every class and id the selector wants is written in that part of the page."""
        raw = self.page.raw
        start, end = span or (0, len(raw))
        names = way_of(selector.css).names
        return not names or all(raw.find(name, start, end) >= 0 for name in names)

    def _matches(self, selector: Selector, tree: Element) -> list[Element]:
        way = way_of(selector.css)
        if not way.steps and not way.either:
            return selector.elements(tree)
        named = self._names(tree)
        if way.steps:
            return named.find(way.steps, asked=way.asked)
        found = [matches for steps in way.either if (matches := named.find(steps))]
        return selector.elements(tree) if len(found) > 1 else found[0] if found else []

    def _names(self, tree: Element) -> Named:
        named = self._named.get(tree)
        if named is None:
            named = self._named[tree] = Named(tree, wanted_names(self.recipe.css))
        return named

    def _tree(self, spans: tuple[Span, ...]) -> Element:
        if spans not in self._trees:
            self._trees[spans] = parse_html(b"".join(self.page.raw[start:end] for start, end in spans))
        return self._trees[spans]


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


class _Way(NamedTuple):
    """How a selector is answered: by its steps and the names they ask for, its first name, the names written where it
    matches.

    `either`: the steps of each of its alternatives ("a, b"); where two of them match, XPath has to put them in order.
    """

    steps: tuple[Compound, ...]
    either: tuple[tuple[Compound, ...], ...]
    head: str
    names: tuple[bytes, ...]
    asked: frozenset[str]


@lru_cache(maxsize=4096)
def way_of(css: str) -> _Way:
    either = tuple(map(steps_of, _ALTERNATIVES.split(css))) if "," in css else ()
    steps = steps_of(css)
    return _Way(steps, either if all(either) else (), head_of(css), names_in(css), asked_by(steps))


@lru_cache(maxsize=256)
def wanted_names(selectors: frozenset[str]) -> frozenset[str]:
    """The classes and ids that the selectors ask an index for."""
    ways = map(way_of, selectors)
    return frozenset(name for way in ways for steps in (way.steps, *way.either) for name in asked_by(steps))


def names_in(css: str) -> tuple[bytes, ...]:
    """The classes and ids that a match of `css`, or an element around it, must have; none where it has alternatives."""
    bare = _ATTRIBUTE.sub("", _CONDITION.sub("", css))
    return () if "," in bare or "(" in bare else tuple(name.encode() for name in _NAMED.findall(bare))


def head_of(css: str) -> str:
    """The class or id that the outermost element of `css` must have; "" where it names none or is not simple."""
    if not _SIMPLE.fullmatch(css):
        return ""
    named = _NAMED.search(re.split(r"[\s>:]", css.strip(), maxsplit=1)[0])
    return named[1] if named else ""
