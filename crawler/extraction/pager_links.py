"""From the steps of a page's pager to the pages they lead to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.extraction.address import absolute
from crawler.extraction.element import Element, text_in
from crawler.extraction.page import Page
from crawler.extraction.pager_steps import Step, base_url, same_host, steps_in
from crawler.extraction.pager_window import (
    Window,
    goes_on,
    in_pager,
    is_harmful,
    is_page_name,
    near,
    plausible,
    windows,
)
from crawler.extraction.postback import posted_link
from crawler.items import Link

_NAMED_NEXT = "//link[@rel='next']/@href | //*/@data-next-url | //*/@data-next-page-url | //*/@data-load-more-url"
_SENTINEL = re.compile(r"infinite|load-?more|lazy-?load|endless|scroll|xem-?them|tai-?them|nap-?them", re.IGNORECASE)
_SENT_TO = ("data-url", "data-href", "data-next", "data-src", "data-path", "data-link")
_OUTER_ARROWS = (">>", "»", "››", "»»")


def pager_links(page: Page, pagers: Sequence[Element], *, number: int) -> Iterator[Link]:
    """The pages after `number` that links, buttons and postbacks lead to, in no order and not always once each.

    `pagers` are the elements a recipe names; without any the page's structure tells what is a pager.
    """
    steps = steps_in(pagers or page.tree.xpath("//body"), base_url(page), others=bool(pagers))
    found = windows(steps, url=page.url, trusted=bool(pagers))
    if not pagers:
        found = [one for one in found if one is found[0] or _stand_together(one, found[0])]
    pager = _Pager(page.url, steps, found, bool(pagers), number)
    for step, reached in pager.reached():
        yield from _linked(page, step, reached)
    for href in [*page.tree.xpath(_NAMED_NEXT), *_sentinels(page)]:
        address = absolute(href, base_url(page))
        if address and same_host(address, page.url) and address != page.url:
            yield Link(address, "next", kind="listing", page=number + 1)


def _sentinels(page: Page) -> Iterator[str]:
    """What is asked for when a reader scrolls down to it: a box named so, with an address in its data."""
    for element in page.tree.xpath(
        "//*[@data-url or @data-href or @data-next or @data-src or @data-path or @data-link]"
    ):
        if element.tag not in ("a", "button", "img", "iframe", "video") and _SENTINEL.search(
            f"{element.get('class', '')} {element.get('id', '')}"
        ):
            yield next(value for value in map(element.get, _SENT_TO) if value is not None)


@dataclass(slots=True, frozen=True)
class _Pager:
    """A page's pager while it is read. `trusted`: a recipe named it, so nothing in it needs proof."""

    url: str
    steps: Sequence[Step]
    windows: Sequence[Window]
    trusted: bool
    number: int

    def reached(self) -> Iterator[tuple[Step, int]]:
        """Steps forward, each with the page it leads to."""
        for window in self.windows:
            for label, step in window.numbered.items():
                if label > self.number:
                    yield step, label
        for step in self.steps:
            reached = 0 if step.kind == "number" else self._page_of(step)
            if reached > self.number:
                yield step, reached

    def _page_of(self, step: Step) -> int:
        """The page that ">", "…" or "Cuối" leads to; 0 where that cannot be told, or the step is no pager's."""
        for window in self.windows:
            reached = window.page(step.address)
            if reached:
                return reached
        beside = [window for window in self.windows if near(step.element, list(window.numbered.values()))]
        if step.kind == "gap":
            return self._after_gap(step, beside)
        if step.kind == "last" or (self.windows and not beside and not self.trusted):
            return 0
        return self.number + 1 if self._is_next(step, bool(beside)) else 0

    def _is_next(self, step: Step, beside: bool) -> bool:
        if step.kind == "other":
            return self.trusted and not self.windows and len(self.steps) == 1
        if step.kind == "next" and self._is_outer(step):
            return False
        if self.trusted or (beside and step.kind == "next") or "next" in step.element.get("rel", "").split():
            return True
        if step.posted:
            return not is_harmful(step) and ((step.kind == "next" and not step.button) or self._in_pager(step))
        looks_right = plausible(step.address, self.number + 1, self.url) or goes_on(step.address, self.number, self.url)
        return looks_right or (step.kind == "next" and in_pager(step.element))

    def _in_pager(self, step: Step) -> bool:
        """Whether a posting step is a pager's by its surroundings, or its form holds a page's number."""
        form = next(step.element.iterancestors("form"), None)
        fields = form.xpath(".//input[@type='hidden']/@name") if form is not None and step.button else []
        return in_pager(step.element) or any(is_page_name(name) for name in fields)

    def _is_outer(self, step: Step) -> bool:
        """Whether ">>" stands beside a plain ">": then it leads to the last page."""
        label = text_in(step.element).strip()
        if label not in _OUTER_ARROWS:
            return False
        others = [other for other in self.steps if other.kind == "next" and other is not step]
        return any(
            text_in(other.element).strip() not in _OUTER_ARROWS and near(step.element, [other]) for other in others
        )

    def _after_gap(self, step: Step, beside: Sequence[Window]) -> int:
        """The page "…" leads to: the one after the highest number where it stands behind that, else none."""
        order = {other.element: place for place, other in enumerate(self.steps)}
        for window in beside:
            highest = max(window.numbered)
            if order[step.element] > order[window.numbered[highest].element]:
                return highest + 1
        return 0


def _stand_together(one: Window, other: Window) -> bool:
    return any(near(step.element, list(other.numbered.values())) for step in one.numbered.values())


def _linked(page: Page, step: Step, number: int) -> Iterator[Link]:
    if step.posted:
        link = posted_link(page, step, number=number)
        if link is not None:
            yield link
    elif step.address != page.url:
        yield Link(step.address, "next", kind="listing", page=number)
