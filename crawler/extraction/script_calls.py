"""Links that call a function of the page's own script: `javascript:goPage(2)`, `onclick="viewNews(12)"`.

What such a function does is read, not run: it goes to an address that it puts together, or sets fields of a form and
sends it. The link becomes what it stands for: a real link, or a button of that form.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

from crawler.extraction.element import Element
from crawler.extraction.outline import Outline
from crawler.extraction.page import Page
from crawler.extraction.script_literals import arguments, literal, parts_of_sum, variable

_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_CALL = re.compile(r"\s*(?:javascript:)?\s*(?:return\s+)?((?!__)[A-Za-z_$][\w$]*)\s*(?=\()", re.IGNORECASE)
_DEFINED = re.compile(rb"(?:\s*(=)\s*function)?\s*(?=\()")
_GOES = re.compile(r"\blocation(?:\.href)?\s*=(?!=)\s*([^;\n}]+)|\b(?:location\.(?:assign|replace)|open)\s*(?=\()")
_SETS = re.compile(
    r"""(?:getElementById\(\s*["']|\$\(\s*["']\#)(?P<id>[\w$.:-]+)["']\s*\)\s*(?:\.value\s*=(?!=)\s*(?P<value>[^;\n}]+)"""
    r"""|\.val\(\s*(?P<val>[^;\n}]+?)\s*\)\s*;)|\.(?P<name>[A-Za-z_]\w*)\.value\s*=(?!=)\s*(?P<given>[^;\n}]+)"""
)
_WRAPPED = re.compile(r"(?:encodeURI(?:Component)?|parseInt|String|Number)\(\s*([A-Za-z_$][\w$]*)\s*(?:,\s*10\s*)?\)")
_BODY = 1000  # bytes of a function that are read
_MOST_LINKS = 5000
_SCRIPTED = frozenset("jJ ")


Function = tuple[list[str], str]  # parameters, and the first part of the body


def resolve_calls(page: Page, outline: Outline) -> bool:
    """Give every link that only calls a function of the page its address, or make it a button; whether the page has to
    be outlined again."""
    if b"function" not in page.raw:
        return False
    calls = [(element, *called) for element in _clickable(outline) if (called := _called(element)) is not None]
    functions = {
        name: read for name in {name for _, name, _ in calls} if (read := _function(page.raw, name)) is not None
    }
    scripts = _Scripts(page, functions)
    made = [
        element for element, name, script in calls if name in functions and _resolve(element, name, script, scripts)
    ]
    links = {element: element.get("href") or "" for element in made if element.tag == "a"}
    if links:
        _readdress(outline, links)
    return len(made) > len(links)


def _readdress(outline: Outline, links: Mapping[Element, str]) -> None:
    """Tell the lines where their links lead now."""
    for line in outline.lines:
        if line.links and not links.keys().isdisjoint(line.links):
            line.addresses = [
                links.get(element, known) for element, known in zip(line.links, line.addresses, strict=True)
            ]


def _clickable(outline: Outline) -> list[Element]:
    """What a script may answer a click on: elements that say so, and links to a script."""
    links = [
        line.links[place]
        for line in outline.lines
        if line.addresses
        for place, address in enumerate(line.addresses)
        if address[:1] in _SCRIPTED and address.strip()[:11].lower() == "javascript:"
    ]
    return [*dict.fromkeys([*outline.handlers, *links])][:_MOST_LINKS]


def _function(raw: bytes, name: str) -> Function | None:
    """The function where the page defines it and it goes to an address or sends a form."""
    start = _definition(raw, name.encode())
    return _leading(raw[start : start + _BODY]) if start >= 0 else None


def _definition(raw: bytes, name: bytes) -> int:
    """Where the parameters of the function `name` stand, -1 where none is defined."""
    place = raw.find(name)
    while place >= 0:
        defined = _DEFINED.match(raw, place + len(name))
        if defined is not None and (defined[1] or raw[max(place - 20, 0) : place].rstrip().endswith(b"function")):
            return defined.end()
        place = raw.find(name, place + len(name))
    return -1


@lru_cache(maxsize=1024)
def _leading(source: bytes) -> Function | None:
    """A function, from its parameters on, that goes to an address or sends a form."""
    text = source.decode("utf-8", "replace")
    opened = text.find("{")
    body = text[opened:] if opened >= 0 else ""
    after = re.search(r"\bfunction\s+\w+\s*\(", body)
    body = body[: after.start()] if after else body
    return (arguments(text, 0), body) if "submit" in body or _GOES.search(body) is not None else None


def _called(element: Element) -> tuple[str, str] | None:
    """The name of the one function that a click calls, and the script from its arguments on; None where the element
    leads somewhere by itself."""
    href = (element.get("href") or "").strip()
    if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
        return None
    for script in (element.get("onclick") or "", href):
        call = _CALL.match(script)
        if call is not None:
            return call[1], script[call.end() :]
    return None


def _resolve(element: Element, name: str, script: str, scripts: "_Scripts") -> bool:
    values = list(map(literal, arguments(script, 0)))
    if None in values:
        return False
    parameters, body = scripts.functions[name]
    known = {parameter: value or "" for parameter, value in zip(parameters, values, strict=False)}
    goes = _GOES.search(body)
    if goes is None:
        return _make_button(element, body, known, scripts)
    address = scripts.sum_of(goes[1] or next(iter(arguments(body, goes.end())), ""), known)
    if not address or address.startswith(("#", "javascript:")):
        return False
    return _make_link(element, address)


def _make_link(element: Element, address: str) -> bool:
    if element.tag == "a":
        element.attrib.pop("onclick", None)
        element.set("href", address)
        return True
    if "'" in address:
        return False
    element.set("onclick", f"location.href='{address}'")  # as crawler.extraction.clicks reads it
    return True


def _make_button(element: Element, body: str, known: Mapping[str, str], scripts: "_Scripts") -> bool:
    """A button that sends the form with its one changed field; where more than one is changed it stays as it is."""
    changed = [
        (field, value)
        for found in _SETS.finditer(body)
        if (field := scripts.field(found["id"] or "", found["name"] or "")) is not None
        and (value := scripts.sum_of(found["value"] or found["val"] or found["given"], known))
    ]
    if len(changed) != 1:
        return False
    field, value = changed[0]
    form = next(field.iterancestors("form"), None)
    if form is None:
        return False
    if not form.get("id"):
        form.set("id", f"form-of-{field.get('name')}")
    element.tag = "button"
    element.attrib.pop("onclick", None)
    element.attrib.pop("href", None)
    for name, one in (("type", "submit"), ("form", form.get("id")), ("name", field.get("name")), ("value", value)):
        element.set(name, one)
    return True


class _Scripts:
    """What the scripts and forms of one page say."""

    def __init__(self, page: Page, functions: Mapping[str, Function]) -> None:
        self._page = page
        self.functions = functions

    @cached_property
    def text(self) -> str:
        """All inline scripts."""
        return "\n".join(_SCRIPT.findall(self._page.raw.decode("utf-8", "replace")))

    def sum_of(self, expression: str, known: Mapping[str, str]) -> str:
        """The text that a concatenation of literals, parameters and variables gives; "" where it cannot be told."""
        text = ""
        for term in parts_of_sum(expression.strip()):
            wrapped = _WRAPPED.fullmatch(term)
            name = wrapped[1] if wrapped else term
            value = literal(term)
            if value is None:
                value = known[name] if name in known else variable(self.text, name)
            if value is None:
                return ""
            text += value
        return text

    def field(self, element_id: str, name: str) -> Element | None:
        """The field of a form by its id or name."""
        return next(self._fields(element_id, name), None)

    def _fields(self, element_id: str, name: str) -> Iterator[Element]:
        for field in self._page.tree.iter("input", "select"):
            named = field.get("name")
            if named and ((element_id and field.get("id") == element_id) or (name and named == name)):
                yield field
