"""Whose turn it is: the page that a portal's crawl asks for next, and how long there is to wait for it."""

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crawler.archive.store import Store
from crawler.frontier import FrontierRow
from crawler.items import Fetched, Outcome, PageItem
from crawler.retry import LONGEST_WAIT

if TYPE_CHECKING:
    from crawler.portal_crawl import PortalCrawl

UNDER_WAY = 16
LOOK_AGAIN = timedelta(seconds=0.5)  # for a page that comes due while others are under way


class Turns:
    """Takes rows from the frontier of `crawl`, some at a time, and hands them out one by one. `news`: the frontier may
    hold more than when it was last read."""

    def __init__(self, crawl: "PortalCrawl") -> None:
        self._crawl = crawl
        self.news = True
        self._ready: list[FrontierRow] = []
        self._looked = crawl.began
        self._files_alone = False

    def leave_files_alone(self) -> None:
        """As many articles were read as were asked for: from now on only files are owed."""
        self._files_alone = True
        self._ready.clear()

    def next(self, at: datetime) -> FrontierRow | None:
        """The next page to fetch at `at`; None while nothing may be asked."""
        crawl = self._crawl
        if self._must_wait(at):
            return None
        if not self._ready and (self.news or at - self._looked >= LOOK_AGAIN):
            self._ready = crawl.frontier.take(at, skip=crawl.in_flight, files_alone=self._files_alone)
            self.news, self._looked = bool(self._ready), at
        while self._ready:
            row = self._ready.pop(self._best())
            if row.id in crawl.in_flight:
                continue
            if row.kind == "article" and self._enough():
                self._ready.clear()
                return None
            if row.kind == "file" and not crawl.files.may_start():
                self._ready.clear()
                self.news = False
                return None
            if crawl.since is not None and row.relation == "next" and not self._is_within(row, at):
                continue
            if row.kind in ("listing", "article") and crawl.endless.passes_over(row):
                self._pass_over(row, at, "read", barren=row.kind == "listing")
                continue
            crawl.in_flight[row.id] = row
            crawl.run.counts.requests += 1
            crawl.pages_asked += row.kind != "file"
            crawl.run.now_at = row.url
            return row
        return None

    def _must_wait(self, at: datetime) -> bool:
        """Whether nothing may be asked now: what would be asked while a witness is may have to wait for it too."""
        crawl = self._crawl
        if crawl.ending.is_set() or crawl.circuit.waits(at) or crawl.absences.witness in crawl.in_flight:
            return True
        return self.under_way >= self._most() or self._at_bound

    def look_anew(self) -> None:
        """A page is owed that goes before those at hand."""
        self._ready.clear()
        self.news = True

    def _is_within(self, row: FrontierRow, at: datetime) -> bool:
        """Whether a listing's next page may hold what `--since` asks for: not where all of the page before was too old.

        It waits until the articles of the page before have told.
        """
        states = self._crawl.frontier.states(row.found_on)
        if states == {"skipped"}:  # it is left to a crawl that asks for older articles
            self._pass_over(row, at, "skipped")
        return "pending" not in states and states != {"skipped"}

    def _pass_over(self, row: FrontierRow, at: datetime, outcome: Outcome, *, barren: bool = False) -> None:
        """Settle the page without asking for it."""
        fetched = Fetched(self._crawl.portal.id, row.id, row.key, row.key, row.url, row.url, at, 0)
        self._crawl.in_flight[row.id] = row
        stored = asyncio.ensure_future(self._crawl.write(Store.page, PageItem(fetched, outcome, barren=barren)))
        stored.add_done_callback(lambda _: self._crawl.drop(row))

    def _best(self) -> int:
        """Which of the rows at hand comes next: a host on trial is not judged by a page that failed before."""
        fresh = (place for place, row in enumerate(self._ready) if row.id not in self._crawl.tries)
        return next(fresh, 0) if self._crawl.circuit.on_trial else 0

    @property
    def _at_bound(self) -> bool:
        """As many pages were asked for as this run may ask for."""
        most = self._crawl.session.bounds.pages
        return most is not None and self._crawl.run.counts.requests >= most

    @property
    def under_way(self) -> int:
        """Pages that are fetched, read or stored just now; not those held back until another page tells more."""
        return len(self._crawl.in_flight.keys() - self._crawl.absences.held)

    def _most(self) -> int:
        """Pages under way at once, those being read and stored included: what a crash can make us fetch twice."""
        return 1 if self._crawl.circuit.on_trial else max(2 * self._crawl.portal.concurrency, UNDER_WAY)

    def wait(self, at: datetime) -> float | None:
        """Seconds until there may be something to fetch; 0 = now, None = nothing more in this run."""
        if self._crawl.ending.is_set():
            return None
        self.news = True
        due = self._crawl.frontier.next_due(skip=self._crawl.in_flight, files_alone=self._files_alone)
        if self._at_bound or (due is None and self._files_alone):
            self._crawl.stop("")
            return None
        if due is None or due - at > LONGEST_WAIT:
            return None
        return max((due - at).total_seconds(), self._crawl.circuit.waits(at).total_seconds())

    def _enough(self) -> bool:
        limit = self._crawl.session.bounds.limit
        if limit is None:
            return False
        under_way = sum(1 for row in self._crawl.in_flight.values() if row.kind == "article" and not row.looks)
        return self._crawl.run.counts.articles_new + under_way >= limit
