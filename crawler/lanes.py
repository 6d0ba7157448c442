"""Running a session's portals through Scrapy: several at once, one host at a time, stopped politely by a signal."""

import asyncio
import gc
import logging
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings

from crawler.archive.clock import now, utc_text
from crawler.net.lease import HostLease
from crawler.quiet import HeardSignals, QuietFormatter
from crawler.retry import LONGEST_WAIT
from crawler.session import PortalRun, Session
from crawler.url import bare_host

LANES = 32  # portals under way at once in one process; each asks its host about once a second
POLL = 0.5
STOPPING = "stopping: what is under way is finished first; Ctrl-C once more stops at once"
YOUNG = 10_000  # objects made before the collector looks at the young ones; a page makes some thousands


class Lanes:
    """The portals of one process; a signal ends them all (`session.interrupted`)."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._crawlers: set[Crawler] = set()
        self._stopping = asyncio.Event()
        self._ends: list[asyncio.Future[None]] = []

    async def run(self, take: Callable[[], str | None], lanes: int) -> None:
        """Crawl every portal that `take` hands out (None = no more), `lanes` at once."""
        self._listen()
        await asyncio.gather(*(self._lane(take) for _ in range(min(lanes, len(self._session.runs)))))

    async def _lane(self, take: Callable[[], str | None]) -> None:
        while not self._over and (portal_id := take()) is not None:
            run = self._session.runs[portal_id]
            try:
                await self._crawl(run)
            except Exception as error:  # one portal's failure must not take the others with it
                logging.getLogger(__name__).exception("portal %s", portal_id)
                run.trouble.append(f"internal error: {error!r}")
                run.state = "trouble"

    @property
    def _over(self) -> bool:
        return self._stopping.is_set() or self._session.fatal is not None

    async def _crawl(self, run: PortalRun) -> None:
        lease = HostLease(bare_host(run.portal.fields.home))
        if not await self._taken(lease, run):
            return
        try:
            if not await self._rested(lease, run):
                return
            crawler = AsyncCrawlerRunner(self._settings()).create_crawler("portal")
            crawler.signals = HeardSignals(crawler)
            self._crawlers.add(crawler)
            try:
                await crawler.crawl_async(portal=run.portal.id, session=self._session, lease=lease)
            finally:
                self._crawlers.discard(crawler)
        finally:
            lease.release()

    async def _taken(self, lease: HostLease, run: PortalRun) -> bool:
        """Wait until no other crawl is asking the host; false where this process ends first."""
        while not lease.take():
            if run.state != "busy":
                run.state = "busy"
                self._session.watch(run)
            await self._pause(POLL)
            if self._over:
                return False
        return True

    async def _rested(self, lease: HostLease, run: PortalRun) -> bool:
        """Wait as long as the host is to be left alone; false where that is too long, or this process ends first."""
        rest = lease.rest(run.portal.fields.delay)
        if rest > LONGEST_WAIT.total_seconds():
            run.trouble.append(f"asked to be left alone until {utc_text(now() + timedelta(seconds=rest))}")
            run.state = "trouble"
            self._session.watch(run)
            return False
        await self._pause(rest)
        return not self._over

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    def _settings(self) -> Settings:
        settings = Settings()
        settings.setmodule("crawler.settings", priority="project")
        settings.set("LOG_FORMATTER", QuietFormatter, priority="project")
        settings.update(self._session.overrides, priority="cmdline")
        return settings

    def _listen(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return  # only the main thread hears of signals
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop)

    def _stop(self) -> None:
        """Finish what is under way; a second signal ends at once, which loses nothing but the pages under way."""
        if self._stopping.is_set():
            logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it would name every task that is given up
            raise SystemExit(130)
        self._session.interrupted = True
        self._stopping.set()
        logging.getLogger(__name__).warning(STOPPING)
        for crawler in list(self._crawlers):
            if (spider := crawler.spider) is not None:
                spider.crawl.stop("")  # type: ignore[attr-defined]
            self._ends.append(asyncio.ensure_future(crawler.stop_async()))


def run_session(session: Session, portal_ids: Iterable[str], *, lanes: int = LANES) -> bool:
    """Crawl the portals in this process, `lanes` at once, asking for the next id when one ends.

    Returns whether a signal cut the crawl short (`session.interrupted`).
    """
    logging.getLogger("scrapy").setLevel(logging.WARNING)  # Scrapy's own chatter costs an eighth of the speed
    waiting = iter(portal_ids)
    gc.freeze()  # what was imported stays: the collector need not look at it again and again
    gc.set_threshold(YOUNG)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_run(session, lambda: next(waiting, None), lanes))
    return session.interrupted


async def _run(session: Session, take: Callable[[], str | None], lanes: int) -> None:
    await Lanes(session).run(take, lanes)


def _loop_factory() -> Callable[[], Any]:
    try:
        import uvloop  # noqa: PLC0415 - not there on Windows
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
