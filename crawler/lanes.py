"""Running a session's portals through Scrapy: several at once, one host at a time, stopped politely by a signal."""

import asyncio
import logging
import signal
from collections.abc import Callable, Iterable
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings

from crawler.net.lease import HostLease
from crawler.session import PortalRun, Session

LANES = 32  # portals under way at once in one process; each asks its host about once a second
POLL = 0.5


class Lanes:
    """The portals of one process. `interrupted` is set once a signal asked to stop."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._crawlers: set[Crawler] = set()
        self.interrupted = False

    async def run(self, take: Callable[[], str | None]) -> None:
        """Crawl every portal that `take` hands out (None = no more)."""
        self._listen()
        await asyncio.gather(*(self._lane(take) for _ in range(min(LANES, len(self._session.runs)))))

    async def _lane(self, take: Callable[[], str | None]) -> None:
        while not self.interrupted and (portal_id := take()) is not None:
            await self._crawl(self._session.runs[portal_id])

    async def _crawl(self, run: PortalRun) -> None:
        lease = HostLease(run.portal.host)
        if not await self._wait_for(lease, run):
            return
        try:
            crawler = AsyncCrawlerRunner(self._settings(run)).create_crawler("portal")
            self._crawlers.add(crawler)
            await crawler.crawl_async(portal=run.portal.id, session=self._session, lease=lease)
            self._crawlers.discard(crawler)
        finally:
            lease.release()

    async def _wait_for(self, lease: HostLease, run: PortalRun) -> bool:
        while not lease.take():
            if run.state != "busy":
                run.state = "busy"
                self._session.watch(run)
            if self.interrupted:
                return False
            await asyncio.sleep(POLL)
        await asyncio.sleep(lease.rest(run.portal.fields.delay))
        return True

    def _settings(self, run: PortalRun) -> Settings:
        portal = run.portal.fields
        settings = Settings()
        settings.setmodule("crawler.settings", priority="project")
        settings.update(
            {
                "KHOTIN_HOME_HOST": run.portal.host.partition(":")[0],
                "KHOTIN_TLS": portal.tls,
                "DOWNLOAD_DELAY": portal.delay,
                "AUTOTHROTTLE_ENABLED": portal.delay > 0,
                "AUTOTHROTTLE_START_DELAY": portal.delay,
                "CONCURRENT_REQUESTS": run.portal.concurrency,
                "CONCURRENT_REQUESTS_PER_DOMAIN": run.portal.concurrency,
                "ROBOTSTXT_OBEY": portal.robots,
            },
            priority="cmdline",
        )
        settings.update(self._session.overrides, priority="cmdline")
        return settings

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop)

    def _stop(self) -> None:
        """Finish what is under way; a second signal ends at once, which loses nothing but the pages under way."""
        if self.interrupted:
            raise SystemExit(130)
        self.interrupted = True
        for crawler in list(self._crawlers):
            asyncio.ensure_future(crawler.stop_async())


def run_session(session: Session, portal_ids: Iterable[str]) -> bool:
    """Crawl the portals in this process; returns whether a signal cut the crawl short."""
    logging.getLogger("scrapy").setLevel(logging.ERROR)  # what its warnings tell is in `problems`
    waiting = iter(list(portal_ids))
    lanes = Lanes(session)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(lanes.run(lambda: next(waiting, None)))
    return lanes.interrupted


def _loop_factory() -> Callable[[], Any]:
    try:
        import uvloop  # noqa: PLC0415 - not there on Windows
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
