"""One portal in one run: what is fetched next, what came of it, and when enough is enough. Knows nothing of Scrapy."""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

from crawler.archive.clock import now
from crawler.archive.owed import close_walks, owe, owe_witness
from crawler.archive.store import Store, Stored
from crawler.errors import ArchiveError
from crawler.frontier import Frontier, FrontierRow
from crawler.items import ArticleItem, Fetched, Found, PageItem, Problem
from crawler.net.lease import HostLease
from crawler.portal import Portal
from crawler.recipe import AUTO, Recipe
from crawler.retry import LONGEST_WAIT, MAX_TRIES, Circuit, backoff
from crawler.scope import Scope
from crawler.session import PortalRun, Session
from crawler.url import resolve
from crawler.walk import SectionWalk

T = TypeVar("T")
SOON = timedelta(minutes=2)


class PortalCrawl:
    """The state of one portal's crawl, shared by the scheduler, the spider and the storing pipeline."""

    def __init__(
        self, session: Session, portal: Portal, *, lease: HostLease | None = None, retry_base: float = 1.0
    ) -> None:
        self.session = session
        self.lease = lease
        self.portal = portal
        self.run: PortalRun = session.runs[portal.id]
        self.frontier = Frontier(session.reading, portal.id)
        self.in_flight: dict[int, FrontierRow] = {}
        self.circuit = Circuit(base=30 * retry_base)
        self.walks: dict[str, SectionWalk] = {}
        self.articles_read = 0
        self.pages_read = 0
        self.zone = portal.zone
        self._retry_base = retry_base
        self._tries: dict[int, int] = {}
        self._held: set[int] = set()
        self._ready: list[FrontierRow] = []
        self._jitter = random.Random(portal.id)  # noqa: S311 - spreads waits, hides nothing
        self._stopped = ""
        self.since = (
            datetime.combine(session.bounds.since, time(), self.zone).astimezone(UTC) if session.bounds.since else None
        )
        row = session.reading.execute(
            "SELECT read_with, template, validators FROM portals WHERE id = ?", (portal.id,)
        ).fetchone()
        self.read_with: str = row["read_with"] or "" if row else ""
        self.template: str = row["template"] or "" if row else ""
        self.trusts_validators: bool = not row or row["validators"] != "liar"
        self.read_by(self._first_recipe())

    def _first_recipe(self) -> Recipe | None:
        if self.portal.fields.recipe == AUTO and self.read_with in self.session.recipes:
            return self.portal.overridden(self.session.recipes[self.read_with])
        return self.portal.choose_recipe(self.session.recipes)

    def read_by(self, recipe: Recipe | None) -> None:
        """From now on URLs are judged by `recipe` (None = generic)."""
        self.recipe = recipe
        self.scope = Scope(self.portal, recipe)

    async def open(self) -> None:
        """Make the frontier owe what this run has to fetch."""
        fronts = [
            Found(url, "listing", self.scope.key(url), "section")
            for listing in self.portal.listings
            if (url := resolve(self.portal.fields.home, listing))
        ]
        at, bounds = self.session.started, self.session.bounds
        await self.write(lambda store: owe(store.db, self.portal, fronts, at=at, bounds=bounds))
        self.run.state = "crawling"

    async def write(self, job: Callable[[Store], T]) -> T:
        """Run a job in the writing thread and wait for its commit."""
        return await asyncio.wrap_future(self.session.writer.submit(job))

    def next_row(self, at: datetime) -> FrontierRow | None:
        """The next page to fetch at `at`; None while nothing may be asked."""
        if self.finished or self.circuit.waits(at):
            return None
        if not self._ready:
            self._ready = self.frontier.take(at, skip=self.in_flight)
        while self._ready:
            row = self._ready.pop(0)
            if row.id in self.in_flight:
                continue
            if row.kind == "article" and self._enough():
                self._ready.clear()
                return None
            self.in_flight[row.id] = row
            self.run.counts.requests += 1
            self.run.now_at = row.url
            return row
        return None

    def wait(self, at: datetime) -> float | None:
        """Seconds until there may be something to fetch; 0 = now, None = nothing more in this run."""
        if self.finished:
            return None
        due = self.frontier.next_due(skip=self.in_flight)
        if due is None or due - at > SOON:
            return None
        return max((due - at).total_seconds(), self.circuit.waits(at).total_seconds())

    @property
    def finished(self) -> bool:
        """Whether this portal is left alone for the rest of the run, whatever is still owed."""
        limit = self.session.bounds.limit
        return (
            bool(self._stopped)
            or self.circuit.given_up
            or (limit is not None and self.run.counts.articles_new >= limit)
        )

    def _enough(self) -> bool:
        limit = self.session.bounds.limit
        if limit is None:
            return False
        under_way = sum(1 for row in self.in_flight.values() if row.kind == "article" and not row.looks)
        return self.run.counts.articles_new + under_way >= limit

    def stop(self, why: str, *, fatal: ArchiveError | None = None) -> None:
        """Ask nothing more in this run; what is owed stays owed. `fatal` is what ends the whole run."""
        self._stopped = why
        self.session.fatal = self.session.fatal or fatal
        self.trouble(why)
        if fatal is not None:
            self.in_flight.clear()

    def walk(self, row: FrontierRow) -> SectionWalk:
        """The walk of the section that the listing page `row` belongs to."""
        if row.section not in self.walks:
            mode = row.walk if not row.listing else self.frontier.walk_of(row.section)
            self.walks[row.section] = SectionWalk("front" if mode == "front" else "whole")
        return self.walks[row.section]

    def failure(self, fetched: Fetched, problem: Problem, *, again: bool, wait: timedelta | None = None) -> PageItem:
        """A page that could not be had: asked again in this run (`again`, after growing waits), else in a later one.

        `wait` is how long the server asked to be left alone; beyond LONGEST_WAIT that is a matter for a later run.
        """
        tries = self._tries[fetched.row] = self._tries.get(fetched.row, 0) + 1
        if self.circuit.fail(fetched.at):
            self.trouble(f"{problem.reason}: {problem.detail or fetched.url}" if self.circuit.given_up else "")
        if wait is not None and again:
            self.circuit.pause(fetched.at + min(wait, LONGEST_WAIT))
        own = backoff(tries, base=self._retry_base, jitter=self._jitter)
        retry = again and tries < MAX_TRIES and (wait is None or wait <= LONGEST_WAIT)
        retry_at = fetched.at + max(own, wait or own) if retry else None
        return PageItem(fetched, "failed", problems=[problem], retry_at=retry_at)

    async def missing(self, fetched: Fetched, problem: Problem, *, hard: bool) -> PageItem:
        """A page that is not there. For a known article that is a sighting only while the portal shows others.

        `hard` is a 404 or 410; a soft one (a page that says so, a redirect home) needs an article read in this run.
        """
        if not self._is_archived(fetched.row_key):
            return PageItem(fetched, "missing", problems=[problem])
        if self.articles_read or (hard and self.pages_read):
            return PageItem(fetched, "missing")
        if fetched.row in self._held:
            self.trouble(f"articles answer {problem.reason!r}, but no other article can be read either")
            return PageItem(fetched, "failed", problems=[Problem("fetch", "doubtful absence", problem.reason)])
        self._held.add(fetched.row)
        await self.write(lambda store: owe_witness(store.db, self.portal.id, besides=fetched.row_key, at=fetched.at))
        return PageItem(fetched, "failed", retry_at=fetched.at + timedelta(seconds=self._retry_base))

    def _is_archived(self, key: str) -> bool:
        return bool(
            self.session.reading.execute(
                "SELECT 1 FROM articles WHERE portal_id = ? AND key = ?", (self.portal.id, key)
            ).fetchone()
        )

    async def settle(self, item: ArticleItem | PageItem) -> Stored:
        """Store what came of a page; done when it is on disk."""
        if isinstance(item, ArticleItem):
            stored = await self.write(lambda store: store.article(item))
            self.articles_read += 1
        else:
            stored = await self.write(lambda store: store.page(item))
        if not isinstance(item, PageItem) or item.outcome in ("read", "unchanged", "missing", "skipped"):
            self.pages_read += 1
            self.run.counts.pages += 1
            self.circuit.succeed()
            self._tries.pop(item.fetched.row, None)
        self.in_flight.pop(item.fetched.row, None)
        counts = self.run.counts
        counts.problems += len(item.problems)
        counts.count(stored)
        self.session.watch(self.run)
        return stored

    def drop(self, row: FrontierRow) -> None:
        """The page stays owed: nothing came of the request, and nothing was stored."""
        self.in_flight.pop(row.id, None)

    def trouble(self, line: str) -> None:
        """Something a person must look at; it makes the crawl end with exit code 1."""
        if line and line not in self.run.trouble:
            self.run.trouble.append(line)

    async def close(self, *, finished: bool) -> None:
        """End this portal's part of the run."""
        if finished and not self._stopped and not self.circuit.given_up:
            at = now()
            await self.write(lambda store: close_walks(store.db, self.portal.id, at=at))
        self._judge()
        self.run.state = "done" if not self.run.trouble else "trouble"
        self.session.watch(self.run)

    def _judge(self) -> None:
        """Zero results are never success."""
        counts = self.run.counts
        if counts.requests and not self.pages_read:
            row = self.session.reading.execute(
                "SELECT reason, detail FROM problems WHERE portal_id = ? AND run_id = ? ORDER BY last_at DESC LIMIT 1",
                (self.portal.id, self.session.writer.run_id),
            ).fetchone()
            why = f" ({row['reason']}{': ' + row['detail'] if row['detail'] else ''})" if row else ""
            self.run.trouble = [f"no page of {self.portal.fields.home} could be read{why}"]
        elif counts.requests and not self._holds_articles():
            self.trouble("not one article was found")

    def _holds_articles(self) -> bool:
        return bool(
            self.session.reading.execute(
                "SELECT 1 FROM articles WHERE portal_id = ? LIMIT 1", (self.portal.id,)
            ).fetchone()
        )
