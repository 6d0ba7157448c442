"""What a page that is not there means: an article's absence counts only while the portal shows other articles."""

import asyncio
from typing import TYPE_CHECKING

from crawler.archive.owed import has_others, owe_witness
from crawler.archive.store import Store
from crawler.items import Fetched, PageItem, Problem

if TYPE_CHECKING:
    from crawler.portal_crawl import PortalCrawl

WITNESSES = 3


class Absences:
    """Judges the missing pages of one portal's run. Those that wait for a witness are `held`: still under way."""

    def __init__(self, crawl: "PortalCrawl") -> None:
        self.held: set[int] = set()
        self._crawl = crawl
        self._absent: set[str] = set()
        self._calling = asyncio.Lock()
        self._called = 0
        self._witness = 0
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
        self._absent.add(fetched.row_key)
        self.held.add(fetched.row)
        try:
            await self._hear_witnesses(fetched.row)
        finally:
            self.held.discard(fetched.row)
        if crawl.articles_read:
            return PageItem(fetched, "missing")
        if crawl.ending.is_set():
            return PageItem(fetched, "failed", retry_at=fetched.at)
        if hard and crawl.listings_read and not await self._has_others(fetched):
            return PageItem(fetched, "missing")
        crawl.trouble(f"articles answer {problem.reason!r}, but no other article can be read either")
        return PageItem(fetched, "failed", problems=[Problem("fetch", "doubtful absence", problem.reason)])

    def settled(self, row: int) -> None:
        """Nothing more comes of the page `row` in this run."""
        if row == self._witness:
            self._witness = 0
            self._answered.set()

    async def _hear_witnesses(self, row: int) -> None:
        self.settled(row)  # a witness that is missing itself has answered
        crawl = self._crawl
        while not crawl.articles_read and not crawl.ending.is_set():
            async with self._calling:
                if not self._witness and not await self._call():
                    return
                answered = self._answered if self._witness else None
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
            self._witness, self._answered = row, asyncio.Event()
        return True

    async def _has_others(self, fetched: Fetched) -> bool:
        portal_id = self._crawl.portal.id
        return await self._crawl.write(Store.apply, has_others, portal_id, besides=fetched.row_key)
