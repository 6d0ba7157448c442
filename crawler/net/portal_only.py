"""Nothing but the portal is asked: a redirect is followed on the portal, and ends where it leads off it."""

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.url import bare_host


class OffPortal(IgnoreRequest):
    """A redirect leads to a host that is not the portal's."""


class PortalOnlyMiddleware:
    """Checks every request the engine makes, its redirected ones included."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> "PortalOnlyMiddleware":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise OffPortal for another host, or another scheme than http and https."""
        parts, crawl = urlsplit(request.url), self._crawler.spider.crawl
        if parts.scheme in ("http", "https") and crawl.scope.is_own_host(request.url):
            return
        if parts.scheme not in ("http", "https") or not crawl.files.admits(request.url, request.meta):
            raise OffPortal(f"leads to {bare_host(request.url) or parts.scheme}")


class PortalRedirectMiddleware(RedirectMiddleware):
    """Scrapy's own; khotin sends no Referer, so none has to be carried over."""

    def _engine_started(self) -> None:
        """Scrapy would warn, in every portal's crawl, that there is no referer middleware."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """Nothing to do."""
