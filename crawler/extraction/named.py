"""Selectors of classes and ids, answered from an index of one tree.

A recipe asks a page some twenty questions such as ".tin .tieu-de" or "#noi-dung > p"; XPath walks the whole tree for
each. Here the tree is walked once. Only compounds of tags, classes, ids, attributes, ":last-child" and ":not()" of
such a compound, joined by " " and ">", are known; everything else is XPath's (crawler.selector).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, cast

from lxml import etree
from lxml.html import HtmlElement

_COMPOUND = re.compile(
    r"\s*(>?)\s*([a-zA-Z][\w]*)?((?:[.#][\w-]+)*)((?:\[[a-zA-Z_][\w-]*(?:[~^$*]?=(?:\"[^\"]*\"|'[^']*'|[\w-]+))?\])*)"
    r"((?::last-child|:not\([^():,]+\))*)"
)
_NOT = re.compile(r":not\(([^()]+)\)")
_NAME = re.compile(r"([.#])([\w-]+)")
_ATTRIBUTE = re.compile(r"\[([a-zA-Z_][\w-]*)(?:([~^$*]?)=(?:\"([^\"]*)\"|'([^']*)'|([\w-]+)))?\]")


class Compound(NamedTuple):
    """One step of a selector: what an element must be, and whether it must be a child of the step before.

    `last`: it must be the last element of its parent; `nots`: none of them.
    """

    child: bool
    tag: str
    names: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]
    last: bool
    nots: "tuple[Compound, ...]" = ()


@lru_cache(maxsize=4096)
def steps_of(css: str) -> tuple[Compound, ...]:
    """The selector's steps; none where it is not of the kind described above."""
    steps: list[Compound] = []
    place, css = 0, css.strip()
    while place < len(css):
        step = _COMPOUND.match(css, place)
        if step is None or not (step[2] or step[3] or step[4]):
            return ()
        attributes = tuple(
            (one[1].lower(), one[2], one[3] or one[4] or one[5] or "") for one in _ATTRIBUTE.finditer(step[4])
        )
        if any(not value and sign for _, sign, value in attributes):
            return ()
        names = tuple(sign + name for sign, name in _NAME.findall(step[3]))
        others = [steps_of(inner) for inner in _NOT.findall(step[5])]
        if any(len(other) != 1 for other in others):
            return ()
        nots = tuple(other for (other,) in others)
        last = ":last-child" in step[5]
        steps.append(Compound(bool(step[1]), (step[2] or "").lower(), names, attributes, last, nots))
        place = step.end()
        if place < len(css) and css[place] not in " >":
            return ()
    return tuple(steps) if steps and not steps[0].child else ()


@lru_cache(maxsize=4096)
def _names_of(classes: str) -> tuple[str, ...]:
    return tuple("." + name for name in dict.fromkeys(classes.split()))


def _with(tree: HtmlElement, attribute: str) -> list[HtmlElement]:
    return cast("list[HtmlElement]", _owners(attribute)(tree))


@lru_cache(maxsize=256)
def _owners(attribute: str) -> etree.XPath:
    return etree.XPath(f"descendant-or-self::*/@{attribute}/..")  # half the time of *[@attribute]


class Named:
    """The elements of a tree by their classes (".x") and ids ("#x"), in document order."""

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree
        self._of: defaultdict[str, list[HtmlElement]] = defaultdict(list)
        self._held: dict[str, tuple[list[tuple[HtmlElement, str]], str]] = {}
        for element in _with(tree, "class"):
            for name in _names_of(element.get("class", "")):
                self._of[name].append(element)
        for element in _with(tree, "id"):
            self._of["#" + element.get("id", "")].append(element)

    def find(self, steps: tuple[Compound, ...]) -> list[HtmlElement]:
        """What the steps lead to, in document order, each element once."""
        for step in steps:
            for name in step.names:
                if name not in self._of:
                    return []
        found = self._first(steps[0])
        for step in steps[1:]:
            if not found:
                break
            found = list(self._next(found, step))
        return found

    def _first(self, step: Compound) -> list[HtmlElement]:
        if step.names:
            start = self._of[step.names[0]]
            plain = not (step.tag or step.attributes or step.names[1:] or step.last or step.nots)
            return start[:] if plain else [one for one in start if _is(one, step)]
        if not step.attributes:
            return [one for one in self._tree.iter(step.tag) if not (step.last or step.nots) or _is(one, step)]
        name, sign, value = step.attributes[0]
        holding, values = self._holding(name)
        if value not in values:
            return []
        return [one for one, held in holding if _has(held, sign, value) and _is(one, step)]

    def _holding(self, attribute: str) -> tuple[list[tuple[HtmlElement, str]], str]:
        """The elements with that attribute and its values; and all of the values in one string."""
        if attribute not in self._held:
            found = [(one, one.get(attribute, "")) for one in _with(self._tree, attribute)]
            self._held[attribute] = found, "\n".join(value for _, value in found)
        return self._held[attribute]

    def _next(self, found: list[HtmlElement], step: Compound) -> Iterator[HtmlElement]:
        around = set(found)
        if step.names:
            for one in self._of.get(step.names[0], ()):
                if _is(one, step) and not around.isdisjoint(_above(one, step.child)):
                    yield one
        elif step.child:
            yield from (one for element in found for one in element if _is(one, step))
        else:
            for element in found:
                if around.isdisjoint(element.iterancestors()):
                    yield from (one for one in element.iterdescendants(step.tag or None) if _is(one, step))


def _above(element: HtmlElement, child: bool) -> Iterable[object]:
    parent = element.getparent()
    if child:
        return [] if parent is None else [parent]
    return cast("Iterable[object]", element.iterancestors())


def _is(element: HtmlElement, step: Compound) -> bool:
    """Whether the element, which the index gave for the step's first name, is all that the step asks."""
    if (step.tag and element.tag != step.tag) or (step.last and element.getnext() is not None):
        return False
    if step.nots and any(_is_named(element, other.names) and _is(element, other) for other in step.nots):
        return False
    if len(step.names) > 1 and not _is_named(element, step.names):
        return False
    return not step.attributes or all(_has(element.get(name), sign, value) for name, sign, value in step.attributes)


def _is_named(element: HtmlElement, names: tuple[str, ...]) -> bool:
    has = {"." + name for name in (element.get("class") or "").split()} | {"#" + (element.get("id") or "")}
    return has.issuperset(names)


def _has(held: str | None, sign: str, value: str) -> bool:
    if held is None or not value:
        return held is not None
    match sign:
        case "^":
            return held.startswith(value)
        case "$":
            return held.endswith(value)
        case "*":
            return value in held
        case "~":
            return value in held.split()
    return held == value
