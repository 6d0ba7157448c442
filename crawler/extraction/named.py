"""Selectors of classes and ids, answered from an index of one tree.

A recipe asks a page some twenty questions such as ".tin .tieu-de" or "#noi-dung > p"; XPath walks the whole tree for
each. Here the tree is walked once. Only compounds of tags, classes, ids, attributes, ":last-child", ":last-of-type",
":contains()" behind a class or id, and ":not()" of such a compound, joined by " " and ">", are known; everything else
is XPath's (crawler.selector).
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from lxml import etree

from crawler.extraction.element import Element, text_in

_COMPOUND = re.compile(
    r"\s*(>?)\s*([a-zA-Z][\w]*)?((?:[.#][\w-]+)*)((?:\[[a-zA-Z_][\w-]*(?:[~^$*]?=(?:\"[^\"]*\"|'[^']*'|[\w-]+))?\])*)"
    r"((?::last-child|:last-of-type|:not\([^():,]+\)|:contains\((?:'[^'()]+'|\"[^\"()]+\")\))*)"
)
_NOT = re.compile(r":not\(([^()]+)\)")
_CONTAINS = re.compile(r":contains\(['\"]([^()]+)['\"]\)")
_NAME = re.compile(r"([.#])([\w-]+)")
_ATTRIBUTE = re.compile(r"\[([a-zA-Z_][\w-]*)(?:([~^$*]?)=(?:\"([^\"]*)\"|'([^']*)'|([\w-]+)))?\]")


class Compound(NamedTuple):
    """One step of a selector: what an element must be, and whether it must be a child of the step before.

    `last`: it must be the last element of its parent, or the last of its tag; `nots`: none of them. `says`: texts that
    must stand inside.
    """

    child: bool
    tag: str
    names: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]
    last: Literal["", "child", "type"] = ""
    nots: "tuple[Compound, ...]" = ()
    says: tuple[str, ...] = ()


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
        says = tuple(_CONTAINS.findall(step[5]))
        if (says and not names) or (":last-of-type" in step[5] and not step[2]):
            return ()
        last: Literal["", "child", "type"] = (
            "child" if ":last-child" in step[5] else "type" if ":last-of-type" in step[5] else ""
        )
        steps.append(Compound(bool(step[1]), (step[2] or "").lower(), names, attributes, last, nots, says))
        place = step.end()
        if place < len(css) and css[place] not in " >":
            return ()
    return tuple(steps) if steps and not steps[0].child else ()


def asked_by(steps: tuple[Compound, ...]) -> frozenset[str]:
    """The classes and ids that the steps ask for."""
    return frozenset(name for step in steps for name in step.names)


@lru_cache(maxsize=16384)
def _names_of(classes: str, wanted: frozenset[str] | None) -> tuple[str, ...]:
    """The classes as the index knows them, but for those that nobody wants."""
    names = dict.fromkeys("." + name for name in classes.split())
    return tuple(name for name in names if wanted is None or name in wanted)


@lru_cache(maxsize=256)
def _holds_ids(names: frozenset[str]) -> bool:
    return any(name.startswith("#") for name in names)


@lru_cache(maxsize=256)
def _owners(attribute: str) -> etree.XPath:
    return etree.XPath(f"descendant-or-self::*/@{attribute}/..")  # half the time of *[@attribute]


class Named:
    """The elements of a tree by their classes (".x") and ids ("#x"), in document order.

    Names that are not in `wanted`, where that is given, are as good as absent: find() must not be asked for them.
    """

    def __init__(self, tree: Element, wanted: frozenset[str] | None = None) -> None:
        self._tree = tree
        self._of: dict[str, list[Element]] = {}
        self._held: dict[str, tuple[list[Element], list[str]]] = {}
        self._joined: dict[str, str] = {}
        index = self._of.setdefault
        owners, values = self._holding("class")
        for element, value in zip(owners, values, strict=True):
            for name in _names_of(value, wanted):
                index(name, []).append(element)
        if wanted is None or _holds_ids(wanted):
            owners, values = self._holding("id")
            for element, value in zip(owners, values, strict=True):
                index("#" + value, []).append(element)

    def find(self, steps: tuple[Compound, ...], *, asked: frozenset[str] | None = None) -> list[Element]:
        """What the steps lead to, in document order, each element once. `asked` are their names, where at hand."""
        if not (asked_by(steps) if asked is None else asked) <= self._of.keys():
            return []
        found = self._first(steps[0])
        for step in steps[1:]:
            if not found:
                break
            found = list(self._next(found, step))
        return found

    def _first(self, step: Compound) -> list[Element]:
        if step.names:
            start = self._of[step.names[0]]
            plain = not (step.tag or step.attributes or step.names[1:] or step.last or step.nots or step.says)
            return start[:] if plain else [one for one in start if _is(one, step)]
        if not step.attributes:
            plain = not (step.last or step.nots)
            return [one for one in self._tree.iter(step.tag) if plain or _is(one, step)]
        if not all(self._is_held(*attribute) for attribute in step.attributes):
            return []
        name, sign, value = max(step.attributes, key=lambda attribute: len(attribute[2]))
        owners, values = self._holding(name)
        pairs = zip(owners, values, strict=True)
        if sign == "^":
            found = [one for one, held in pairs if held.startswith(value)]
        elif sign == "$":
            found = [one for one, held in pairs if held.endswith(value)]
        else:
            found = [one for one, held in pairs if _has(held, sign, value)]
        return [one for one in found if _is(one, step)]

    def _is_held(self, name: str, sign: str, value: str) -> bool:
        """False where no element can have such an attribute."""
        if sign == "^":
            value = "\0" + value
        elif sign == "$":
            value += "\0"
        if name not in self._joined:
            values = self._holding(name)[1]
            self._joined[name] = "\0" + "\0\0".join(values) + "\0" if values else ""
        return value in self._joined[name]

    def _holding(self, attribute: str) -> tuple[list[Element], list[str]]:
        """The elements with that attribute and their values."""
        if attribute not in self._held:
            owners = cast("list[Element]", _owners(attribute)(self._tree))
            self._held[attribute] = owners, [one.get(attribute) for one in owners]
        return self._held[attribute]

    def _next(self, found: list[Element], step: Compound) -> Iterator[Element]:
        around = set(found)
        if step.names:
            for one in self._of.get(step.names[0], ()):
                if _is(one, step) and not around.isdisjoint(_above(one, step.child)):
                    yield one
        elif step.child:
            yield from (one for element in found for one in element if _is(one, step))
        else:
            plain = not (step.attributes or step.last or step.nots or step.says)
            for element in found:
                if around.isdisjoint(element.iterancestors()):
                    inside = element.iterdescendants(step.tag or None)
                    yield from inside if plain else (one for one in inside if _is(one, step))


def _above(element: Element, child: bool) -> Iterable[object]:
    parent = element.getparent()
    if child:
        return [] if parent is None else [parent]
    return cast("Iterable[object]", element.iterancestors())


def _is(element: Element, step: Compound) -> bool:
    """Whether the element, which the index gave for the step's first name, is all that the step asks."""
    if (step.tag and element.tag != step.tag) or (step.last and not _is_last(element, step.last)):
        return False
    if step.says and not all(said in text_in(element) for said in step.says):
        return False
    if step.nots and any(_is_named(element, other.names) and _is(element, other) for other in step.nots):
        return False
    if len(step.names) > 1 and not _is_named(element, step.names):
        return False
    return not step.attributes or all(_has(element.get(name), sign, value) for name, sign, value in step.attributes)


def _is_last(element: Element, last: Literal["", "child", "type"]) -> bool:
    if last == "child":
        return element.getnext() is None
    return next(element.itersiblings(element.tag), None) is None


def _is_named(element: Element, names: tuple[str, ...]) -> bool:
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
