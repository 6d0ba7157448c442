"""An article's markup as it may be shown: written anew from a short list of harmless elements, nothing taken over.

What extraction stored was cleaned already; an archive may be older than that, or somebody else's.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import urlsplit

from lxml import etree, html

_KEPT = set(
    "p br h2 h3 h4 h5 h6 blockquote ul ol li table thead tbody tfoot tr td th caption strong em sub sup".split()
)
_KEPT |= set("a b i u s hr pre figure figcaption dl dt dd".split())
_ALONE = {"br", "hr"}
_BLOCKS = set("p div h1 h2 h3 h4 h5 h6 blockquote".split())
_DROPPED = set("script style iframe object embed form svg math template noscript head title select textarea".split())
_SPANS = ("colspan", "rowspan")
_WIDEST = 50
_DEEPEST = 200


def clean_html(text: str, *, without: Iterable[str] = ()) -> str:
    """`text` as well-formed markup of text, structure and links to http(s); pictures and everything else left out.

    So are elements that hold nothing, and those that hold just one of the texts `without`: a lede that is shown above.
    """
    if not text.strip():
        return ""
    try:
        root = html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, ValueError):
        return ""
    return "".join(_Cleaner(without).inside(root, 0)).strip()


def paragraphs(text: str) -> str:
    """A plain text as markup: paragraphs parted by blank lines, and their lines."""
    blocks = (escape(block).replace("\n", "<br>\n") for block in text.split("\n\n") if block.strip())
    return "".join(f"<p>{block}</p>\n" for block in blocks)


class _Cleaner:
    """Writes elements anew; `without` as of `clean_html`."""

    def __init__(self, without: Iterable[str]) -> None:
        self._without = {_plain(text) for text in without if text}

    def inside(self, element: "html.HtmlElement", depth: int) -> Iterator[str]:
        if element.text:
            yield escape(element.text)
        for child in element:
            if isinstance(child.tag, str):
                yield from self._element(child, depth + 1) if depth < _DEEPEST else [escape("".join(child.itertext()))]
            if child.tail:
                yield escape(child.tail)

    def _element(self, element: "html.HtmlElement", depth: int) -> Iterator[str]:
        tag = element.tag.lower()
        if tag in _DROPPED or (tag in _BLOCKS and self._needless(element)):
            return
        if tag in _ALONE:
            yield f"<{tag}>"
        elif tag in _KEPT:
            yield f"<{tag}{''.join(_attributes(tag, element))}>"
            yield from self.inside(element, depth)
            yield f"</{tag}>"
        else:
            yield from self.inside(element, depth)

    def _needless(self, element: "html.HtmlElement") -> bool:
        text = _plain("".join(element.itertext()))
        return not text or text in self._without


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _attributes(tag: str, element: "html.HtmlElement") -> Iterator[str]:
    if tag == "a" and (address := web_address(element.get("href") or "")):
        yield f' href="{escape(address)}" rel="noreferrer nofollow"'
    if tag in ("td", "th"):
        for name in _SPANS:
            value = element.get(name) or ""
            if value.isascii() and value.isdigit() and 1 < int(value[:4]) <= _WIDEST:
                yield f' {name}="{int(value)}"'


def web_address(text: str) -> str:
    """`text` where it is an address of the web, else ''."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    return text.strip() if parts.scheme in ("http", "https") and parts.netloc else ""
