"""Which steps of a pager belong together, and which page each of them leads to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from crawler.extraction.element import Element
from crawler.extraction.pager_steps import Step, same_host

_DIGITS = re.compile(r"([0-9]{1,12})")
_PAGE_NAME = re.compile(
    r"(?:page|trang|pageindex|pageno|pageid|paged|pagenumber|pagenum|currentpage|curpage|cur|start|limitstart|offset"
    r"|from|skip|pi|pg|p|tr)(?:%5B|\[)?(?:%5D|\])?[=/_.$\n-]*$",
    re.IGNORECASE,
)
_DATE_NAME = re.compile(
    r"(?:ngay|thang|nam|day|month|year|date|lich|(?:19|20)\d\d[-/]|(?:19|20)\d\d[-/]\d\d?[-/])[=/_-]*$", re.IGNORECASE
)
_PAGER_CLASS = re.compile(
    r"pag(?:e|er|es|ing|ination)\b|pagina|phan-?_?trang|pagenav|wp-pagenavi|page_?num|rgPage|nextpage|pagenext|load-?more|xem-?them",
    re.I,
)
_CALENDAR_CLASS = re.compile(r"calend[ae]r|datepicker|\blich\b|lichcongtac|monthview", re.IGNORECASE)
_HARMFUL = re.compile(r"vote|rating|rate|poll|binh-?chon|tham-?do|comment|like|delete|log(?:in|out)|dang-?nhap", re.I)
_ANCESTORS = 5


@dataclass(slots=True, frozen=True)
class Slot:
    """Where in an address its page number stands: the n-th run of digits holds `factor`·page + `shift`."""

    index: int
    factor: int
    shift: int

    def page(self, address: str) -> int:
        """The page number that `address` asks for; 0 where it has none."""
        digits = _DIGITS.findall(address)
        if self.index >= len(digits):
            return 0
        value = int(digits[self.index]) - self.shift
        return value // self.factor if value % self.factor == 0 and value > 0 else 0


@dataclass(slots=True)
class Window:
    """The numbered steps that share one shape of address, and what it says of their page numbers."""

    shape: tuple[str, ...]
    numbered: dict[int, Step]
    slot: Slot | None
    score: int = 0

    def page(self, address: str) -> int:
        """The page `address` leads to, where it has this window's shape and the shape tells; else 0."""
        return self.slot.page(address) if self.slot and shape_of(address) == self.shape else 0


def shape_of(address: str) -> tuple[str, ...]:
    """An address without its numbers: what the pages of one pager share."""
    return tuple(_DIGITS.split(address)[::2])


def windows(steps: Sequence[Step], *, url: str, trusted: bool) -> list[Window]:
    """The numbered windows among `steps`, the likeliest pager first.

    Unless `trusted`, what is no pager is left out: calendars, numbered menus, links elsewhere.
    """
    shapes: dict[tuple[str, ...], dict[int, Step]] = {}
    for step in steps:
        if step.kind == "number":
            shapes.setdefault(shape_of(step.address), {}).setdefault(step.number, step)
    found = []
    for shape, numbered in shapes.items():
        window = Window(shape, numbered, _slot(numbered))
        window.score = _score(window, url)
        if trusted or window.score > 0:
            found.append(window)
    return sorted(found, key=lambda window: -window.score)


def in_pager(element: Element) -> bool:
    """Whether an element stands in something whose class or id names a pager, and not in a calendar."""
    names = list(_names_around(element))
    return any(map(_PAGER_CLASS.search, names)) and not any(map(_CALENDAR_CLASS.search, names))


def near(element: Element, others: Sequence[Step]) -> bool:
    """Whether an element stands in the same small box as one of `others`: at most three levels up."""
    boxes = set(_boxes(element))
    return any(box in boxes for step in others for box in _boxes(step.element))


def is_page_name(name: str) -> bool:
    """Whether a form's field is called as page numbers are."""
    return _PAGE_NAME.fullmatch(name.rsplit("$", 1)[-1]) is not None


def is_harmful(step: Step) -> bool:
    """Whether what a step posts looks like a vote, a comment or a login rather than a request for a page."""
    return bool(_HARMFUL.search(step.address))


def goes_on(address: str, number: int, url: str) -> bool:
    """Whether an address asks the listing at `url` itself for more: all it asked, and something besides.

    Behind the first page one of its fields may have changed: `?before=412` follows `?before=530`.
    """
    there, here = urlsplit(address), urlsplit(url)
    if there.path != here.path or not same_host(address, url) or there.query == here.query:
        return False
    asked, before = (dict(parse_qsl(part.query, keep_blank_values=True)) for part in (there, here))
    changed = [name for name, value in before.items() if asked.get(name) != value]
    return not changed if number == 1 else len(changed) <= 1 and before.keys() <= asked.keys()


def plausible(address: str, number: int, url: str) -> bool:
    """Whether an address alone looks like page `number` of the listing at `url`."""
    if not same_host(address, url) or address == url:
        return False
    parts = _DIGITS.split(address)
    return any(
        _PAGE_NAME.search(parts[index]) is not None and _fits(int(parts[index + 1]), number)
        for index in range(0, len(parts) - 1, 2)
    )


def _slot(numbered: dict[int, Step]) -> Slot | None:
    labels = sorted(numbered)
    digits = [[int(one) for one in _DIGITS.findall(numbered[label].address)] for label in labels]
    parts = shape_of(numbered[labels[0]].address)
    if len(labels) == 1:
        return _single_slot(labels[0], digits[0], parts)
    span = labels[-1] - labels[0]
    for index in range(len(digits[0])):
        rise = digits[-1][index] - digits[0][index]
        if rise <= 0 or rise % span:
            continue
        factor = rise // span
        shift = digits[0][index] - factor * labels[0]
        if all(row[index] == factor * label + shift for label, row in zip(labels, digits, strict=True)):
            return Slot(index, factor, shift)
    return None


def _single_slot(label: int, digits: list[int], parts: tuple[str, ...]) -> Slot | None:
    named = [index for index in range(len(digits)) if _PAGE_NAME.search(parts[index])]
    for index in [*reversed(named), *reversed(range(len(digits)))]:
        value = digits[index]
        if value == label:
            return Slot(index, 1, 0)
        if index in named and value == label - 1:
            return Slot(index, 1, -1)
        if index in named and label > 1 and value and value % (label - 1) == 0:
            factor = value // (label - 1)
            return Slot(index, factor, -factor)
    return None


def _score(window: Window, url: str) -> int:
    """How surely these are pages of the listing at `url`; 0 or less: they are not."""
    steps = list(window.numbered.values())
    names = [name for step in steps[:3] for name in _names_around(step.element)]
    if any(map(_CALENDAR_CLASS.search, names)) or _is_calendar(window):
        return 0
    classed = any(map(_PAGER_CLASS.search, names))
    named = window.slot is not None and _PAGE_NAME.search(window.shape[window.slot.index]) is not None
    score = 4 * classed + 3 * named + min(len(steps), 4) - 1
    if min(window.numbered) >= 1900:  # years
        return 0
    if steps[0].posted:
        chosen = steps[0].element.tag == "option"  # "10 tin", "20 tin": a pager's box may hold other choices
        if is_harmful(steps[0]) or (steps[0].button and not (named or (classed and not chosen))):
            return 0
        return score + 3 * ("Page$" in steps[0].address)
    split = urlsplit(steps[0].address)
    below = split.path.startswith(_stem(urlsplit(url).path)) and not split.query
    return score + 2 * below if window.slot is not None and (classed or named or below) else 0


def _stem(path: str) -> str:
    """A listing's path without its suffix and without the page number that its own pager put there."""
    return re.sub(r"(?:[-/](?:page-?|trang-?)?\d+)?(?:\.\w{3,4})?/?$", "", path) or "/"


def _is_calendar(window: Window) -> bool:
    """Days of a month are numbered too: told by what stands before the number, or by how it is counted."""
    slot = window.slot
    if slot is None:
        return len(window.numbered) >= 28 and max(window.numbered) <= 31
    if slot.factor == 1 and slot.shift not in (0, -1):
        return True
    first = next(iter(window.numbered.values())).address
    before = "".join(_DIGITS.split(first)[: 2 * slot.index + 1])
    return _DATE_NAME.search(before) is not None


def _fits(value: int, number: int) -> bool:
    """Whether `value` counts page `number`: by itself, from zero, or as an offset."""
    return value in (number, number - 1) or (number > 1 and value % (number - 1) == 0 and value // (number - 1) >= 5)


def _boxes(element: Element) -> Iterator[Element]:
    parent = element.getparent()
    for _ in range(3):
        if parent is None or parent.tag in ("body", "form"):
            return
        yield parent
        parent = parent.getparent()


def _names_around(element: Element) -> Iterator[str]:
    box: Element | None = element
    for _ in range(_ANCESTORS):
        if box is None or box.tag == "body":
            return
        yield f"{box.get('class', '')} {box.get('id', '')}"
        box = box.getparent()
