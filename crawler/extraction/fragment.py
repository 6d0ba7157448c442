"""Pages asked for by template: addresses and bodies filled from the listing's own script (crawler.recipe.Paging)."""

import html
import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from crawler.extraction.page import Page
from crawler.extraction.page_settings import read_settings
from crawler.extraction.postback import FORM_TYPE
from crawler.items import Link
from crawler.recipe import Paging

MOST_PAGES = 5000
_PLACEHOLDER = re.compile(r"\{([a-zA-Z_]\w*(?:\.\w+)?)\}")
_SUFFIX = re.compile(r"\.(?:html?|aspx|php|jsp)$", re.IGNORECASE)
_WHOLE = re.compile(r"-?\d{1,15}")
_JS_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(/))")
_LEADING_AWAY = "//a[@href][not(starts-with(@href,'#') or starts-with(@href,'javascript'))]"
Values = dict[str, str]


def template_links(page: Page, paging: Paging, *, number: int, asked: Link | None) -> list[Link]:
    """The pages after `number`, nearest first: all of them where the listing says how many there are, else one.

    `asked` is the request that `page` answers where it is a fragment, which holds no values itself: the next request
    is then that one with its page number advanced.
    """
    markup = page.raw.decode("utf-8", "replace")
    if asked is not None and asked.page:
        return next_request(asked, paging, markup=markup) if page.tree.xpath(_LEADING_AWAY) else []
    values = _values(markup, paging)
    if values is None:
        return []
    values |= _places(page.url, paging)
    first = number + 1 if paging.shown or number > 1 else 1
    last = min(_last_page(markup, paging, values), MOST_PAGES)
    as_form = bool(paging.form_when and re.search(paging.form_when, markup))
    wanted = range(first, last + 1) if last else [first]
    return [_request(page.url, paging, values, number=one, as_form=as_form) for one in wanted]


def next_request(asked: Link, paging: Paging, *, markup: str = "") -> list[Link]:
    """The request after `asked`, made of it: one link, or none where `markup` says that `asked` was the last page."""
    number = asked.page + 1
    last = _search(paging.last, "", markup)
    if last and number > int(last):
        return []
    numbers = _numbers(paging, number, size=paging.size)
    url = _advance_url(asked.url, paging, numbers)
    body = _advance_body(asked, paging, numbers)
    if (url, body) == (asked.url, asked.body):
        return []
    media_type = asked.media_type
    return [Link(url, "next", kind="listing", method=asked.method, body=body, media_type=media_type, page=number)]


def _request(base: str, paging: Paging, values: Values, *, number: int, as_form: bool) -> Link:
    size = values.get("size", "")
    filling = values | _numbers(paging, number, size=int(size) if size.isdecimal() else paging.size)
    url = _fill_url(base, paging.url, filling)
    if paging.kind != "post":
        return Link(url, "next", kind="listing", page=number)
    members = {name: _fill(value, filling) for name, value in _body_template(paging).items()}
    if "{settings}" in paging.body:
        settings = {name[9:]: value for name, value in values.items() if name.startswith("settings.")}
        members = settings | members
    media_type = FORM_TYPE if as_form or not _is_json(paging.body) else paging.media_type
    body = _encode(members, media_type)
    return Link(url, "next", kind="listing", method="POST", body=body, media_type=media_type, page=number)


def _is_json(body: str) -> bool:
    return body.lstrip().startswith("{") and _PLACEHOLDER.match(body.lstrip()) is None


def _body_template(paging: Paging) -> Values:
    """The body's members or fields with their placeholders, whichever way it is written."""
    if _is_json(paging.body):
        return {name: str(value) for name, value in json.loads(paging.body).items()}
    return dict(parse_qsl(paging.body.replace("{settings}", ""), keep_blank_values=True))


def _encode(members: Mapping[str, str], media_type: str) -> bytes:
    if "json" not in media_type:
        return urlencode(members).encode("ascii")
    typed = {name: int(value) if _WHOLE.fullmatch(value) else value for name, value in members.items()}
    return json.dumps(typed, ensure_ascii=False).encode("utf-8")


def _fill_url(base: str, template: str, values: Values) -> str:
    if template.startswith("?"):
        fields = parse_qsl(template[1:], keep_blank_values=True)
        return _with_query(base, {name: _fill(value, values) for name, value in fields})
    leading = _PLACEHOLDER.match(template)
    if leading is None:
        return urljoin(base, _fill(template, values, in_url=True))
    return urljoin(base, values.get(leading[1], "") + _fill(template[leading.end() :], values, in_url=True))


def _fill(template: str, values: Values, *, in_url: bool = False) -> str:
    def value(found: re.Match[str]) -> str:
        text = values.get(found[1], "")
        return quote(text, safe="") if in_url else text

    return _PLACEHOLDER.sub(value, template)


def _advance_url(url: str, paging: Paging, numbers: Values) -> str:
    query = re.split(r"[?&]", paging.url, maxsplit=1)[-1]
    changing = _changing(dict(parse_qsl(query, keep_blank_values=True)), numbers)
    if changing:
        return _with_query(url, changing)
    if paging.kind == "path":
        return _fill_url(url, paging.url, _places(url, paging) | numbers)
    return url


def _advance_body(asked: Link, paging: Paging, numbers: Values) -> bytes:
    if not asked.body:
        return b""
    changing = _changing(_body_template(paging), numbers)
    text = asked.body.decode("utf-8")
    if "json" not in asked.media_type:
        return _encode(dict(parse_qsl(text, keep_blank_values=True)) | changing, asked.media_type)
    return _encode({name: str(value) for name, value in json.loads(text).items()} | changing, asked.media_type)


def _changing(templates: Values, numbers: Values) -> Values:
    return {
        name: _fill(value, numbers) for name, value in templates.items() if "{page}" in value or "{offset}" in value
    }


def _with_query(url: str, fields: Values) -> str:
    """`url` with these fields set where they stand in its query, or added at its end."""
    split = urlsplit(url)
    present = parse_qsl(split.query, keep_blank_values=True)
    query = [(name, fields.get(name, value)) for name, value in present]
    query += [field for field in fields.items() if field[0] not in dict(present)]
    return urlunsplit(split._replace(query=urlencode(query), fragment=""))


def _numbers(paging: Paging, number: int, *, size: int) -> Values:
    return {"page": str(number - 1 + paging.first), "offset": str((number - 1) * size), "size": str(size)}


def _places(url: str, paging: Paging) -> Values:
    """`listing` and `stem`: the address up to its query, without what the template itself appended for a page."""
    address = urlunsplit(urlsplit(url)._replace(query="", fragment=""))
    appended = re.split(r"\{(?:listing|stem)\}", paging.url)[-1].partition("?")[0]
    if "{page}" in appended or "{offset}" in appended:
        pattern = re.sub(r"\\\{(?:page|offset)\\\}", r"\\d+", re.escape(appended))
        suffix = _SUFFIX.search(appended)
        address = re.sub(f"{pattern}$", suffix[0] if suffix and "{stem}" in paging.url else "", address)
    address = address.rstrip("/")
    return {"listing": address, "stem": _SUFFIX.sub("", address)}


def _values(markup: str, paging: Paging) -> Values | None:
    """What `values` and `settings` find in the markup; None where one is missing that has no default."""
    found: Values = {}
    text = ""
    if paging.settings:
        members = read_settings(markup, paging)
        if members is None:
            return None
        text = json.dumps(members, ensure_ascii=False)
        found = {f"settings.{name}": value for name, value in members.items()}
    for name, pattern in paging.values.items():
        value = _search(pattern, text, markup) or paging.defaults.get(name)
        if value is None:
            return None
        found[name] = _JS_ESCAPE.sub(_unescaped, html.unescape(value))
    return {name: value for name, value in paging.defaults.items() if name not in found} | found


def _search(pattern: str, settings: str, markup: str) -> str:
    if not pattern:
        return ""
    match = re.search(pattern, settings) or re.search(pattern, markup)
    return match[1] if match else ""


def _last_page(markup: str, paging: Paging, values: Values) -> int:
    members = {name[9:]: value for name, value in values.items() if name.startswith("settings.")}
    settings = json.dumps(members, ensure_ascii=False)
    last, total = (_search(pattern, settings, markup) for pattern in (paging.last, paging.total))
    if last.isdecimal():
        return int(last)
    size = values.get("size", str(paging.size))
    return -(-int(total) // int(size)) if total.isdecimal() and size.isdecimal() and int(size) else 0


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else "/"
