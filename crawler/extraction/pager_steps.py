"""The clickable parts of pagers: what each is labelled with and where it leads. No page numbers are decided here."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree

from crawler.extraction.element import Element
from crawler.extraction.page import Page

StepKind = Literal["number", "next", "last", "gap", "more", "other"]

_TEXT = etree.XPath("string()", smart_strings=False)
_LONGEST_LABEL = 60
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"[\[(|]?\s*(?:trang|page)?\s*([0-9]{1,5})\s*[\])|.,]?", re.IGNORECASE)
_ARROWS = re.compile(r"^[\s<>‹›«»→|\[(+]+|[\s<>‹›«»→|\])+:.…]+$")
_NEXT = {"tiếp", "tiếp theo", "sau", "trang sau", "trang tiếp", "trang tiếp theo", "trang kế", "kế tiếp"}
_NEXT |= {
    "trang kế tiếp",
    "kế",
    "next",
    "next page",
    "older",
    "older posts",
    "older entries",
    "cũ hơn",
    "tin cũ hơn",
    "bài cũ hơn",
}
_NEXT |= {"bài đăng cũ hơn", "các bài cũ hơn", "các tin cũ hơn", "tin cũ", "xem tin cũ hơn", "xem các tin cũ hơn"}
_NEXT |= {"bài viết cũ hơn", "đến trang sau", "tới", "trang tới"}
_LAST = {"cuối", "trang cuối", "cuối cùng", "last", "last page", "trang cuối cùng"}
_MORE = re.compile(
    r"(?:xem|tải|hiển thị|hiện) thêm(?: \d+)?(?: tin| bài| tin tức| tin bài| bài viết| kết quả| nội dung)?"
    r"|xem tiếp|thêm tin|(?:load|show|view) more(?: news| posts| articles)?|more"
)
_NEXT_ARROWS = {">", "›", "»", "→", ">>", "››", "»»"}
_LAST_ARROWS = {">|", ">>|", "»|", "⇥"}
_GAPS = {"...", "…", ". . .", "[...]"}
_NEXT_CLASS = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])|pagenext|nextpage|page-next|trang-sau", re.IGNORECASE)
_LAST_CLASS = re.compile(r"(?:^|[\s_-])last(?:$|[\s_-])|pagelast|lastpage|trang-cuoi", re.IGNORECASE)
_POSTBACK = re.compile(r"__doPostBack\(\s*(['\"])(?P<target>.*?)\1\s*,\s*(['\"])(?P<argument>.*?)\3\s*\)")
_POSTBACK_OPTIONS = re.compile(
    r"WebForm_PostBackOptions\(\s*(['\"])(?P<target>.*?)\1\s*,\s*(['\"])(?P<argument>.*?)\3\s*,"
)
_LOCATION = re.compile(r"(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\(|window\.open\()\s*(['\"])(.+?)\1")
_SUBMITS = re.compile(r"\bsubmit\s*\(")
_CHOSEN = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\()\s*(['\"])([^'\"]*)\1\s*\+\s*(?:\$\(this\)\.val\(\)"
    r"|this(?:\.options\[[^\]]*\])?\.value)(?:\s*\+\s*(['\"])([^'\"]*)\3)?"
)
_DATA_ADDRESS = ("data-url", "data-href", "data-next", "data-next-url", "data-link")
_CLICKABLE = (
    "descendant-or-self::a | descendant-or-self::button | descendant-or-self::option | descendant-or-self::input"
)


@dataclass(slots=True, frozen=True)
class Step:
    """One clickable part of a pager.

    `address` is the absolute URL; of a `__doPostBack` link "target" and "argument" joined by a newline, with `posted`
    set. A form's own button has `posted` and the address "name\\nvalue" with `button` set.
    """

    element: Element
    kind: StepKind
    number: int
    address: str
    posted: bool = False
    button: bool = False


def base_url(page: Page) -> str:
    """What the page's relative addresses are relative to: `<base href>` where it names the same host, else its URL."""
    return page.base if same_host(page.base, page.url) else page.url


def same_host(one: str, other: str) -> bool:
    """Whether two addresses stand on one host, `www.` and http/https aside."""
    hosts = [urlsplit(url).netloc.lower().removeprefix("www.") for url in (one, other)]
    return hosts[0] == hosts[1]


def steps_in(elements: Iterable[Element], base: str, *, others: bool) -> list[Step]:
    """Every clickable part in or at `elements` that leads to this host or posts back, in document order.

    Without `others` only those that are labelled as a pager's parts are.
    """
    found: dict[Element, Step] = {}
    for outer in elements:
        for element in outer.xpath(_CLICKABLE):
            step = read_step(element, base, others=others)
            if step is not None:
                found.setdefault(element, step)
    return list(found.values())


def read_step(element: Element, base: str, *, others: bool = True) -> Step | None:
    """The step that `element` is; None where it leads nowhere a request can go, or (without `others`) is no pager's."""
    kind, number = _label(element)
    if kind == "other" and not others:
        return None
    posted = postback_of(element)
    if posted is not None:
        return Step(element, kind, number, "\n".join(posted), posted=True)
    if _is_button(element):
        address = f"{element.get('name', '')}\n{element.get('value', '')}"
        return Step(element, kind, number, address, posted=True, button=True)
    address = _get_address(element, base)
    if address:
        return Step(element, kind, number, address)
    chosen = _chosen_in_form(element) if element.tag == "option" and kind == "number" else ""
    return Step(element, kind, number, chosen, posted=True, button=True) if chosen else None


def _is_button(element: Element) -> bool:
    submits = element.tag in ("input", "button") and element.get("type", "submit").lower() in ("submit", "image")
    return submits and (bool(element.get("form")) or next(element.iterancestors("form"), None) is not None)


def _chosen_in_form(option: Element) -> str:
    """Name and value of an option whose choice sends its form at once, as those of a button; "" for any other."""
    select = next(option.iterancestors("select"), None)
    if select is None or not _SUBMITS.search(select.get("onchange") or ""):
        return ""
    in_form = next(select.iterancestors("form"), None) is not None
    return (
        f"{select.get('name')}\n{option.get('value')}" if in_form and select.get("name") and option.get("value") else ""
    )


def postback_of(element: Element) -> tuple[str, str] | None:
    """Event target and argument of a `__doPostBack` (or PostBackOptions) link; None where it is no such link."""
    for name in ("href", "onclick", "onchange"):
        script = element.get(name) or ""
        if "PostBack" not in script:
            continue
        script = script.replace("%27", "'").replace("%24", "$").replace("\\'", "'")
        match = _POSTBACK.search(script) or _POSTBACK_OPTIONS.search(script)
        if match:
            return match["target"], match["argument"]
    return None


def _get_address(element: Element, base: str) -> str:
    href = (element.get("href") or "").strip()
    if not href or href.startswith("#") or href.lower().startswith("javascript"):
        href = next((value for value in map(element.get, _DATA_ADDRESS) if value), "")
    if not href:
        match = _LOCATION.search(element.get("onclick") or "") or _LOCATION.search(element.get("href") or "")
        href = match[2] if match else ""
    if not href and element.tag == "option":
        href = _chosen_address(element)
    if not href:
        return ""
    try:
        address = urldefrag(urljoin(base, href)).url
    except ValueError:  # "http://[": no address
        return ""
    return address if address.startswith(("http://", "https://")) and same_host(address, base) else ""


def _chosen_address(option: Element) -> str:
    """Where choosing an option leads: its value, or what the select's script makes of that."""
    value: str = option.get("value", "")
    if "/" in value or "?" in value:
        return value
    select = next(option.iterancestors("select"), None)
    made = _CHOSEN.search(select.get("onchange") or "") if select is not None else None
    return f"{made[2]}{value}{made[4] or ''}" if made and value else ""


def _label(element: Element) -> tuple[StepKind, int]:
    label = str(_TEXT(element)).strip()
    if len(label) > _LONGEST_LABEL and element.tag != "input":
        return "other", 0
    label = unicodedata.normalize("NFC", _SPACE.sub(" ", label))
    if element.tag == "input":
        label = element.get("value", "").strip()
    match = _NUMBER.fullmatch(label) or _NUMBER.fullmatch(_ARROWS.sub("", label))
    if match:
        return "number", int(match[1])
    kind = _word_kind(label)
    if kind != "other":
        return kind, 0
    return _hinted_kind(element, label), 0


def _word_kind(label: str) -> StepKind:
    if label in _NEXT_ARROWS:
        return "next"
    if label in _LAST_ARROWS:
        return "last"
    if label in _GAPS:
        return "gap"
    words = _ARROWS.sub("", label).lower()
    if words in _NEXT:
        return "next"
    if words in _LAST:
        return "last"
    return "more" if _MORE.fullmatch(words) else "other"


def _hinted_kind(element: Element, label: str) -> StepKind:
    if "next" in element.get("rel", "").lower().split():
        return "next"
    if label and any(letter.isalnum() for letter in label):
        return "other"
    parent = element.getparent()
    hints = [element.get(name, "").strip().lower() for name in ("title", "aria-label")]
    hints += [image.get("alt", "").strip().lower() for image in element.iter("img")]
    for hint in filter(None, hints):
        kind = _word_kind(hint)
        if kind != "other":
            return kind
    classes = f"{element.get('class', '')} {parent.get('class', '') if parent is not None else ''}"
    if _NEXT_CLASS.search(classes):
        return "next"
    return "last" if _LAST_CLASS.search(classes) else "other"
