"""An article's markup made safe to show: the allow-list of DESIGN's `revisions.body_html`.

Only text-bearing tags survive, without styles, classes, scripts, handlers, frames or forms; addresses are absolute
http(s) ones. Other tags go, their text stays.
"""

from collections.abc import Iterable
from html import escape

from crawler.extraction.address import absolute
from crawler.extraction.node import Node, Picture

_KEPT = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th blockquote pre figure figcaption "
    "b strong i em u s sub sup code cite q mark small del ins abbr".split()
)
_VOID = {"br": "<br>", "hr": "<hr>"}
_RENAMED = {"div": "p", "center": "p", "address": "p"}
_CELLS = frozenset(("td", "th"))
_SPANS = ("colspan", "rowspan")


def safe_html(nodes: Iterable[Node], *, base: str) -> str:
    """What is inside the nodes as markup fit for any page."""
    parts: list[str] = []
    for node in nodes:
        _inside(node, base, parts)
    return "".join(parts).strip()


def _inside(node: Node, base: str, parts: list[str]) -> None:
    for part in node.content:
        if isinstance(part, str):
            parts.append(escape(part, quote=False) if "&" in part or "<" in part or ">" in part else part)
        else:
            _write(part, part.tag, base, parts)


def _write(node: Node, tag: str, base: str, parts: list[str]) -> None:
    end = ""
    if tag in _VOID:
        parts.append(_VOID[tag])
        return
    if isinstance(node, Picture):
        if node.address:
            parts.append(f'<img src="{escape(node.address)}" alt="{escape(node.get("alt"))}">')
        return
    if tag == "a" and (href := absolute(node.get("href"), base)):
        parts.append(f'<a href="{escape(href)}">')
        end = "</a>"
    elif tag in _RENAMED and not node.parted:
        parts.append(f"<{_RENAMED[tag]}>")
        end = f"</{_RENAMED[tag]}>"
    elif tag in _KEPT:
        parts.append(f"<{tag}{_spans(node)}>" if tag in _CELLS else f"<{tag}>")
        end = f"</{tag}>"
    _inside(node, base, parts)
    if end:
        parts.append(end)


def _spans(node: Node) -> str:
    found = ((name, node.get(name).strip()) for name in _SPANS)
    return "".join(f' {name}="{int(value)}"' for name, value in found if value.isascii() and value.isdigit())
