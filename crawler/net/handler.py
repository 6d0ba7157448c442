"""Scrapy's aiohttp download handler with khotin's guards: public addresses only, TLS per portal, three time limits."""

from collections.abc import Callable
from functools import cache, partial
from ssl import SSLContext
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.typedefs import StrOrURL
from scrapy.core.downloader.handlers._aiohttp import _ClientResponse
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.utils._download_handlers import make_response

from crawler.capture.download import CapturingHandler, Received
from crawler.net.address import PublicResolver, is_private, literal_address
from crawler.net.tls import tls_context

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

FIRST_BYTES = "khotin_first_bytes"  # request.meta: no more of the body is wanted


class _TimedSession:
    """The session with limits for connecting and for the silence between two reads beside that of the whole.

    Certificates are loaded, by `tls`, once a page is asked for by https: that takes as long as twenty pages.
    """

    def __init__(
        self, session: aiohttp.ClientSession, *, connect: float, silence: float, tls: Callable[[], SSLContext]
    ) -> None:
        self._session = session
        self._limits = cache(partial(_limits, connect, silence))
        self._tls = tls

    def request(self, method: str, url: StrOrURL, *, timeout: aiohttp.ClientTimeout, **kwargs: Any) -> Any:
        limits = self._limits(timeout.total)
        kwargs["ssl"] = self._tls() if str(url).startswith("https:") else True
        return self._session.request(method, url, timeout=limits, **kwargs)

    async def close(self) -> None:
        await self._session.close()


def _limits(connect: float, silence: float, total: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=total, sock_connect=connect, sock_read=silence)


class PrivateAddress(IgnoreRequest):
    """The request would have left the public net."""


class GuardedHandler(CapturingHandler):
    """One per portal; reads KHOTIN_HOME_HOST, KHOTIN_TLS, KHOTIN_CONNECT_TIMEOUT and KHOTIN_SILENCE_TIMEOUT."""

    experimental = False  # quietens a warning meant for those who choose between handlers

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._home_host = settings.get("KHOTIN_HOME_HOST", "")
        self._throttled = settings.getfloat("DOWNLOAD_DELAY") > 0
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._tls = settings.get("KHOTIN_TLS", "strict")
        connector = aiohttp.TCPConnector(
            resolver=PublicResolver(frozenset({self._home_host})),
            limit=self._pool_size_total,
            limit_per_host=self._pool_size_per_host,
            ttl_dns_cache=300,
        )
        session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=Received,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )
        self._unguarded = self._session
        self._session = _TimedSession(  # type: ignore[assignment]
            session,
            connect=settings.getfloat("KHOTIN_CONNECT_TIMEOUT", 15),
            silence=settings.getfloat("KHOTIN_SILENCE_TIMEOUT", 30),
            tls=cache(partial(tls_context, self._tls)),
        )

    async def download_request(self, request: "Request") -> "Response":
        host = urlsplit(request.url).hostname or ""
        address = literal_address(host)
        if address is not None and host != self._home_host and is_private(address):
            raise PrivateAddress(host)
        request.meta.setdefault("download_timeout", self._timeout)  # Scrapy leaves it at 10 s without its middleware
        lease = self.crawler.spider.crawl.lease  # type: ignore[union-attr]
        if self._throttled and lease is not None:
            lease.touch()
        return await super().download_request(request)

    async def _read_body(self, response: Received, request: "Request") -> "Response":
        if response._ssl_object is not None:
            spoken = response._ssl_object.version() or "TLS"
            self.crawler.spider.crawl.run.tls = f"{self._tls}, {spoken}"  # type: ignore[union-attr]
        if (most := request.meta.get(FIRST_BYTES)) is not None:
            return await self._read_start(response, request, most)
        return await super()._read_body(response, request)

    async def _read_start(self, response: _ClientResponse, request: "Request", most: int) -> "Response":
        """The first `most` bytes of the body, or all of a shorter one."""
        body = bytearray()
        try:
            async for chunk in self._iter_body_chunks(response):
                body += chunk
                if len(body) >= most:
                    break
        except aiohttp.ClientPayloadError as error:
            raise ResponseDataLossError(str(error)) from error
        headers = self._extract_headers(response)
        base = self._build_base_response_args(response, request, headers)
        return make_response(**base, body=bytes(body[:most]))

    async def close(self) -> None:
        await self._unguarded.close()
        await super().close()
