"""What the requests of scripted pagers bring: HTML fragments, HTML inside JSON, JSON lists."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from crawler.extraction.fragment import next_request
from crawler.extraction.page import Page
from crawler.extraction.script_items import filled
from crawler.extraction.script_pager import page_after
from crawler.items import Link
from crawler.recipe import Paging, Recipe

_ADDRESS_NAMES = ("url", "link", "href", "urlDetail", "rewriteURL", "detailUrl", "permalink", "linkDetail", "Url")
_TITLE_NAMES = ("title", "name", "Title", "tieuDe", "TieuDe", "tieu_de", "Name")
_DEEPEST = 8


def answer_page(
    body: bytes, *, url: str, content_type: str | None, recipe: Recipe | None, asked: Link | None = None
) -> Page | list[Link]:
    """What a pager's request brought: a page to read as the listing's, or the links of a JSON list.

    `url` is the listing's address: a fragment's links are relative to the page it is put into. With `asked`, the next
    request follows the links of a JSON list that was not empty.
    """
    read = _as_json(body, content_type)
    if read is None:
        return Page(body, url=url, content_type=content_type)
    paging = recipe.fields.paging if recipe is not None else Paging()
    markup = "" if paging.items else _markup(read, paging)
    if markup:
        return Page(markup.encode("utf-8", "replace"), url=url, content_type="text/html; charset=utf-8")
    links = list(_links(read, paging, url, asked.text if asked is not None else ""))
    if asked is not None and links:
        described = paging.kind in ("query", "path", "post")
        markup = body.decode("utf-8", "replace")
        links += next_request(asked, paging, markup=markup) if described else page_after(asked)
    return links


def _as_json(body: bytes, content_type: str | None) -> Any:
    start = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start not in (b"{", b"[") and not (start == b'"' and "json" in (content_type or "")):
        return None
    try:
        return json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None


def _markup(read: Any, paging: Paging) -> str:
    if paging.answer:
        found = _at_path(read, paging.answer)
        return found if isinstance(found, str) else ""
    return max((text for text in _walk(read) if isinstance(text, str) and "<a " in text), key=len, default="")


def _links(read: Any, paging: Paging, url: str, template: str) -> Iterator[Link]:
    names = (paging.item_url,) if paging.items else _ADDRESS_NAMES
    for item in _walk(_at_path(read, paging.items) if paging.items else read):
        if not isinstance(item, dict):
            continue
        made = filled(template, item) if template and not paging.items else ""
        address = made or _text_of(item, names)
        if address and (paging.items or made or address.startswith(("/", "http://", "https://"))):
            yield Link(urljoin(url, address), "listed", text=_text_of(item, _TITLE_NAMES))


def _text_of(item: dict[str, Any], names: tuple[str, ...]) -> str:
    values = (item.get(name) for name in names)
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), "")


def _at_path(read: Any, path: str) -> Any:
    for name in path.split("."):
        if not isinstance(read, dict):
            return None
        read = read.get(name)
    return read


def _walk(read: Any, depth: int = 0) -> Iterator[Any]:
    """`read` and everything within it, at most `_DEEPEST` deep."""
    yield read
    if depth < _DEEPEST and isinstance(read, dict | list):
        for one in read.values() if isinstance(read, dict) else read:
            yield from _walk(one, depth + 1)
