"""The way of walking every portal: listings, their pages, their articles, and each article's other links."""

import logging
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from scrapy import Request, Spider, signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive.clock import now
from crawler.errors import KhotinError
from crawler.extraction.answer import answer_page
from crawler.extraction.page import Page
from crawler.extraction.paging import next_pages
from crawler.frontier import FrontierRow
from crawler.items import ArticleItem, Fetched, FileItem, Link, PageItem, Problem, Reading, Ticket
from crawler.net.lease import HostLease
from crawler.net.portal_settings import portal_settings
from crawler.net.reason import detail_of, reason_of
from crawler.net.robots import RobotsDenied, RobotsUnavailable, RunEnded
from crawler.parts import Parts
from crawler.portal_crawl import PortalCrawl
from crawler.retry import PASSING, retry_after
from crawler.session import Session
from crawler.sessions import session_alone
from crawler.survey import Survey
from crawler.visit import places, visit_article, visit_listing
from crawler.ways_in import visit_feed

PART_FAILURES = (
    IgnoreRequest,
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
REFUSED = frozenset({401, 403, 451})
AS_IT_IS = {"verbatim_url": True}  # pages' addresses in the frontier are ready to be sent (crawler.url)
Item = ArticleItem | PageItem | FileItem


def _session_alone(settings: Any, portal: str) -> Session:
    """The session of `scrapy crawl`; what cannot be done as asked ends it with one line, as it ends `khotin crawl`."""
    try:
        return session_alone(settings, portal)
    except KhotinError as error:
        print(f"khotin: {error}", file=sys.stderr)
        logging.getLogger("asyncio").disabled = True  # it would tell the end of Scrapy's task as a traceback
        raise SystemExit(error.exit_code) from None


def _is_no_longer(whole: Reading, first: Reading) -> bool:
    """Whether an article's further pages added nothing to its first one's text."""
    return bool(whole.article and first.article and len(whole.article.blocks) <= len(first.article.blocks))


class PortalSpider(Spider):
    """`scrapy crawl portal -a portal=ID`; `khotin crawl` runs one per portal."""

    name = "portal"
    crawl: PortalCrawl
    survey: Survey

    def __init__(self, portal: str, session: Session, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.session = session
        self.portal = session.runs[portal].portal

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> "PortalSpider":
        lease: HostLease | None = kwargs.pop("lease", None)
        session = kwargs.pop("session", None) or _session_alone(crawler.settings, kwargs.get("portal", ""))
        spider = super().from_crawler(crawler, *args, session=session, **kwargs)
        crawler.settings.update(portal_settings(spider.portal), priority="spider")
        retry_base = crawler.settings.getfloat("KHOTIN_RETRY_BASE")
        spider.crawl = PortalCrawl(session, spider.portal, lease=lease, retry_base=retry_base)
        spider.survey = Survey(spider.crawl)
        crawler.signals.connect(spider._lost, signals.spider_error)
        crawler.signals.connect(spider._lost, signals.item_error)
        crawler.signals.connect(spider._closed, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Ask the archive what this run owes; the scheduler takes it from there."""
        await self.crawl.open()
        return
        yield

    def request(self, row: FrontierRow) -> Request:
        """The request that answers a frontier row."""
        headers = {}
        if row.media_type:
            headers["Content-Type"] = row.media_type
        headers |= self.crawl.conditions(row)
        return Request(
            row.url,
            self.parse,
            method=row.method or "GET",
            body=row.body,
            headers=headers,
            errback=self.failed,
            cb_kwargs={"row": row},
            meta={"captures": []} | (self.crawl.files.limits() if row.kind == "file" else AS_IT_IS),
            dont_filter=True,
        )

    def nothing_else(self) -> None:
        """Everything else is done: pages that wait for the survey to be complete shall not wait any longer."""
        self.survey.hurry()

    def parse(self, response: Response, row: FrontierRow) -> Any:
        """What came of one page or file: exactly one item."""
        if row.kind == "file":
            return self._file(response, row)
        if self.survey.open:
            return self._surveyed(response, row)
        return self._answer(response, row)

    async def _surveyed(self, response: Response, row: FrontierRow) -> AsyncIterator[Item]:
        came_at = now()
        if response.status == 200 and not await self.survey.add(response, row):
            self.crawl.drop(row)
            self.session.keep_captures(response.meta["captures"])
            return
        for item in await self._items(response, row, came_at):
            yield item

    async def _answer(self, response: Response, row: FrontierRow) -> AsyncIterator[Item]:
        for item in await self._items(response, row, now()):
            yield item

    async def _file(self, response: Response, row: FrontierRow) -> AsyncIterator[Item]:
        yield await self.crawl.files.answer(response, self._fetched(row, response, response.meta["captures"], now()))

    async def _items(self, response: Response, row: FrontierRow, came_at: datetime) -> Iterable[Item]:
        fetched = self._fetched(row, response, response.meta["captures"], came_at)
        try:
            return [await self._item(response, row, fetched)]
        except Exception as error:  # a page that breaks us is a problem to keep, not a crawl to lose
            self.logger.exception("cannot read %s", row.url)
            problem = Problem("extract", "unreadable", f"{type(error).__name__}: {error}")
            return [self.crawl.failure(fetched, problem, again=False, of_host=False)]

    async def _item(self, response: Response, row: FrontierRow, fetched: Fetched) -> Item:
        status = response.status
        if status == 304:
            return self._unchanged(row, fetched)
        if status in (404, 410):
            return await self.crawl.missing(fetched, Problem("fetch", f"status {status}"), hard=True)
        if status != 200:
            wait = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), at=fetched.at)
            problem = Problem("fetch", f"status {status}")
            of_host = status in PASSING or status in REFUSED
            return self.crawl.failure(fetched, problem, again=status in PASSING, wait=wait, of_host=of_host)
        if fetched.final_url != row.url and row.kind == "article" and self.crawl.scope.is_home(fetched.final_url):
            return await self.crawl.missing(fetched, Problem("fetch", "redirected to the home page"), hard=False)
        media_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        self.session.keep(response.url, response.body, media_type)
        if self.crawl.wholeness.is_cut(response.body):
            problem = Problem("fetch", "truncated", "the page has no end")
            return self.crawl.failure(fetched, problem, again=True, of_host=False)
        if row.kind in ("feed", "sitemap"):
            return visit_feed(self.crawl, row, fetched, response.body)
        page = self._page(response, row, media_type)
        if isinstance(page, list):
            listing = Page(b"", url=self._listing_of(row))
            return visit_listing(self.crawl, row, fetched, Reading("listing", links=page), listing)
        reading = self.survey.reader.read(page, expected=row.kind)
        return await self._visit(row, fetched, reading, page)

    def _page(self, response: Response, row: FrontierRow, media_type: str) -> Page | list[Link]:
        if row.method != "POST" and not (row.page and "json" in media_type.lower()):
            return self.survey.page_of(response, row)
        url = self._listing_of(row)
        return answer_page(response.body, url=url, content_type=media_type, recipe=self.crawl.recipe, asked=row.asked)

    def _listing_of(self, row: FrontierRow) -> str:
        """The address of a section's front page: what its fragments' links are relative to."""
        return urljoin(self.crawl.portal.fields.home, row.section)

    async def _visit(self, row: FrontierRow, fetched: Fetched, reading: Reading, page: Page) -> Item:
        if reading.kind == "article" and (row.kind == "article" or self._is_taken_for_section(row, reading)):
            whole = await self._whole(reading, page, row, fetched)
            if isinstance(whole, Problem):
                return self.crawl.failure(fetched, whole, again=True)
            return visit_article(self.crawl, fetched, whole, recipe=self.survey.recipe_name)
        if reading.kind in ("login", "challenge"):
            if reading.kind == "challenge" or row.kind != "article":
                self.crawl.trouble(f"answers with a {reading.kind} page: {fetched.final_url}")
            return self.crawl.failure(fetched, Problem("fetch", f"{reading.kind} page", reading.evidence), again=False)
        if row.kind == "article" and reading.kind == "listing" and self.crawl.is_archived(row.key):
            return await self._listing_instead(row, fetched, reading)
        if row.kind != "article" or reading.kind == "listing" or self._is_filled_by_script(reading, page):
            return visit_listing(self.crawl, row, fetched, reading, page)
        if reading.kind in ("missing", "unpublished"):
            reason = "soft 404" if reading.kind == "missing" else "not published"
            return await self.crawl.missing(fetched, Problem("extract", reason, reading.evidence), hard=False)
        found = places(self.crawl, reading.links, fetched.final_url)  # the way back may lead through it alone
        return PageItem(fetched, "unread", found=found, problems=[Problem("extract", "no article", reading.evidence)])

    def _is_filled_by_script(self, reading: Reading, page: Page) -> bool:
        """Whether a page that shows nothing asks for a list of data."""
        nothing = reading.kind == "other" and self.crawl.recipe is None
        return nothing and any(link.text for link in next_pages(page, None, number=1))

    def _is_taken_for_section(self, row: FrontierRow, reading: Reading) -> bool:
        """A link in a menu that leads to an article after all: without a recipe, its printed date tells."""
        assert reading.article is not None
        dated = any(candidate.source in ("printed", "time") for candidate in reading.article.dates)
        own = self.crawl.scope.is_front(row.url)
        return dated and self.crawl.recipe is None and row.relation == "section" and not own

    async def _whole(self, reading: Reading, page: Page, row: FrontierRow, fetched: Fetched) -> Reading | Problem:
        """The article with its further pages, each fetched now; a problem where one cannot be had: no half articles."""
        endless, alone = self.crawl.endless, self.crawl.recipe is None
        if alone and not endless.parts_lead_on:
            return replace(reading, links=[link for link in reading.links if link.relation != "page"])
        if not any(link.relation == "page" for link in reading.links):
            return reading
        key = self.crawl.scope.article_key(page.url)
        parts = Parts(
            page.url, reading, lambda url: self.crawl.scope.admits(url) and self.crawl.scope.article_key(url) == key
        )
        own, further = list(fetched.captures), list[Ticket]()
        while url := parts.missing():
            try:
                request = Request(url, dont_filter=True, meta={"captures": further})
                response = await self.crawler.engine.download_async(request)
            except PART_FAILURES as error:
                return Problem("fetch", reason_of(error), f"{url}: {error}")
            finally:
                fetched.captures = [*further, *own]  # the article's own page comes last
            part = self.survey.reader.read(self.survey.page_of(response), expected=row.kind)
            if response.status != 200 or part.kind != "article":
                return Problem("extract", "part missing", f"{url}: status {response.status}, {part.kind}")
            parts.add(url, part)
        whole = parts.joined()
        if further:
            endless.count_parts(in_vain=_is_no_longer(whole, reading))
        return whole

    async def _listing_instead(self, row: FrontierRow, fetched: Fetched, reading: Reading) -> PageItem:
        """A known article's address shows a list: gone where it was sent there, else a page we cannot read."""
        if fetched.final_url != row.url:
            return await self.crawl.missing(fetched, Problem("fetch", "redirected to a listing"), hard=False)
        return PageItem(fetched, "unread", problems=[Problem("extract", "no article", reading.evidence)])

    def _unchanged(self, row: FrontierRow, fetched: Fetched) -> PageItem:
        if self.crawl.validators.believes(row):
            return PageItem(fetched, "unchanged")
        problem = Problem("fetch", "status 304", "for a page that was not held")
        return self.crawl.failure(fetched, problem, again=True, of_host=False)

    def failed(self, failure: Failure) -> Iterable[Item]:
        """A page that could not be downloaded at all."""
        request: Request = failure.request  # type: ignore[attr-defined]
        row: FrontierRow = request.cb_kwargs["row"]
        fetched = self._fetched(row, None, request.meta["captures"], now())
        error = failure.value
        assert error is not None
        if isinstance(error, RunEnded):
            self.crawl.drop(row)
            return []
        if row.kind == "file":
            return [self.crawl.files.failure(fetched, error)]
        if isinstance(error, RobotsDenied):
            return [PageItem(fetched, "excluded", problems=[Problem("fetch", "denied by robots.txt")])]
        problem = Problem("fetch", reason_of(error), detail_of(error))
        if isinstance(error, RobotsUnavailable):
            self.crawl.stop(f"robots.txt cannot be had: {error}")
        of_page = isinstance(error, IgnoreRequest | DownloadCancelledError)
        return [self.crawl.failure(fetched, problem, again=not of_page, of_host=not of_page)]

    def _fetched(
        self, row: FrontierRow, response: Response | None, captures: list[Ticket], came_at: datetime
    ) -> Fetched:
        def header(name: str) -> str:
            value = response.headers.get(name) if response is not None else None
            return value.decode("latin-1") if value else ""

        url = response.url if response is not None else row.url
        return Fetched(
            self.portal.id,
            row.id,
            row.key,
            row.key,
            row.url,
            url,
            came_at,
            response.status if response is not None else 0,
            etag=header("ETag"),
            last_modified=header("Last-Modified"),
            tries=row.tries,
            gone_after=timedelta(hours=self.portal.fields.gone_after),
            rhythm=self.portal.rhythm,
            captures=captures,
        )

    async def _closed(self, reason: str) -> None:
        await self.crawl.close(finished=reason == "finished")
        if self.session.alone:
            trouble = self.crawl.run.trouble
            for line in trouble:
                self.logger.error("%s: %s", self.portal.id, line)
            self.session.close("interrupted" if reason != "finished" else "failed" if trouble else "done")

    def _lost(self, failure: Failure, response: Response | None) -> None:
        """An error of our own outside every guard: the row stays owed, and the crawl is not a success."""
        request = response.request if response is not None else None
        if request is not None and (row := request.cb_kwargs.get("row")) is not None:
            self.crawl.drop(row)
            self.session.keep_captures(request.meta["captures"])
        self.crawl.stop(f"internal error: {failure.value!r}")
