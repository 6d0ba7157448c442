"""robots.txt through Scrapy's own parser, and through RFC 9309 where Scrapy would rather go on.

4xx, a redirect that ends nowhere or off the portal: everything is allowed. 5xx, 429 or no answer: nothing is, after a
few patient tries. A page of HTML holds no rule that can be read, so it allows everything. Crawl-delay is honoured.
"""

import asyncio
import random
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler

from crawler.archive.clock import now
from crawler.extraction.feeds import robots_sitemaps
from crawler.net.handler import FIRST_BYTES
from crawler.net.reason import detail_of
from crawler.retry import LONGEST_WAIT, MAX_TRIES, backoff, retry_after

MAX_BYTES = 512_000  # of rules that are read; RFC 9309 asks for 500 KiB at least


class RobotsDenied(IgnoreRequest):
    """robots.txt forbids this page to khotin."""


class RobotsUnavailable(IgnoreRequest):
    """robots.txt could not be had (5xx, 429, no answer): the host is left alone in this run."""


class RunEnded(IgnoreRequest):
    """The run was asked to end while the page still waited."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Asks for robots.txt once per host and run; every other request of the host waits for it."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._rules: dict[str, asyncio.Task[RobotParser]] = {}
        self._base: float = crawler.settings.getfloat("KHOTIN_RETRY_BASE")
        self._last_error = Exception()
        self._jitter = random.Random(0)  # noqa: S311 - spreads waits, hides nothing

    async def process_request(self, request: Request, spider: Any = None) -> None:
        """Raise RobotsDenied or RobotsUnavailable where the page may not be asked for."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        if parts.netloc not in self._rules:
            self._rules[parts.netloc] = asyncio.ensure_future(self._ask(f"{parts.scheme}://{parts.netloc}/robots.txt"))
        asked = self._rules[parts.netloc]
        rules = asked.result() if asked.done() else await asyncio.shield(asked)
        agent = self._robotstxt_useragent or self._default_useragent
        if not rules.allowed(request.url, agent):
            raise RobotsDenied("denied by robots.txt")

    async def _ask(self, url: str) -> RobotParser:
        crawl = self.crawler.spider.crawl  # type: ignore[union-attr]
        for tries in range(1, MAX_TRIES + 1):
            response = await self._download(url)
            if response is not None and response.status != 429 and response.status < 500:
                return self._read(response)
            wait = self._wait(response, tries)
            if tries == MAX_TRIES or wait > LONGEST_WAIT.total_seconds():
                break
            await crawl.rest(wait)
            if crawl.ending.is_set():
                raise RunEnded("before robots.txt was had")
        told = f"status {response.status}" if response is not None else f"no answer ({detail_of(self._last_error)})"
        raise RobotsUnavailable(told)

    async def _download(self, url: str) -> Response | None:
        request = Request(
            url,
            priority=self.DOWNLOAD_PRIORITY,
            callback=NO_CALLBACK,
            meta={"dont_obey_robotstxt": True, FIRST_BYTES: MAX_BYTES},
        )
        assert self.crawler.engine is not None
        try:
            return await self.crawler.engine.download_async(request)
        except IgnoreRequest:  # it leads off the portal, round in circles, or unpacks without end
            return Response(url, status=404)
        except Exception as error:  # whatever the network does, the answer is "not now"
            self._last_error = error
            return None

    def _wait(self, response: Response | None, tries: int) -> float:
        asked = None
        if response is not None and (value := response.headers.get("Retry-After")):
            asked = retry_after(value.decode("latin-1"), at=now())
            if asked is not None and (lease := self.crawler.spider.crawl.lease) is not None:  # type: ignore[union-attr]
                lease.leave_alone(asked.total_seconds())
        wait = backoff(tries, base=self._base, jitter=self._jitter)
        return max(asked or wait, wait).total_seconds()

    def _read(self, response: Response) -> RobotParser:
        body = response.body.rpartition(b"\n")[0] if len(response.body) >= MAX_BYTES else response.body
        body = body if response.status < 300 else b""
        parser = build_from_crawler(self._parserimpl, self.crawler, body)
        crawl = self.crawler.spider.crawl  # type: ignore[union-attr]
        if crawl.scope.is_own_host(response.url):  # and not a host that only its files lie on
            crawl.sitemaps = robots_sitemaps(body.decode("utf-8", "replace"), url=response.url)
        self._slow_down(parser)
        return parser

    def _slow_down(self, parser: RobotParser) -> None:
        """Crawl-delay is the least delay from now on, for AutoThrottle too; a delay of 0 was asked for and stays."""
        settings, engine = self.crawler.settings, self.crawler.engine
        asked = parser.crawl_delay(self._robotstxt_useragent or self._default_useragent)
        own = settings.getfloat("DOWNLOAD_DELAY")
        if not asked or not own or asked <= own or engine is None:
            return
        delay = min(asked, settings.getfloat("KHOTIN_MAX_CRAWL_DELAY"))
        engine.downloader._delay = delay
        for slot in engine.downloader.slots.values():
            slot.delay = max(slot.delay, delay)
        throttle = self.crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = delay
