"""Cookies, sent only where a portal answers nothing without them: it redirects back until its cookie comes along.

Whoever keeps no cookie sees the same pages on every visit, so khotin keeps none as long as it can. What was insisted on
is kept in memory, for the portal's own hosts, until the run ends.
"""

import re
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response
from w3lib.url import safe_url_string

MOST_COOKIES = 20
LONGEST = 4096
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_COOKIE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)=([\x21\x23-\x3a\x3c-\x7e]*)\s*(?:;|$)")
_ON_THE_WAY = "cookies_on_the_way"


class InsistedCookiesMiddleware:
    """Sends what a redirect in a circle asked for. It stands nearer to the network than what follows redirects."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._kept: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> "InsistedCookiesMiddleware":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """The request with the cookies, where it goes to the portal itself."""
        if self._kept and self._crawler.spider.crawl.scope.is_own_host(request.url):
            request.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._kept.items())

    def process_response(self, request: Request, response: Response) -> Response:
        """The response as it is; the cookies of a redirect to where it came from are kept."""
        if response.status not in _REDIRECTS or "Location" not in response.headers:
            return response
        given = request.meta.get(_ON_THE_WAY, {}) | read_cookies(response.headers.getlist("Set-Cookie"))
        request.meta[_ON_THE_WAY] = given
        location = (response.headers["Location"] or b"").decode("latin-1")
        target = safe_url_string(urljoin(request.url, location))
        if target in (request.url, *request.meta.get("redirect_urls", ())):
            kept = dict(list((self._kept | given).items())[:MOST_COOKIES])
            if sum(map(len, (*kept, *kept.values()))) <= LONGEST:
                self._kept = kept
        return response


def read_cookies(headers: list[bytes]) -> dict[str, str]:
    """Names and values of `Set-Cookie` headers; what is no cookie is left out."""
    found = (_COOKIE.match(header.decode("latin-1").strip()) for header in headers)
    return {one[1]: one[2] for one in found if one is not None}
