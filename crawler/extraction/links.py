"""Which links of a page lead to articles, which to sections, told by where they stand and how they are worded.

A guess with a safe side: the walker reads what an address answers before it believes this, so a link to a section
taken for an article costs one request, and one left out costs an article. Only traps and other hosts are left out.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extraction.address import absolute
from crawler.extraction.files import is_file
from crawler.extraction.line_words import named_line
from crawler.extraction.outline import Outline
from crawler.extraction.page_words import fold
from crawler.extraction.title_on_page import words_of
from crawler.extraction.traps import is_trap_url

_ARTICLE_QUERY = re.compile(
    r"(?:^|&)(?:newsid|nid|tc|itemid|articleid|article|idtin|id_?tin|id_?bai|baiviet|postid|p|news_id|tinid"
    r"|contentid|detail|detailid|matin|tin|aid|bv|id)=[\w-]*\d",
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
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class PlacedLink:
    """A link met on a page. `line` is the line it stands in (-1: a picture alone), `text` all that names it."""

    url: str
    text: str
    line: int
    element: HtmlElement


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
    for number, line in enumerate(outline.lines):
        for element in (links := line.links):
            url = target_of(element.get("href") or "", base)
            if not url:
                continue
            text = line.text if len(links) == 1 and line.linked == line.size else _text(element)
            known = best.get(url)
            if known is None or _names_better(text, line.heading > 0, known, outline):
                best[url] = PlacedLink(url, text, number, element)
    for element, number in outline.media:
        parent = element.getparent()
        if (
            parent is not None
            and parent.tag == "a"
            and (url := target_of(parent.get("href") or "", base))
            and url not in best
        ):
            text = (parent.get("title") or element.get("alt") or "").strip()
            best[url] = PlacedLink(url, text, min(number, len(outline.lines) - 1), parent)
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
    return named_line(text, len(text), True) is not None or _MORE.match(fold(text)) is not None


def _text(element: HtmlElement) -> str:
    if not len(element):
        return " ".join((element.text or "").split())
    return " ".join(element.text_content().split())


def target_of(href: str, base: str) -> str:
    """The address of a page of the same host worth having, "" for any other."""
    if href[:1] == "/" and href[1:2] != "/":
        return _pagetarget_of(href, _origin(base))
    return _pagetarget_of(href, base)


@lru_cache(maxsize=16384)
def _pagetarget_of(href: str, base: str) -> str:
    url = absolute(href, base)
    try:
        own = bool(url) and _host(url) == _host(base)
        return url if own and not is_file(url) and not is_trap_url(url, english=False) else ""
    except ValueError:  # "http://[": no address
        return ""


@lru_cache(maxsize=1024)
def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


@lru_cache(maxsize=8192)
def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")


def leads_on(link: HtmlElement) -> bool:
    """Whether a link says no more than that there is more: "Xem chi tiết", "Đọc tiếp"."""
    text = _text(link)
    return len(text) <= 30 and _MORE.match(fold(text)) is not None


def is_title_like(text: str, attribute: str | None = None) -> bool:
    """Whether a link's words are those of a headline rather than of a menu."""
    full = attribute if attribute and len(attribute) > len(text) else text
    return len(full) >= 28 and len(full.split()) >= 6


def menu_texts(outline: Outline, menu_lines: Collection[int]) -> frozenset[str]:
    """The folded texts of links in menus: boxes named so, and runs of five or more short link lines."""
    texts: set[str] = set()
    run: list[int] = []
    for number, line in enumerate(outline.lines):
        if number in menu_lines and line.links:
            texts.update(words_of(_text(link)) for link in line.links)
        if len(line.links) >= 5 and line.linked < 42 * len(line.links):
            texts.update(_menu_texts(line.links))
        elif line.is_link and line.size < 60 and not line.heading:
            run.append(number)
            continue
        if run:
            run = _end_run(outline, run, texts)
    _end_run(outline, run, texts)
    return frozenset(texts)


def _end_run(outline: Outline, run: list[int], texts: set[str]) -> list[int]:
    if len(run) >= 5 and sum(outline.lines[i].size for i in run) < 42 * len(run):
        texts.update(_menu_texts([link for number in run for link in outline.lines[number].links]))
    return []


def _menu_texts(links: list[HtmlElement]) -> set[str]:
    """The folded texts of a run of links; none where half of them read like headlines: a list of short ones."""
    texts = [_text(link) for link in links]
    return set() if 2 * sum(map(is_title_like, texts)) >= len(texts) else set(map(words_of, texts))
