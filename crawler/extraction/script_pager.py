"""Pagers that only a script moves, on pages that no recipe describes: requests of jQuery, fetch and axios for a page.

Only requests that name a page are made, with the values the page's own script would send.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.extraction.page import Page
from crawler.extraction.pager_steps import base_url, same_host
from crawler.extraction.postback import FORM_TYPE
from crawler.extraction.script_items import item_template
from crawler.extraction.script_literals import (
    arguments,
    literal,
    members,
    names,
    parts_of_sum,
    variable,
    without_templates,
)
from crawler.items import Link

JSON_TYPE = "application/json; charset=utf-8"
_MOST_CALLS = 100
_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.S | re.I)
_CALL = re.compile(
    r"(?:(?:\$|jQuery)\.(?P<verb>ajax|post|get|getJSON)|axios\.(?P<axios>post|get)|(?<![\w.])(?P<fetch>fetch)"
    r"|\.(?P<load>load))\s*(?=\()"
)
_PAGE_KEY = re.compile(
    r"(?:page|pageindex|page_index|pageno|page_no|pagenum|page_num|pagenumber|page_number|currentpage|current_page|curpage"
    r"|trang|p|pg)",
    re.IGNORECASE,
)
_OFFSET_KEY = re.compile(
    r"start|offset|skip|limitstart|(?:start|from|begin)_?(?:index|row|at)?|row_?start|index_?start", re.IGNORECASE
)
_LENGTH_KEY = re.compile(r"limit|take|size|page_?size|length|rows|per_?page|so_?(?:tin|bai|luong)", re.IGNORECASE)
_NOT_LISTS = re.compile(r"comment|binh-?luan|vote|rating|login|poll|tracking|statistic|counter|search", re.IGNORECASE)


@dataclass(slots=True)
class _Request:
    """A request as the script writes it: expressions, not values."""

    url: str
    method: str
    data: dict[str, str]
    as_json: bool


def script_pages(page: Page, *, number: int) -> list[Link]:
    """The page after `number` where a script on this page asks for further ones; at most one link.

    Its text is the template of an item's address, where the script makes links of data.
    """
    markup = page.raw.decode("utf-8", "replace")
    if "ajax" not in markup and "fetch" not in markup and "axios" not in markup and "$." not in markup:
        return []
    for script in map(without_templates, _SCRIPT.findall(markup)):
        for place, request in _requests(script):
            try:
                link = _link(page, script, request, place)
            except ValueError:  # its address is none: "http://[…"
                continue
            if link is not None:
                return [replace(link, page=number + 1, text=item_template(script))]
    return []


def page_after(asked: Link) -> list[Link]:
    """The request after `asked`, the field that holds its page number or offset advanced; none where none does."""
    query = parse_qsl(urlsplit(asked.url).query, keep_blank_values=True)
    if "json" in asked.media_type:
        body = json.loads(asked.body)
        length = _length([*query, *body.items()])
        moved = {name: _moved(name, value, asked.page, length) for name, value in body.items()}
        changed = json.dumps(moved, ensure_ascii=False).encode("utf-8")
    else:
        fields = parse_qsl(asked.body.decode("utf-8"), keep_blank_values=True)
        length = _length([*query, *fields])
        changed = urlencode([(name, _moved(name, value, asked.page, length)) for name, value in fields]).encode("ascii")
    split = urlsplit(asked.url)
    moved_query = urlencode([(name, _moved(name, value, asked.page, length)) for name, value in query])
    url = urlunsplit(split._replace(query=moved_query))
    if changed == asked.body and url == asked.url:
        return []
    return [replace(asked, url=url, body=changed, page=asked.page + 1, relation="next", kind="listing")]


def _moved(name: str, value: object, page: int, length: int) -> object:
    """The field's value in the request after that for `page`; `length` is how many items a request says it asks for."""
    step = 0
    if _PAGE_KEY.fullmatch(name) and str(value) in (str(page), str(page - 1)):
        step = 1
    elif _OFFSET_KEY.fullmatch(name) and str(value).isdecimal():
        step = length or (int(str(value)) // (page - 1) if page > 1 and int(str(value)) % (page - 1) == 0 else 0)
    if not step:
        return value
    return int(str(value)) + step if isinstance(value, int) else str(int(str(value)) + step)


def _length(fields: Iterable[tuple[str, object]]) -> int:
    """How many items the fields of a request ask for; 0 where they do not say."""
    found = (str(value) for name, value in fields if _LENGTH_KEY.fullmatch(name))
    return next((int(value) for value in found if value.isdecimal()), 0)


def _requests(script: str) -> Iterator[tuple[int, _Request]]:
    for call in islice(_CALL.finditer(script), _MOST_CALLS):
        given = arguments(script, call.end())
        if not given:
            continue
        if call["verb"] == "ajax":
            yield call.start(), _ajax(given)
        elif call["load"]:
            yield call.start(), _Request(given[0], "GET", {}, False)
        elif call["fetch"]:
            options = members(given[1]) if len(given) > 1 else {}
            method = (literal(options.get("method", "")) or "GET").upper()
            yield call.start(), _Request(given[0], method, members(options.get("body", "")), "JSON" in str(options))
        else:
            posts = call["verb"] == "post" or call["axios"] == "post"
            data = members(given[1]) if len(given) > 1 and not given[1].startswith("function") else {}
            data = members(data["params"]) if "params" in data and call["axios"] == "get" else data
            yield call.start(), _Request(given[0], "POST" if posts else "GET", data, call["axios"] == "post")


def _ajax(given: list[str]) -> _Request:
    options = members(given[-1])
    method = literal(options.get("type", options.get("method", "''"))) or "GET"
    data = options.get("data", "")
    as_json = "JSON.stringify" in data or "json" in options.get("contentType", "").lower()
    url = given[0] if len(given) > 1 else options.get("url", "")
    return _Request(url, method.upper(), members(data), as_json)


def _link(page: Page, script: str, request: _Request, place: int) -> Link | None:
    number = _first_sent(script, request, place)
    url = _url(request.url, script, number, place)
    offsets = {name for name in request.data if _OFFSET_KEY.fullmatch(name)}
    values = {name: _value(name, one, script, number) for name, one in request.data.items() if name not in offsets}
    values |= {name: _offset(request.data[name], script, place) for name in offsets}
    in_url = [name for name, _ in parse_qsl(urlsplit(url).query)]
    named = any(_PAGE_KEY.fullmatch(name) or _OFFSET_KEY.fullmatch(name) for name in (*request.data, *in_url))
    if not url or not named or _NOT_LISTS.search(url):
        return None
    url = urljoin(base_url(page), url)
    if not same_host(url, page.url):
        return None
    sent = {name: value for name, value in values.items() if value is not None}
    if request.method != "POST":
        joined = urlencode([*parse_qsl(urlsplit(url).query, keep_blank_values=True), *sent.items()])
        return Link(urlunsplit(urlsplit(url)._replace(query=joined, fragment="")), "next", kind="listing")
    if request.as_json:
        typed = {name: int(value) if value.lstrip("-").isdigit() else value for name, value in sent.items()}
        body = json.dumps(typed, ensure_ascii=False).encode("utf-8")
        return Link(url, "next", kind="listing", method="POST", body=body, media_type=JSON_TYPE)
    return Link(url, "next", kind="listing", method="POST", body=urlencode(sent).encode("ascii"), media_type=FORM_TYPE)


def _first_sent(script: str, request: _Request, place: int) -> int:
    """The number the script sends for the second page: one counted on before sending, the start where after, else 2."""
    expressions = [value for name, value in request.data.items() if _PAGE_KEY.fullmatch(name)]
    expressions += parts_of_sum(request.url)
    for expression in expressions:
        for name in names(expression):
            start = variable(script, name)
            if start is None or not start.isdecimal():
                continue
            counted = re.compile(rf"\+\+\s*{name}\b|\b{name}\s*(?:\+\+|\+=\s*1\b|=\s*{name}\s*\+\s*1\b)")
            before = counted.search(script, 0, place) or "+" in expression
            return int(start) + 1 if before else int(start)
    return 2


def _value(name: str, expression: str, script: str, number: int) -> str | None:
    """What a field holds; None where only running the script would tell."""
    if _PAGE_KEY.fullmatch(name):
        return str(number)
    value = literal(expression)
    if value is not None:
        return value
    plain = re.fullmatch(r"(?:parseInt\()?([A-Za-z_$][\w$]*)\)?", expression)
    return variable(script, plain[1]) if plain else None


def _offset(expression: str, script: str, place: int) -> str | None:
    """How many items the request at `place` leaves out: the variable as it starts, or counted on before the request."""
    plain = re.fullmatch(r"(?:parseInt\()?([A-Za-z_$][\w$]*)\)?", expression.strip())
    start = variable(script, plain[1]) if plain else None
    if plain is None or start is None or not start.isdecimal():
        return literal(expression)
    counted = re.compile(rf"(?<![\w$.]){re.escape(plain[1])}\s*(?:\+=|=\s*{re.escape(plain[1])}\s*\+)\s*([\w$]+)")
    before = counted.search(script, 0, place)
    step = (literal(before[1]) or variable(script, before[1]) or "0") if before else "0"
    return str(int(start) + int(step)) if step.isdecimal() else None


def _url(expression: str, script: str, number: int, place: int) -> str:
    text = ""
    for term in parts_of_sum(expression):
        value = literal(term)
        if value is None:
            told = [variable(script, name) for name in names(term)[:1]]
            before = re.search(r"[?&]([^=&?]+)=$", text)
            field = before[1] if before else ""
            if _PAGE_KEY.fullmatch(field):
                value = str(number)
            else:
                value = _offset(term, script, place) if _OFFSET_KEY.fullmatch(field) else (told[0] if told else None)
        if value is None:
            return ""
        text += value
    return text
