"""An article that a page tells only machines: JSON-LD, or the data a script fills an empty page from."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from lxml import etree

from crawler.extraction.blocks import read_content, take_lede, without_repeats
from crawler.extraction.html import safe_html
from crawler.extraction.node import NodeReader
from crawler.extraction.page import Page, parse_html
from crawler.items import ArticleFields, Block, DateCandidate

_TITLE = ("headline", "title", "name", "tieuDe", "tieude", "TieuDe", "Title", "ten")
_BODY = ("articleBody", "contentHtml", "content", "noiDung", "noidung", "NoiDung", "body", "html", "Content", "detail")
_LEDE = ("description", "summary", "sapo", "tomTat", "trichYeu", "lead", "moTa", "excerpt")
_DATE = ("datePublished", "publishedAt", "published_at", "ngayDang", "publishDate", "publishTime", "createdAt", "date")
_DEEPEST, _MOST = 12, 20_000
_LEAST_BODY = 40


def told_article(page: Page) -> ArticleFields | None:
    """The article with the longest body that the page's data hold; None where they hold none."""
    best = max(_objects(page), key=lambda one: len(_first(one, _BODY)), default=None)
    return _fields(best, page) if best is not None else None


def _objects(page: Page) -> Iterator[Mapping[str, Any]]:
    for script in page.tree.iter("script"):
        if (script.get("type") or "").lower() in ("application/ld+json", "application/json") and script.text:
            try:
                data = json.loads(script.text)
            except (ValueError, RecursionError):
                continue
            for one in islice(_walk(data, 0), _MOST):
                if _first(one, _TITLE) and len(_first(one, _BODY)) >= _LEAST_BODY:
                    yield one


def _walk(data: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, dict):
        yield data
    for one in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _walk(one, depth + 1)


def _first(data: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((data[name].strip() for name in names if isinstance(data.get(name), str) and data[name].strip()), "")


def _fields(data: Mapping[str, Any], page: Page) -> ArticleFields:
    fields = ArticleFields(title=_plain(_first(data, _TITLE)), lede=_plain(_first(data, _LEDE)))
    body = _first(data, _BODY)
    if "<" in body and ">" in body:
        node = NodeReader(page.base).read(parse_html(body.encode("utf-8", "replace")))
        content = read_content(node)
        fields.blocks, fields.images = content.blocks, content.images
        fields.body_html = safe_html([node], base=page.base)
    else:
        fields.blocks = [Block(text) for line in body.splitlines() if (text := " ".join(line.split()))]
    fields.blocks = without_repeats(fields.blocks, title=fields.title, lede=fields.lede)
    if not fields.lede:
        fields.lede, fields.blocks = take_lede(fields.blocks)
    if date := _first(data, _DATE):
        fields.dates = [DateCandidate(date, "jsonld")]
    return fields


def _plain(text: str) -> str:
    if "<" in text:
        text = str(etree.XPath("string()")(parse_html(text.encode("utf-8", "replace"))))
    return " ".join(text.split())
