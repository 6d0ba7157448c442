"""Rows and boxes that a script makes links of: `onclick="location.href='/tin/12'"`, `data-href="/tin/12"`."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

# In lower case, and each from a literal on: a search over a whole page is quick only for that.
_CLICK = re.compile(rb"onclick\s*=[^>]{0,80}(?:location|window\.open)")
_DATA_LINK = re.compile(rb"data-(?:href|link)\s*=")
_ADDRESS = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\s*\(|window\.open\s*\()\s*['\"]([^'\"]+)['\"]"
)
_DATA = ("data-href", "data-link")
_ITEMS = frozenset("tr li div article".split())
_PLUGIN = re.compile(r"\b(?:fb|zalo|twitter|g)-|share|social|load-?more|xem-?them", re.IGNORECASE)
_CLICKED = frozenset("tr td div li span p article section h2 h3 h4 h5 button".split())


def may_click(raw: bytes) -> bool:
    """Whether a page's markup has anything for `link_clicks` to do."""
    lowered = raw.lower()
    return _CLICK.search(lowered) is not None or _DATA_LINK.search(lowered) is not None


def link_clicks(tree: HtmlElement) -> None:
    """Put a real link into everything that is clicked to go elsewhere and has none inside: around all of it, in a
    table's row around its longest cell. Done a second time it does nothing."""
    for element, address in list(_clicked(tree)):
        if not any(link.get("href") for link in element.iter("a")):
            cells = element.findall("td") if element.tag == "tr" else []
            _link(max(cells, key=lambda cell: len(cell.text_content()), default=element), address)


def _clicked(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    for element in tree.iter(*_CLICKED):
        found = _ADDRESS.search(element.get("onclick") or "")
        address = found[1] if found else _data_address(element)
        if address and address[0] != "#" and not address.startswith("javascript:"):
            yield element, address


def _data_address(element: HtmlElement) -> str:
    """Where an item of a list leads by its data; "" for buttons and for what social networks put on a page."""
    if element.tag not in _ITEMS or _PLUGIN.search(element.get("class") or ""):
        return ""
    return next(filter(None, map(element.get, _DATA)), "")


def _link(element: HtmlElement, address: str) -> None:
    link = element.makeelement("a", {"href": address})
    link.text, element.text = element.text, None
    for child in list(element):
        link.append(child)
    element.append(link)
