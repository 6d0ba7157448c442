"""Where responses are captured: in the download handler, before any middleware unpacks or anybody parses them."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import aiohttp
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.exceptions import DownloadCancelledError, ResponseDataLossError
from scrapy.http import Headers, Response

from crawler.archive.clock import now
from crawler.capture.exchange import Exchange, Truncated, request_head

if TYPE_CHECKING:
    from scrapy import Request

BROKEN = (ResponseDataLossError, DownloadCancelledError, TimeoutError, aiohttp.ClientError)


class Received(_ClientResponse):
    """Scrapy's, with the body as far as it came."""

    received: list[bytes]


class CapturingHandler(AiohttpDownloadHandler):
    """Hands every response over to the process that writes.

    Its ticket goes into the request's meta, list "captures", and is stored with what comes of the page; a request
    without that list (robots.txt) is stored in a job of its own.
    """

    async def _read_response(self, response: _ClientResponse, request: "Request") -> Response:
        assert isinstance(response, Received)
        response.received = []
        try:
            answer = await self._read_body(response, request)
        except BROKEN as error:
            self._capture(response, request, b"".join(response.received), _truncated(error))
            raise
        came = sum(map(len, response.received))
        self._capture(response, request, answer.body, "" if came <= len(answer.body) else "length")
        return answer

    async def _read_body(self, response: Received, request: "Request") -> Response:
        """The response with its whole body; DownloadCancelledError where that is more than is wanted.

        As Scrapy does it, but no listener is asked after every chunk whether to stop, for khotin has none, and nobody
        looks for what kind of text it may be: khotin reads bytes (crawler.text.decoding).
        """
        most = request.meta.get("download_maxsize", self._default_maxsize)
        headers = self._extract_headers(response)
        base = self._build_base_response_args(response, request, headers)
        declared, came = int(headers.get("Content-Length") or 0), 0
        if most and declared > most:
            self._cancel_maxsize(declared, most, request, expected=True)
        try:
            async for chunk in self._iter_body_chunks(response):
                came += len(chunk)
                if most and came > most:
                    self._cancel_maxsize(came, most, request, expected=False)
        except aiohttp.ClientPayloadError as error:
            raise ResponseDataLossError(str(error)) from error
        return Response(**base, body=b"".join(response.received))

    @staticmethod
    def _request_headers(request: "Request") -> Headers:
        """Nothing has to be taken out of them: khotin uses no proxy."""
        return request.headers

    @staticmethod
    async def _iter_body_chunks(response: _ClientResponse) -> AsyncIterator[bytes]:
        assert isinstance(response, Received)
        async for chunk in response.content.iter_any():
            response.received.append(chunk)
            yield chunk

    def _capture(self, response: Received, request: "Request", body: bytes, truncated: Truncated) -> None:
        crawl: Any = self.crawler.spider.crawl  # type: ignore[union-attr]
        crawl.run.counts.bytes += len(body)
        asked = request.cb_kwargs["row"].url if "row" in request.cb_kwargs else request.url
        version = f"{response.version.major}.{response.version.minor}" if response.version else "1.1"
        sent = response.request_info
        ticket = crawl.session.writer.take(
            Exchange(
                portal_id=crawl.portal.id,
                asked=asked,
                url=request.url,
                at=now(),
                request=request_head(sent.method, sent.url.raw_path_qs, list(sent.headers.items()), request.body),
                status=response.status,
                reason=response.reason or "",
                version=version,
                headers=response.raw_headers,
                body=body,
                truncated=truncated,
                address=response._peername[0] if response._peername else "",
                facts=self._facts(response, request, crawl),
            )
        )
        if (held := request.meta.get("captures")) is None:
            crawl.session.keep_captures([ticket])
        else:
            held.append(ticket)

    def _facts(self, response: Received, request: "Request", crawl: Any) -> dict[str, str]:
        """What the `metadata` record says."""
        row, tls = request.cb_kwargs.get("row"), response._ssl_object
        facts = {
            "portal": crawl.portal.id,
            "recipe": crawl.recipe.name if crawl.recipe else crawl.portal.fields.recipe,
            "run": str(crawl.session.writer.run_id),
            "kind": row.kind if row is not None else "",
            "key": row.key if row is not None else "",
            "asked": row.url if row is not None and row.url != request.url else "",
        }
        if tls is None:
            return facts | {"tls": "none"}
        return facts | {"tls": crawl.portal.fields.tls, "tls-version": tls.version() or ""}


def _truncated(error: BaseException) -> Truncated:
    if isinstance(error, DownloadCancelledError):
        return "length"
    return "time" if isinstance(error, TimeoutError) else "disconnect"
