"""One portal in one run: what is fetched next, what came of it, and when enough is enough. Knows nothing of Scrapy."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from crawler.absence import Absences
from crawler.archive.clock import now, utc_text
from crawler.archive.owed import close_walks, owe, owe_unchanged
from crawler.archive.store import Store, Stored
from crawler.endless import Endless
from crawler.errors import ArchiveError
from crawler.files.crawl import FileCrawl
from crawler.frontier import Frontier, FrontierRow
from crawler.items import ArticleItem, Fetched, Found, Link, PageItem, Problem
from crawler.net.lease import HostLease
from crawler.portal import Portal
from crawler.recipe import AUTO, Recipe
from crawler.retry import LONGEST_WAIT, MAX_TRIES, Circuit, backoff, whole_second
from crawler.scope import Scope
from crawler.session import PortalRun, Session
from crawler.turns import Turns
from crawler.url import resolve
from crawler.validators import Validators
from crawler.verdict import verdict
from crawler.walk import SectionWalk
from crawler.wholeness import Wholeness

T = TypeVar("T")
P = ParamSpec("P")


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
        self.sitemaps: list[Link] = []  # those that robots.txt names
        self.articles_read = self.listings_read = self.pages_asked = self.pages_read = self.pages_failed = 0
        self.articles_unread = 0
        self.articles_lost = 0  # of those unread, the ones that an earlier run could read
        self.zone = portal.zone
        self.wholeness, self.endless = Wholeness(), Endless(self)
        self.complete = False  # the crawl came to its end: nothing was cut short
        self.ending = asyncio.Event()  # nothing more is asked in this run: whoever waits shall stop waiting
        session.endings.add(self.ending)
        self.began = now()  # of the crawl that this run begins or goes on with
        self._retry_base = retry_base
        self.tries: dict[int, int] = {}
        self.absences = Absences(self)
        self.turns = Turns(self)
        self._jitter = random.Random(portal.id)  # noqa: S311 - spreads waits, hides nothing
        self.since = (
            datetime.combine(session.bounds.since, time(), self.zone).astimezone(UTC) if session.bounds.since else None
        )
        row = session.reading.execute(
            "SELECT read_with, template, validators FROM portals WHERE id = ?", (portal.id,)
        ).fetchone()
        self.read_with: str = row["read_with"] or "" if row else ""
        self.template: str = row["template"] or "" if row else ""
        self.validators = Validators(row["validators"] or "" if row else "")
        self._validators_kept = self.validators.state
        self.read_by(self._first_recipe())
        self.files = FileCrawl(self)
        self.offering = self.files.offering
        session.files.append(self.files)

    def _first_recipe(self) -> Recipe | None:
        if self.portal.fields.recipe == AUTO and self.read_with in self.session.recipes:
            return self.portal.overridden(self.session.recipes[self.read_with])
        return self.portal.choose_recipe(self.session.recipes)

    def read_by(self, recipe: Recipe | None, *, tokens: frozenset[str] = frozenset()) -> None:
        """From now on URLs are judged by `recipe` (None = generic), with `tokens` of theirs that tell nothing."""
        self.recipe = recipe
        self.scope = Scope(self.portal, recipe, tokens=tokens)

    async def open(self) -> None:
        """Make the frontier owe what this run has to fetch."""
        fronts = [
            Found(url, "listing", self.scope.key(url), "section")
            for listing in self.portal.listings
            if (url := resolve(self.portal.fields.home, listing))
        ]
        at, bounds = now(), self.session.bounds
        sweep = self.portal.rhythm.sweep
        self.began = await self.write(Store.apply, owe, self.portal.id, fronts, at=at, bounds=bounds, sweep=sweep)
        await self.files.open()
        self.run.state = "crawling"
        self.session.watch(self.run)
        if bounds.seconds is not None:
            asyncio.get_running_loop().call_later(bounds.seconds, self.stop, "")

    async def write(self, job: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a job in the process that writes and wait for its commit. An ArchiveError ends the whole run.

        The job is found there by its name: a method of Store, or `Store.apply` and a function of a connection.
        """
        try:
            return await self.session.writer.submit(job, *args, **kwargs)
        except ArchiveError as error:
            self.session.fatal = self.session.fatal or error
            for ending in self.session.endings:
                ending.set()
            self.in_flight.clear()
            raise
        finally:
            self.turns.news = True

    @staticmethod
    def now() -> datetime:
        """This moment."""
        return now()

    async def rest(self, seconds: float) -> None:
        """Wait, but not beyond the end of the run."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.ending.wait(), seconds)

    async def until(self, event: asyncio.Event) -> bool:
        """Wait for `event`; false where the run ends first."""
        waits = [asyncio.ensure_future(one.wait()) for one in (event, self.ending)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for one in waits:
            one.cancel()
        return event.is_set()

    def stop(self, why: str) -> None:
        """Ask nothing more in this run; what is owed stays owed. `why`, where given, is trouble."""
        self.trouble(why)
        self.ending.set()

    def walk(self, row: FrontierRow) -> SectionWalk:
        """The walk of the section that the listing page `row` belongs to."""
        if row.section not in self.walks:
            mode = row.walk if not row.listing else self.frontier.walk_of(row.section)
            self.walks[row.section] = SectionWalk("front" if mode == "front" else "whole")
        return self.walks[row.section]

    def listing(self, row: FrontierRow, *, links: int) -> None:
        """A listing page was read and showed so many articles. One of the portal's own that showed some before must."""
        if links:
            self.listings_read += 1
        elif (
            self.scope.is_front(row.url)
            and row.url not in self.portal.fields.expect.legitimately_empty
            and self.frontier.states(row.url)
        ):
            self.trouble(f"the listing {row.url} shows no article any more")

    def failure(
        self, fetched: Fetched, problem: Problem, *, again: bool, wait: timedelta | None = None, of_host: bool = True
    ) -> PageItem:
        """A page that could not be had: asked again in this run (`again`, after growing waits), else in a later one.

        `wait` is how long the server asked to be left alone; beyond LONGEST_WAIT it is, for the rest of the run.
        `of_host`: the failure says something of the host and not only of this page, so it counts for the circuit.
        """
        tries = self.tries[fetched.row] = self.tries.get(fetched.row, 0) + 1
        # Some pages of a good host always fail: the same page counts once, unless it alone is left to tell.
        counts = of_host and (tries == 1 or self.circuit.on_trial)
        if counts and self.circuit.fail(fetched.at) and self.circuit.given_up:
            self.stop(f"given up for now: {problem.reason} {problem.detail or fetched.url}")
        own = backoff(tries, base=self._retry_base, jitter=self._jitter)
        if again and wait is not None:
            self._leave_alone(wait, at=fetched.at)
        elif problem.reason in ("status 429", "status 503"):
            self.circuit.pause(fetched.at + own)
        retry_at = None
        if again and tries < MAX_TRIES and (wait is None or wait <= LONGEST_WAIT):
            retry_at = whole_second(fetched.at, max(own, wait or own))
        else:
            self.pages_failed += of_host and not self._is_file(fetched.row)
            if self.scope.is_front(fetched.url):
                self.trouble(f"the listing {fetched.url} cannot be read: {problem.reason}")
        return PageItem(fetched, "failed", problems=[problem], retry_at=retry_at)

    def _is_file(self, row: int) -> bool:
        asked = self.in_flight.get(row)
        return asked is not None and asked.kind == "file"

    def _leave_alone(self, wait: timedelta, *, at: datetime) -> None:
        if self.lease is not None:
            self.lease.leave_alone(wait.total_seconds())
        if wait > LONGEST_WAIT:
            self.stop(f"asks to be left alone until {utc_text(at + wait)}")
        self.circuit.pause(at + min(wait, LONGEST_WAIT))

    async def missing(self, fetched: Fetched, problem: Problem, *, hard: bool) -> PageItem:
        """A page that is not there (crawler.absence)."""
        return await self.absences.judge(fetched, problem, hard=hard)

    def is_archived(self, key: str) -> bool:
        """Whether the archive holds an article of this portal under `key`."""
        return bool(
            self.session.reading.execute(
                "SELECT 1 FROM articles WHERE portal_id = ? AND key = ?", (self.portal.id, key)
            ).fetchone()
        )

    def conditions(self, row: FrontierRow) -> dict[str, str]:
        """The headers that ask for the page or file of `row` only where it has changed."""
        if row.kind == "file":
            return self.files.conditions(row)
        if row.kind != "article" or not row.looks or not self.is_archived(row.key):
            return {}
        return self.validators.headers(row)

    async def settle(self, item: ArticleItem | PageItem) -> Stored:
        """Store what came of a page; done when it is on disk."""
        row = self.in_flight.get(item.fetched.row)
        if isinstance(item, ArticleItem) and row is not None and row.looks:
            item = await self.absences.believe(item)
        if isinstance(item, ArticleItem):
            item.fields.blocks, item.fields.dates = [], []  # what became texts is not handed over again
            item.copy_leads_on = self.endless.copies_lead_on
            stored = await self.write(Store.article, item)
            self.endless.count_article(item.fetched.key, stored)
            self.articles_read += stored != "failed"
        else:
            stored = await self.write(Store.page, item)
            self.articles_unread += item.outcome == "unread"
            self.articles_read += item.outcome == "unchanged"
        if row is not None:
            await self._learn(row, item, stored)
            self.articles_lost += self._is_lost(row, item, stored)
        if not isinstance(item, PageItem) or item.outcome in ("read", "unread", "unchanged", "missing", "skipped"):
            self.pages_read += 1
            self.run.counts.pages += 1
            self.circuit.succeed(item.fetched.at)
            self.tries.pop(item.fetched.row, None)
        self.settled(item.fetched.row, over=not isinstance(item, PageItem) or item.retry_at is None)
        counts = self.run.counts
        counts.problems += len(item.problems)
        counts.count(stored)
        if self.session.bounds.limit is not None and counts.articles_new >= self.session.bounds.limit:
            self.turns.leave_files_alone()
        self.session.watch(self.run)
        return stored

    def settled(self, row: int, *, over: bool) -> None:
        """What came of a page or file is on disk; `over`: it is not asked for again in this run."""
        self.in_flight.pop(row, None)
        self.turns.news = True
        if over:
            self.absences.settled(row)

    async def _learn(self, row: FrontierRow, item: ArticleItem | PageItem, stored: Stored) -> None:
        """Keep what this answer tells of the server's validators."""
        if isinstance(item, ArticleItem):
            self.validators.learn(row, item.fetched, stored)
        elif item.outcome == "unchanged":
            self.absences.confirm()
        else:
            self.validators.drop(row)
        if (state := self.validators.state) != self._validators_kept:
            at, self._validators_kept = now(), state
            await self.write(Store.apply, owe_unchanged, self.portal.id, validators=state, at=at)

    def _is_lost(self, row: FrontierRow, item: ArticleItem | PageItem, stored: Stored) -> bool:
        """Whether an article that an earlier run could read is none any more, or shows another's text."""
        unread = item.outcome == "unread" if isinstance(item, PageItem) else stored == "failed"
        return unread and row.kind == "article" and self.is_archived(row.key)

    def drop(self, row: FrontierRow) -> None:
        """The page stays owed: nothing came of the request, and nothing was stored."""
        self.in_flight.pop(row.id, None)
        self.turns.news = True
        self.absences.settled(row.id)

    def trouble(self, line: str) -> None:
        """Something a person must look at; it makes the crawl end with exit code 1."""
        if line and line not in self.run.trouble:
            self.run.trouble.append(line)

    async def close(self, *, finished: bool) -> None:
        """End this portal's part of the run."""
        self.files.close()
        self.session.endings.discard(self.ending)
        self.complete = finished and not self.ending.is_set()
        if self.complete:
            at = now()
            await self.write(Store.apply, close_walks, self.portal.id, at=at, sweep=self.portal.rhythm.sweep)
        if self.session.fatal is None:
            self.run.trouble = verdict(self)
        ended = "done" if finished and not self.ending.is_set() else "stopped"
        self.run.state = "trouble" if self.run.trouble else ended
        self.session.watch(self.run)
