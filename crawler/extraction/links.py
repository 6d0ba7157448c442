"""Which links of a page lead to articles, which to sections, told by where they stand and how they are worded.

A guess with a safe side: the walker reads what an address answers before it believes this, so a link to a section
taken for an article costs one request, and one left out costs an article. Only traps and other hosts are left out.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.extraction.address import absolute
from crawler.extraction.element import Element, text_in
from crawler.extraction.files import is_file
from crawler.extraction.line_words import LineWords, is_title_like, line_words, named_line
from crawler.extraction.outline import Outline
from crawler.extraction.page_words import fold
from crawler.extraction.structure import Line
from crawler.extraction.traps import is_trap_url
from crawler.text.spacing import one_line

_ARTICLE_QUERY = re.compile(
    r"(?:^|&)(?:newsid|nid|tc|itemid|articleid|article|idtin|id_?tin|id_?bai|baiviet|postid|p|news_id|tinid"
    r"|contentid|detail|detailid|matin|tin|aid|sid|bv|id)=[\w-]*\d",
    re.I,
)
_LISTING_QUERY = re.compile(
    r"(?:^|&)(?:page|pageindex|cn|cid|catid|cat|categoryid|chuyenmuc|trang|start|p_p_id)=", re.I
)
_SLUG = re.compile(r"[^/]*?(?:-[^/-]+){3,}")
_DATED = re.compile(r"/(?:19|20)\d\d[/-]\d{1,2}(?:[/-]\d{1,2})?/[^/]+")
_PERIOD = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/(?:0?[1-9]|[12]\d|3[01]))?/?$")
_NUMBERED = re.compile(r"[-_/](?:\w{0,4}?)\d{3,}(?:[-_]\d+)*(?:\.(?:html?|aspx?|php|htm))?/?$", re.I)
_LED = re.compile(r"/\d{2,}-[^/]+-[^/]+$")
_MORE = re.compile(
    r"(?:xem|doc|chi tiet|read|more|continue|tiep)\b.{0,20}$|(?:doc (?:them|tiep)|xem (?:them|tiep|chi tiet))\b"
)
_PAGED = re.compile(r"(?:/page[/-]?\d+|/trang[-/]?\d+|[?&](?:page|trang|start|pageindex)=\d+)", re.I)
_LISTS = frozenset(("ul", "ol", "li", "dl", "dd", "dt"))
_WORD = re.compile(r"[^\W\d_]+")


class Target(NamedTuple):
    """An address and what it looks like by itself: how `likely` it is an article's, its `shape`, and the shape that
    the addresses of one list share."""

    url: str
    likely: float
    shape: str
    list_shape: str


@dataclass(slots=True)
class PlacedLink:
    """A link met on a page. `line` is the line it stands in (-1: a picture alone), `text` all that names it (`said`:
    what that says). Whether it is a menu's, reads like a headline, and the list it stands in: LinkSorter tells."""

    target: Target
    text: str
    line: int
    element: Element
    said: LineWords
    url: str
    in_menus: bool = False
    headline: bool = False
    group: tuple[int, str] = (0, "")

    def reads_like_title(self) -> bool:
        """Whether what the link says, or its `title`, is a headline."""
        title = self.element.get("title")
        return is_title_like(title) if title and len(title) > len(self.text) else self.said.reads_like_title


@lru_cache(maxsize=8192)
def url_shape(url: str) -> str:
    """What addresses of one kind share: words and numbers replaced by their sort, file ending and query names kept."""
    parts = urlsplit(url)
    steps = [_step_shape(step) for step in parts.path.split("/") if step]
    names = sorted({pair.partition("=")[0].lower() for pair in parts.query.split("&") if pair})
    return "/".join(steps) + ("?" + "&".join(names) if names else "")


def tells_articles(shape: str) -> bool:
    """Whether a shape is telling enough to know articles by: a slug of some words, a number, or a query."""
    return "S" in shape or "N" in shape or "?" in shape


def _step_shape(step: str) -> str:
    stem, dot, ending = step.rpartition(".")
    if not dot or len(ending) > 5:
        stem, ending = step, ""
    numbered = re.search(r"\d{2,}$", stem)
    words = len(_WORD.findall(stem))
    sort = "N" if stem.isdigit() else ("S" if words >= 4 else "w") + ("N" if numbered else "")
    return sort + ("." + ending.lower() if ending else "")


@lru_cache(maxsize=8192)
def looks_like_article_url(url: str) -> float:
    """How much an address by itself looks like an article's, 0 to 1; 0.5 says nothing."""
    parts = urlsplit(url)
    path = parts.path
    if (path in ("", "/") and not parts.query) or _PERIOD.search(path):
        return 0.0
    score = 0.4
    last = path.rstrip("/").rpartition("/")[2]
    if _DATED.search(path):
        score += 0.4
    if _NUMBERED.search(path) or _LED.search(path):
        score += 0.25
    if len(_WORD.findall(last)) >= 5:
        score += 0.25
    if _ARTICLE_QUERY.search(parts.query):
        score += 0.3
    elif _LISTING_QUERY.search(parts.query):
        score -= 0.2
    if _PAGED.search(url):
        score -= 0.3
    return max(0.0, min(1.0, score))


def placed_links(outline: Outline, base: str) -> list[PlacedLink]:
    """Every link a reader sees that leads to a page of the same host and is no trap, each address once.

    Where several links lead to one address (thumbnail, title, "Xem chi tiết") the one with the longest text counts.
    """
    best: dict[str, PlacedLink] = {}
    origin = _origin(base)
    for number, line in enumerate(outline.lines):
        if not line.links:
            continue
        for element, address in zip(line.links, line.addresses, strict=True):
            target = _target(address, origin if address[:1] == "/" and address[1:2] != "/" else base)
            if target is None:
                continue
            if len(line.links) == 1 and line.linked == line.size:
                text, said = line.text, line.said
            else:
                text = _text(element)
                said = line_words(text, len(text))
            known = best.get(target.url)
            if known is None or _names_better(text, line.heading > 0, known, outline):
                best[target.url] = PlacedLink(target, text, number, element, said, target.url)
    for element, number in outline.media:
        parent = element.getparent()
        if (
            parent is not None
            and parent.tag == "a"
            and (target := target_of(parent.get("href") or "", base))
            and target.url not in best
        ):
            text = (parent.get("title") or element.get("alt") or "").strip()
            place = min(number, len(outline.lines) - 1)
            best[target.url] = PlacedLink(target, text, place, parent, line_words(text, len(text)), target.url)
    return list(best.values())


def _names_better(text: str, heading: bool, known: PlacedLink, outline: Outline) -> bool:
    """Whether `text` names a page better than the link to it that is known: a heading, or longer and no "Xem thêm"."""
    if heading != (outline.lines[known.line].heading > 0):
        return heading
    if _says_nothing(text) != _says_nothing(known.text):
        return _says_nothing(known.text)
    return len(text) > len(known.text)


@lru_cache(maxsize=8192)
def _says_nothing(text: str) -> bool:
    return named_line(text, len(text), linked=True) is not None or _MORE.match(fold(text)) is not None


def _text(element: Element) -> str:
    return one_line(text_in(element))


def target_of(href: str, base: str) -> Target | None:
    """The address of a page of the same host worth having, None for any other."""
    return _target(href, _origin(base) if href[:1] == "/" and href[1:2] != "/" else base)


@lru_cache(maxsize=16384)
def _target(href: str, base: str) -> Target | None:
    url = absolute(href, base)
    try:
        if not url or _host(url) != _host(base) or is_file(url) or is_trap_url(url, english=False):
            return None
    except ValueError:  # "http://[": no address
        return None
    shape = url_shape(url)
    return Target(url, looks_like_article_url(url), shape, shape.replace("S", "w").replace("wN", "w"))


@lru_cache(maxsize=1024)
def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


@lru_cache(maxsize=8192)
def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")


def leads_on(link: Element) -> bool:
    """Whether a link says no more than that there is more: "Xem chi tiết", "Đọc tiếp"."""
    text = _text(link)
    return len(text) <= 30 and _MORE.match(fold(text)) is not None


def menu_texts(outline: Outline, menu_lines: Collection[int]) -> frozenset[str]:
    """The folded texts of links in menus: boxes named so, and runs of five or more short link lines."""
    texts: set[str] = set()
    run: list[int] = []
    for number, line in enumerate(outline.lines):
        if line.links:
            if number in menu_lines:
                texts.update([said.words for said in _said_by_links(line)])
            if len(line.links) >= 5 and line.linked < 42 * len(line.links):
                texts.update(_menu_texts(_said_by_links(line)))
            elif line.is_link and line.size < 60 and not line.heading:
                run.append(number)
                continue
        if run:
            run = _end_run(outline, run, texts)
    _end_run(outline, run, texts)
    return frozenset(texts)


def _end_run(outline: Outline, run: list[int], texts: set[str]) -> list[int]:
    if len(run) >= 5 and sum(outline.lines[i].size for i in run) < 42 * len(run):
        for _, part in groupby((outline.lines[number] for number in run), _list_of):
            texts.update(_menu_texts([said for line in part for said in _said_by_links(line)]))
    return []


def _list_of(line: Line) -> int | tuple[str, str]:
    """The list that a line stands in, or how its box looks: a menu and the headlines right below it are two things."""
    box = line.box
    if box.tag not in _LISTS:
        return box.tag, box.name.classes
    while box.parent is not None and box.parent.tag in _LISTS:
        box = box.parent
    return box.index


def _said_by_links(line: Line) -> list[LineWords]:
    """What the line's links say."""
    if len(line.links) == 1 and line.linked == line.size and not len(line.links[0]):
        return [line.said]
    return [line_words(text, len(text)) for text in map(_text, line.links)]


def _menu_texts(saids: list[LineWords]) -> set[str]:
    """The folded texts of a run of links; none where half of them read like headlines: a list of short ones."""
    if 2 * sum([said.reads_like_title for said in saids]) >= len(saids):
        return set()
    return {said.words for said in saids}
