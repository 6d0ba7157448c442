"""Scrapy's scheduler over the SQLite frontier: nothing is kept in memory but what is under way.

Requests made from frontier rows come from here and are never stored twice; what the engine enqueues itself (the target
of a redirect) waits in memory, for its row is still owed until something came of it.
"""

import asyncio
from collections import deque
from typing import Any

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler

from crawler.archive.clock import now
from crawler.turns import LOOK_AGAIN


class FrontierScheduler(BaseScheduler):
    """Needs a spider with `crawl` (a PortalCrawl), `request(row)` and `nothing_else()`."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._redirected: deque[Request] = deque()
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Any) -> "FrontierScheduler":
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        self._spider: Any = spider

    def close(self, reason: str) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def enqueue_request(self, request: Request) -> bool:
        self._redirected.append(request)
        return True

    def has_pending_requests(self) -> bool:
        if self._redirected or self._spider.crawl.in_flight:
            return self._spider.crawl.session.fatal is None
        return self._spider.crawl.turns.wait(now()) is not None

    def next_request(self) -> Request | None:
        if self._redirected:
            return self._redirected.popleft()
        crawl = self._spider.crawl
        if (row := crawl.turns.next(now())) is not None:
            request: Request = self._spider.request(row)
            return request
        self._spider.nothing_else()
        self._wake_later()
        return None

    def _wake_later(self) -> None:
        """Ask again when the next page comes due: the engine alone would look every five seconds."""
        if self._timer is not None:
            return
        crawl = self._spider.crawl
        seconds = LOOK_AGAIN.total_seconds() if crawl.in_flight else crawl.turns.wait(now())
        if seconds:
            self._timer = asyncio.get_running_loop().call_later(min(seconds, 60), self._wake)

    def _wake(self) -> None:
        self._timer = None
        engine = self._crawler.engine
        if engine is None or engine.spider is None:
            return
        if (row := self._spider.crawl.turns.next(now())) is not None:
            engine.crawl(self._spider.request(row))
        else:
            self._spider.nothing_else()  # what was under way may have come meanwhile, and wait for others in vain
            self._wake_later()
