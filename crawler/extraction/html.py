"""An article's markup made safe to show: the allow-list of DESIGN's `revisions.body_html`.

Only text-bearing tags survive, without styles, classes, scripts, handlers, frames or forms; addresses are absolute
http(s) ones. Other tags go, their text stays.
"""

from collections.abc import Collection, Iterable
from html import escape

from lxml.html import HtmlElement

from crawler.extraction.address import absolute
from crawler.extraction.files import picture_url
from crawler.extraction.markup import DROPPED, hidden

_KEPT = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th blockquote pre figure figcaption "
    "b strong i em u s sub sup code cite q mark small del ins abbr".split()
)
_VOID = {"br": "<br>", "hr": "<hr>"}
_RENAMED = {"div": "p", "center": "p", "address": "p"}
_BLOCKS = frozenset(
    "p div center address h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre figure form fieldset section article".split()
)
_SPANS = ("colspan", "rowspan")


def safe_html(elements: Iterable[HtmlElement], *, base: str, skip: Collection[HtmlElement] = ()) -> str:
    """What is inside the elements, but for `skip`, as markup fit for any page."""
    writer = _Writer(base, skip)
    for element in elements:
        writer.inside(element)
    return "".join(writer.parts).strip()


class _Writer:
    def __init__(self, base: str, skip: Collection[HtmlElement]) -> None:
        self.base = base
        self.skip = skip
        self.parts: list[str] = []

    def inside(self, element: HtmlElement) -> None:
        parts, skip = self.parts, self.skip
        if text := element.text:
            parts.append(escape(text, quote=False))
        for child in element:
            tag = child.tag
            if tag not in DROPPED and not (skip and child in skip) and not hidden(child):
                self._write(child, tag)
            if tail := child.tail:
                parts.append(escape(tail, quote=False))

    def _write(self, element: HtmlElement, tag: str) -> None:
        if tag in _VOID:
            self.parts.append(_VOID[tag])
        elif tag == "img":
            if url := picture_url(element, self.base):
                self.parts.append(f'<img src="{escape(url)}" alt="{escape(element.get("alt") or "")}">')
        elif tag == "a" and (href := absolute(element.get("href"), self.base)):
            self._wrapped(element, f'<a href="{escape(href)}">', "</a>")
        elif tag in _RENAMED and not any(child.tag in _BLOCKS for child in element):
            self._wrapped(element, f"<{_RENAMED[tag]}>", f"</{_RENAMED[tag]}>")
        elif tag in _KEPT:
            self._wrapped(element, f"<{tag}{_spans(element, tag)}>", f"</{tag}>")
        else:
            self.inside(element)

    def _wrapped(self, element: HtmlElement, start: str, end: str) -> None:
        self.parts.append(start)
        self.inside(element)
        self.parts.append(end)


def _spans(element: HtmlElement, tag: str) -> str:
    if tag not in ("td", "th"):
        return ""
    found = ((name, (element.get(name) or "").strip()) for name in _SPANS)
    return "".join(f' {name}="{int(value)}"' for name, value in found if value.isascii() and value.isdigit())
