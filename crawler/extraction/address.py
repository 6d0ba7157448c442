"""Addresses as pages write them, made absolute. What is the same article is decided elsewhere (crawler.url)."""

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

_HTTP = re.compile(r"https?://(?=[^/?#\s])", re.I)
_PLAIN = re.compile(r"\w[\w-]*(?:[./][\w-]+)*(?:[?#][^\[\]]*)?", re.A)  # no scheme, no "../"


def absolute(href: str | None, base: str) -> str:
    """`href` as an absolute http(s) address without its fragment; "" for anything a crawler cannot ask for."""
    if not href:
        return ""
    href = "".join(href.split("\n")).strip() if "\n" in href else href.strip()
    if not href or href[0] == "#":
        return ""
    if href[0] == "/" and href[1:2] != "/" and "[" not in href and "/." not in href:
        return _origin(base) + _whole(href)
    if _PLAIN.fullmatch(href):
        return _folder(base) + _whole(href)
    try:
        url = href if href.startswith(("http://", "https://")) and "[" not in href else urljoin(base, href)
    except ValueError:  # an unclosed "[" where a host should be
        return ""
    scheme = _HTTP.match(url)
    return _whole(scheme[0].lower() + url[scheme.end() :]) if scheme else ""


def _whole(url: str) -> str:
    return url.partition("#")[0].replace(" ", "%20").replace("&amp;", "&")  # this was escaped twice


@lru_cache(maxsize=1024)
def _folder(base: str) -> str:
    """What a plain relative address is appended to."""
    return urljoin(base, ".")


@lru_cache(maxsize=1024)
def _origin(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"
