"""Addresses as pages write them, made absolute. What is the same article is decided elsewhere (crawler.url)."""

from functools import lru_cache
from urllib.parse import urljoin, urlsplit


def absolute(href: str | None, base: str) -> str:
    """`href` as an absolute http(s) address without its fragment; "" for anything a crawler cannot ask for."""
    if not href:
        return ""
    href = "".join(href.split("\n")).strip() if "\n" in href else href.strip()
    if not href or href[0] == "#":
        return ""
    if href[0] == "/" and href[1:2] != "/":
        url = _origin(base) + href
    else:
        try:
            url = href if href.startswith(("http://", "https://")) else urljoin(base, href)
        except ValueError:  # an unclosed "[" where a host should be
            return ""
    url = url.partition("#")[0].replace(" ", "%20")
    return url if url[:7] == "http://" or url[:8] == "https://" else ""


@lru_cache(maxsize=1024)
def _origin(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"
