"""Links that call a function of the page's own script: `javascript:goPage(2)`, `onclick="viewNews(12)"`.

What such a function does is read, not run: it goes to an address that it puts together, or sets fields of a form and
sends it. The link becomes what it stands for: a real link, or a button of that form.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from crawler.extraction.element import Element
from crawler.extraction.page import Page
from crawler.extraction.script_literals import arguments, literal, parts_of_sum, variable

_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_CALL = re.compile(r"^\s*(?:javascript:)?\s*(?:return\s+)?([A-Za-z_$][\w$]*)\s*(?=\()")
_GOES = re.compile(r"\blocation(?:\.href)?\s*=(?!=)\s*([^;\n}]+)|\b(?:location\.(?:assign|replace)|open)\s*(?=\()")
_SETS = re.compile(
    r"""(?:getElementById\(\s*["']|\$\(\s*["']\#)(?P<id>[\w$.:-]+)["']\s*\)\s*(?:\.value\s*=(?!=)\s*(?P<value>[^;\n}]+)"""
    r"""|\.val\(\s*(?P<val>[^;\n}]+?)\s*\)\s*;)|\.(?P<name>[A-Za-z_]\w*)\.value\s*=(?!=)\s*(?P<given>[^;\n}]+)"""
)
_WRAPPED = re.compile(r"(?:encodeURI(?:Component)?|parseInt|String|Number)\(\s*([A-Za-z_$][\w$]*)\s*(?:,\s*10\s*)?\)")
_BODY = 800  # letters of a function that are read
_MOST_LINKS = 5000
_MOST_FUNCTIONS = 50


def resolve_calls(page: Page) -> None:
    """Give every link that only calls a function its address, or make it a button. Done again it does nothing."""
    raw = page.raw
    if b"function" not in raw or not (b"javascript:" in raw or b"onclick" in raw):
        return
    scripts = _Scripts(page)
    for element in page.tree.xpath(f"(//a | //*[@onclick])[position() <= {_MOST_LINKS}]"):
        called = _called(element)
        if called is not None:
            _resolve(element, *called, scripts)


def _called(element: Element) -> tuple[str, list[str]] | None:
    """Name and arguments of the one call that a click makes; None where it leads somewhere by itself."""
    href = (element.get("href") or "").strip()
    if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
        return None
    for script in (element.get("onclick") or "", href):
        call = _CALL.match(script)
        if call is not None and not call[1].startswith("__"):
            return call[1], arguments(script, call.end())
    return None


def _resolve(element: Element, name: str, given: list[str], scripts: "_Scripts") -> None:
    values = list(map(literal, given))
    read = scripts.function(name) if None not in values else None
    if read is None:
        return
    parameters, body = read
    known = {parameter: value or "" for parameter, value in zip(parameters, values, strict=False)}
    goes = _GOES.search(body)
    if goes is not None:
        target = goes[1] or next(iter(arguments(body, goes.end())), "")
        address = scripts.sum_of(target, known)
        if address and not address.startswith(("#", "javascript:")):
            _make_link(element, address)
    elif "submit" in body:
        _make_button(element, body, known, scripts)


def _make_link(element: Element, address: str) -> None:
    if element.tag == "a":
        element.attrib.pop("onclick", None)
        element.set("href", address)
    elif "'" not in address:
        element.set("onclick", f"location.href='{address}'")  # as crawler.extraction.clicks reads it


def _make_button(element: Element, body: str, known: Mapping[str, str], scripts: "_Scripts") -> None:
    """A button that sends the form with its one changed field; where more than one is changed it stays as it is."""
    changed = [
        (field, value)
        for found in _SETS.finditer(body)
        if (field := scripts.field(found["id"] or "", found["name"] or "")) is not None
        and (value := scripts.sum_of(found["value"] or found["val"] or found["given"], known))
    ]
    if len(changed) != 1:
        return
    field, value = changed[0]
    form = next(field.iterancestors("form"), None)
    if form is None:
        return
    if not form.get("id"):
        form.set("id", f"form-of-{field.get('name')}")
    element.tag = "button"
    element.attrib.pop("onclick", None)
    element.attrib.pop("href", None)
    for name, one in (("type", "submit"), ("form", form.get("id")), ("name", field.get("name")), ("value", value)):
        element.set(name, one)


class _Scripts:
    """What the scripts and forms of one page say."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._read: dict[str, tuple[list[str], str] | None] = {}

    @cached_property
    def text(self) -> str:
        """All inline scripts."""
        return "\n".join(_SCRIPT.findall(self._page.raw.decode("utf-8", "replace")))

    def function(self, name: str) -> tuple[list[str], str] | None:
        """The parameters and the first part of the body of a function."""
        if name not in self._read and len(self._read) < _MOST_FUNCTIONS:
            pattern = rf"(?:function\s+{re.escape(name)}|\b{re.escape(name)}\s*=\s*function)\s*(?=\()"
            found = re.search(pattern, self.text)
            self._read[name] = self._parts(found.end()) if found else None
        return self._read.get(name)

    def _parts(self, start: int) -> tuple[list[str], str]:
        parameters = arguments(self.text, start)
        opened = self.text.find("{", start)
        body = self.text[opened : opened + _BODY] if opened >= 0 else ""
        after = re.search(r"\bfunction\s+\w+\s*\(", body)
        return parameters, body[: after.start()] if after else body

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
