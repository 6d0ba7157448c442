"""What leads on and on and brings nothing new (DESIGN §6): days and months of calendars, one list in every order and by
every filter, second addresses of articles that are known already.

Lists that the portal's own listings point to are always asked for. Of byways, to which only other pages point, those at
addresses of one shape are asked for until so many in a row showed no article that was not known.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from crawler.frontier import FrontierRow

if TYPE_CHECKING:
    from crawler.portal_crawl import PortalCrawl

MOST_COPIES = 50
MOST_VIEWS = 5
MOST_DATES = 10
MOST_SECTIONS = 40
MOST_COPIED = 10
MOST_PARTS = 5
_STEP = re.compile(r"[^/.]+")
_FIGURES = re.compile(r"\d+")
_DATED = re.compile(
    r"(?:19|20)\d\d[-/_](?:0?[1-9]|1[0-2])(?!\d)|[?&](?:nam|thang|ngay|year|month|day|date)=\d", re.IGNORECASE
)


class Endless:
    """Counts, in one run over one portal, what was asked for in vain since something new came of it."""

    def __init__(self, crawl: "PortalCrawl") -> None:
        self._crawl = crawl
        self._copies = 0
        self._copied: Counter[str] = Counter()
        self._parts = 0
        self._sections: Counter[str] = Counter()

    @property
    def copies_lead_on(self) -> bool:
        """Whether links on the page of a second address are followed: not where one has followed another for long, as
        where every page gives every article an address that was never seen."""
        return self._copies < MOST_COPIES

    def count_article(self, key: str, stored: str) -> None:
        """An article's page was stored that stands at the address `key`; "alias": a second one."""
        if stored == "alias":
            self._copies += 1
            self._copied[_article_shape(key)] += 1
        elif stored == "new":
            self._copies = self._copied[_article_shape(key)] = 0

    @property
    def parts_lead_on(self) -> bool:
        """Whether further pages of articles are asked for: not where they were the same text again and again, as the
        pages of readers' comments are."""
        return self._parts < MOST_PARTS

    def count_parts(self, *, in_vain: bool) -> None:
        """An article's further pages were read; `in_vain`: they held no more of its text."""
        self._parts = self._parts + 1 if in_vain else 0

    def passes_over(self, row: FrontierRow) -> bool:
        """Whether a list is one more of those that brought nothing, or an article's address one more of those that show
        what stands elsewhere (to be printed, say): not worth asking for."""
        if row.kind == "article":
            return not row.looks and self._copied[_article_shape(row.key)] >= MOST_COPIED and self._is_view(row.key)
        in_vain = self._sections[_shape(row.key)]
        if in_vain < MOST_VIEWS or not self._is_byway(row):
            return False
        return in_vain >= (MOST_DATES if _DATED.search(row.key) else MOST_SECTIONS) or self._is_view(row.key)

    def is_redundant(self, row: FrontierRow, keys: list[str]) -> bool:
        """Whether a list with the articles `keys`, just read, is another one in other clothes: all it shows is known,
        and so is that list. To be asked once, before what it shows is stored."""
        if not self._is_byway(row):
            return False
        in_vain = self._crawl.frontier.holds(keys) >= set(keys)
        self._sections[_shape(row.key)] = self._sections[_shape(row.key)] + 1 if in_vain else 0
        return in_vain and self._is_view(row.key)

    def _is_byway(self, row: FrontierRow) -> bool:
        """Whether a section that none of the portal's own listings points to has never brought an article."""
        scope = self._crawl.scope
        return (
            (row.relation, row.walk) == ("section", "whole")
            and not scope.is_front(row.url)
            and not scope.is_front(row.found_on)
            and (not row.looks or not self._crawl.frontier.states(row.url))
        )

    def _is_view(self, key: str) -> bool:
        """Whether what stands at `key` may be what stands at an address known already that asks for less."""
        wider = [one for one in _wider_keys(key) if not self._crawl.scope.is_home_key(one)]
        return bool(self._crawl.frontier.holds(wider))


def _shape(key: str) -> str:
    """What the addresses of one sort of list share: all but figures and the values of parameters."""
    path, _, query = key.partition("?")
    return _FIGURES.sub("0", path) + "?" + "&".join(name for name, _ in parse_qsl(query, keep_blank_values=True))


def _article_shape(key: str) -> str:
    """What the addresses of articles share: how many steps they have and what they ask."""
    return _shape(_STEP.sub("x", key.partition("?")[0]) + "?" + key.partition("?")[2])


def _wider_keys(key: str) -> Iterator[str]:
    """The keys of the lists that the one at `key` may be a view of: it asks one thing less, or nothing at all."""
    path, mark, query = key.partition("?")
    if not mark:
        return
    yield path
    pairs = parse_qsl(query, keep_blank_values=True)
    for left in range(len(pairs)) if len(pairs) > 1 else ():
        yield f"{path}?{urlencode(pairs[:left] + pairs[left + 1 :])}"
