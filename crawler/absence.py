"""What a page that is not there, or shows another text, means: it counts only while the portal shows other articles."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from crawler.archive.owed import has_others, owe_witness
from crawler.archive.store import Store
from crawler.doubt import Pairs, is_kept, is_shown_elsewhere, pairs_of
from crawler.items import ArticleItem, Fetched, PageItem, Problem

if TYPE_CHECKING:
    from crawler.portal_crawl import PortalCrawl

WITNESSES = 3


class Absences:
    """Judges the missing and the changed pages of one portal's run. Those that wait for a witness are `held`: still
    under way. `witness` is the frontier row of the page that is asked for to tell, 0 where none is."""

    def __init__(self, crawl: "PortalCrawl") -> None:
        self.held: set[int] = set()
        self.witness = 0
        self._crawl = crawl
        self._absent: set[str] = set()
        self._calling = asyncio.Lock()
        self._called = 0
        self._confirmed = 0
        self._doubted: dict[str, Pairs] = {}
        self._answered = asyncio.Event()

    async def judge(self, fetched: Fetched, problem: Problem, *, hard: bool) -> PageItem:
        """A sighting of absence where an article was read in this run, else another one is asked for first.

        `hard` is a 404 or 410. The only article of a portal has no witness: its hard absence counts where a listing was
        read, a soft one (a page that says so, a redirect home) never does.
        """
        crawl = self._crawl
        if not crawl.is_archived(fetched.row_key):
            if crawl.scope.is_front(fetched.url):
                crawl.trouble(f"the listing {fetched.url} is not there: {problem.reason}")
            return PageItem(fetched, "missing", problems=[problem])
        await self._hear_witnesses(fetched, lambda: bool(crawl.articles_read))
        if crawl.articles_read:
            return PageItem(fetched, "missing")
        if crawl.ending.is_set():
            return PageItem(fetched, "failed", retry_at=fetched.at)
        if hard and crawl.listings_read and not await self._has_others(fetched):
            return PageItem(fetched, "missing")
        crawl.trouble(f"articles answer {problem.reason!r}, but no other article can be read either")
        return PageItem(fetched, "failed", problems=[Problem("fetch", "doubtful absence", problem.reason)])

    async def believe(self, item: ArticleItem) -> ArticleItem | PageItem:
        """The article as it was read, where it is new, as it was but for an edit, or another known one still is.

        Where its text is another altogether and no other article bears the portal out, it is believed only as long as
        no other address shows that text too: some portals answer one page for every URL.
        """
        crawl, fetched = self._crawl, item.fetched
        sql = "SELECT lede, body FROM articles WHERE portal_id = ? AND key = ?"
        held = crawl.session.reading.execute(sql, (crawl.portal.id, fetched.key)).fetchone()
        if held is None:
            return item
        known, shown = pairs_of(*held), pairs_of(item.lede, item.body)
        if is_kept(known, shown):
            self.confirm()
            return item
        self._doubted[fetched.key] = shown
        await self._hear_witnesses(fetched, lambda: bool(self._confirmed))
        others = [one for key, one in self._doubted.items() if key != fetched.key]
        if self._confirmed or not is_shown_elsewhere(known, shown, others):
            return item
        if crawl.ending.is_set():
            return PageItem(fetched, "failed", retry_at=fetched.at)
        crawl.trouble("known articles show another text, and no other article can be read as it was")
        return PageItem(fetched, "failed", problems=[Problem("validate", "doubtful text", item.title)])

    def confirm(self) -> None:
        """A known article is as it was: the portal shows its articles."""
        self._confirmed += 1

    def settled(self, row: int) -> None:
        """Nothing more comes of the page `row` in this run."""
        if row == self.witness:
            self.witness = 0
            self._answered.set()

    async def _hear_witnesses(self, fetched: Fetched, heard: Callable[[], bool]) -> None:
        """Hold the page until `heard`, or until no further witness can be had."""
        self._absent.add(fetched.row_key)
        self.held.add(fetched.row)
        try:
            await self._hear(fetched.row, heard)
        finally:
            self.held.discard(fetched.row)

    async def _hear(self, row: int, heard: Callable[[], bool]) -> None:
        self.settled(row)  # a witness that is missing itself has answered
        crawl = self._crawl
        while not heard() and not crawl.ending.is_set():
            async with self._calling:
                if not self.witness and not await self._call():
                    return
                answered = self._answered if self.witness else None
            if answered is not None:
                await crawl.until(answered)

    async def _call(self) -> bool:
        if self._called >= WITNESSES:
            return False
        crawl, absent = self._crawl, sorted(self._absent)
        row = await crawl.write(Store.apply, owe_witness, crawl.portal.id, besides=absent, at=crawl.now())
        if row is None:
            return False
        if row not in self.held:  # else it has answered meanwhile: it is missing too
            self._called += 1
            self.witness, self._answered = row, asyncio.Event()
            crawl.turns.look_anew()
        return True

    async def _has_others(self, fetched: Fetched) -> bool:
        portal_id = self._crawl.portal.id
        return await self._crawl.write(Store.apply, has_others, portal_id, besides=fetched.row_key)
