"""Rows and boxes that a script makes links of: `onclick="location.href='/tin/12'"`, `data-href="/tin/12"`."""

import re

from crawler.extraction.element import Element, text_in

_ADDRESS = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\s*\(|window\.open\s*\()\s*['\"]([^'\"]+)['\"]"
)
_DATA = ("data-href", "data-link")
_ITEMS = frozenset("tr li div article".split())
_PLUGIN = re.compile(r"\b(?:fb|zalo|twitter|g)-|share|social|load-?more|xem-?them", re.IGNORECASE)
_CLICKED = frozenset("tr td div li span p article section h2 h3 h4 h5 button".split())


def wants_link(element: Element) -> bool:
    """Whether `link_clicks` would put a link into the element."""
    return bool(_clicked_address(element)) and not any(link.get("href") for link in element.iter("a"))


def link_clicks(tree: Element) -> None:
    """Put a real link into everything that is clicked to go elsewhere and has none inside: around all of it, in a
    table's row around its longest cell. Done a second time it does nothing."""
    clicked = [(element, address) for element in tree.iter(*_CLICKED) if (address := _clicked_address(element))]
    for element, address in clicked:
        if not any(link.get("href") for link in element.iter("a")):
            cells = element.findall("td") if element.tag == "tr" else []
            _link(max(cells, key=lambda cell: len(text_in(cell)), default=element), address)


def _clicked_address(element: Element) -> str:
    """Where a click on the element leads, "" where that is nowhere else."""
    if element.tag not in _CLICKED:
        return ""
    found = _ADDRESS.search(element.get("onclick") or "")
    address = found[1] if found else _data_address(element)
    return "" if address.startswith(("#", "javascript:")) else address


def _data_address(element: Element) -> str:
    """Where an item of a list leads by its data; "" for buttons and for what social networks put on a page."""
    if element.tag not in _ITEMS or _PLUGIN.search(element.get("class") or ""):
        return ""
    return next(filter(None, map(element.get, _DATA)), "")


def _link(element: Element, address: str) -> None:
    link = element.makeelement("a", {"href": address})
    link.text, element.text = element.text, None
    for child in list(element):
        link.append(child)
    element.append(link)
