"""A portal's files in one run: which are asked for, within which bounds, and what came of each."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scrapy.http import Response

from crawler.archive.file_store import leave_files, owe_files
from crawler.archive.store import Store
from crawler.files.judge import GONE, judge
from crawler.files.place import put_file
from crawler.files.portal import offering_of
from crawler.frontier import FrontierRow
from crawler.items import Fetched, FileItem, Problem
from crawler.net.lease import HostLease
from crawler.net.reason import detail_of, reason_of
from crawler.net.robots import RobotsDenied, RobotsUnavailable
from crawler.retry import PASSING, retry_after
from crawler.url import bare_host

if TYPE_CHECKING:
    from crawler.portal_crawl import PortalCrawl

AT_ONCE = 2  # files of a portal under way: each is in memory until it is on disk
AT_ONCE_IN_ALL = 6  # of all portals of a process
MOST_FILES = 5_000  # of a portal in one run; what is owed beyond waits for the next
MOST_BYTES = 10_000_000_000
SECONDS = 900.0  # for one file


class FileCrawl:
    """Knows of files what PortalCrawl knows of pages."""

    def __init__(self, crawl: "PortalCrawl") -> None:
        bounds = crawl.session.bounds
        self.offering = offering_of(crawl.portal, files=False if bounds.pages is not None else bounds.files)
        self.wanted = self.offering.wanted
        self._crawl = crawl
        self._leases: dict[str, HostLease] = {}
        self._asked = self._bytes = 0
        self._leaving: asyncio.Future[None] | None = None

    async def open(self) -> None:
        """Make the frontier owe the files that are wanted now and were not before."""
        crawl = self._crawl
        await crawl.write(Store.apply, owe_files, crawl.portal.id, self.offering, at=crawl.now())

    def may_start(self) -> bool:
        """Whether one more file may be asked for now: those under way are in memory."""
        if self._under_way() >= AT_ONCE or sum(one._under_way() for one in self._crawl.session.files) >= AT_ONCE_IN_ALL:
            return False
        if self._asked < MOST_FILES and self._bytes < MOST_BYTES:
            self._asked += 1
            return True
        if self._leaving is None:
            self._leaving = asyncio.ensure_future(self._leave())
        return False

    def _under_way(self) -> int:
        return sum(1 for row in self._crawl.in_flight.values() if row.kind == "file")

    async def _leave(self) -> None:
        """Enough for this run."""
        await self._crawl.write(Store.apply, leave_files, self._crawl.portal.id)
        self._leaving = None

    def limits(self) -> dict[str, Any]:
        """Of a file's request: Scrapy's own names."""
        return {"download_maxsize": self.wanted.most, "download_timeout": SECONDS, "file": True}

    def conditions(self, row: FrontierRow) -> dict[str, str]:
        """The headers that ask for a kept file only where it has changed."""
        if not row.looks or self._crawl.validators.state == "liar" or not self._is_kept(row.url):
            return {}
        both = {"If-None-Match": row.etag, "If-Modified-Since": row.last_modified}
        return {name: value for name, value in both.items() if value}

    def _is_kept(self, url: str) -> bool:
        sql = """SELECT 1 FROM attachments WHERE url = ?1 AND path IS NOT NULL
                 UNION ALL SELECT 1 FROM images WHERE url = ?1 AND path IS NOT NULL LIMIT 1"""
        return self._crawl.session.reading.execute(sql, (url,)).fetchone() is not None

    def admits(self, url: str, meta: Mapping[str, Any]) -> bool:
        """Whether a request off the portal may be made: for a file or robots.txt of a host that its file names.

        False while another crawl asks that host.
        """
        host = bare_host(url)
        if not (meta.get("file") or meta.get("dont_obey_robotstxt")) or host not in self.wanted.hosts:
            return False
        if host not in self._leases:
            lease = HostLease(host)
            if not lease.take():
                return False
            self._leases[host] = lease
        self._leases[host].touch()
        return True

    async def answer(self, response: Response, fetched: Fetched) -> FileItem:
        """What came of a file's request, the file itself on disk."""
        status = response.status
        if status == 304:
            return FileItem(fetched, "unchanged")
        if status in GONE:
            return FileItem(fetched, "gone", problems=[Problem("file", f"status {status}")])
        if status != 200:
            wait = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), at=fetched.at)
            again = status in PASSING
            return self._failure(fetched, Problem("file", f"status {status}"), again=again, of_host=again, wait=wait)
        said = response.headers.get("Content-Length")
        media_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        whole = said is not None and said.strip().isdigit() and int(said) == len(response.body)
        item = await asyncio.to_thread(judge, fetched, response.body, self.wanted, media_type=media_type, whole=whole)
        if item.status == "failed":
            return self._failure(fetched, item.problems[0], again=True, of_host=False)
        if item.status == "stored":
            self._bytes += item.bytes
            await asyncio.to_thread(put_file, self._crawl.session.archive, item.path, response.body)
        return item

    def failure(self, fetched: Fetched, error: BaseException) -> FileItem:
        """A file that could not be downloaded."""
        if isinstance(error, RobotsDenied):
            return FileItem(fetched, "denied")
        if isinstance(error, RobotsUnavailable) and self._is_own(fetched):
            self._crawl.stop(f"robots.txt cannot be had: {error}")
        problem = Problem("file", reason_of(error), detail_of(error))
        if problem.reason == "too large":
            return FileItem(fetched, "too large", problems=[problem])
        of_page = problem.reason in ("redirected off the portal", "private address", "redirect loop")
        return self._failure(fetched, problem, again=not of_page, of_host=not of_page)

    def _failure(self, fetched: Fetched, problem: Problem, *, again: bool, of_host: bool, wait: Any = None) -> FileItem:
        own = self._is_own(fetched)
        page = self._crawl.failure(fetched, problem, again=again, of_host=of_host and own, wait=wait if own else None)
        return FileItem(fetched, "failed", problems=[problem], retry_at=page.retry_at)

    def _is_own(self, fetched: Fetched) -> bool:
        """Whether it was asked of the portal itself: another host's failures say nothing of the portal's."""
        return self._crawl.scope.is_own_host(fetched.url)

    async def settle(self, item: FileItem) -> None:
        """Store what came of a file; done when it is on disk."""
        crawl = self._crawl
        kept = await crawl.write(Store.file, item)
        if item.status != "failed":
            crawl.circuit.succeed(item.fetched.at)
        counts = crawl.run.counts
        counts.files += kept.new
        counts.articles_edited += kept.edited
        counts.problems += len(item.problems)
        crawl.settled(item.fetched.row, over=item.retry_at is None)
        crawl.session.watch(crawl.run)

    def close(self) -> None:
        """Let others ask the hosts of files."""
        for lease in self._leases.values():
            lease.release()
        self._crawl.session.files.remove(self)
