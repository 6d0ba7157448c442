"""The links of one page without a recipe, sorted: articles, an article's other links, sections, further pages.

A list of links is judged as a whole: where half of its links read like headlines or show dates, all lead to articles.
"""

import re
from collections import Counter
from functools import cached_property
from itertools import islice

from crawler.extraction.date_beside import date_beside
from crawler.extraction.line_words import is_tool
from crawler.extraction.links import PlacedLink, target_of, tells_articles
from crawler.extraction.paging import next_pages
from crawler.extraction.structure import Box
from crawler.extraction.view import View
from crawler.items import Link, LinkKind, Relation

_REFRESH = re.compile(r"\s*\d+(?:\.\d+)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"\s]+)", re.I)
_LOADED = re.compile(rb"""\.load\(\s*(['"])([\x21-\x7e]{1,300}?)\1\s*[,)]""")
_MOST_LOADED = 20
_LONGEST_STEP = 40  # letters that lead to a page by its number
_FIGURES = re.compile(r"\d+")
_NEXT = re.compile(r"\b(?:tiep|sau|next)\b|[>»›→]")
_PART = re.compile(r"[?&](?:start|limitstart|page|trang|p|part|phan)=\d{1,2}$|/\d{1,2}/?$")


def lists_articles(links: list[Link], expected: LinkKind | None) -> bool:
    """Whether a page with these links is there to lead to articles."""
    listed = [link for link in links if link.relation == "listed"]
    return len(listed) >= 2 or (expected == "listing" and bool(listed))


class LinkSorter:
    """Sorts the links of `view`'s page."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.outline = view.outline
        self.url = view.page.url
        self._settle()

    def _settle(self) -> None:
        """Tell for each link whether it is a menu's, reads like a headline, and what it shares with those of its list:
        their place and the shape of their addresses."""
        lines, menu, menu_lines = self.outline.lines, self.view.menu, self.view.menu_lines
        for link in self.view.links:
            link.in_menus = link.line in menu_lines or link.said.words in menu
            link.headline = link.reads_like_title()
            place = lines[link.line].box.place if link.line >= 0 else 0
            link.group = place, link.target.list_shape
        self._groups = self._voted()

    def article_links(self) -> list[Link]:
        """Other links, links of the text, further pages, and the sections around."""
        text = set(self.view.found.lines)
        other_news = self._other_news()
        around = {*self.view.found.after, *self.view.found.meta, *self._beside_end(), *other_news}
        links: list[Link] = []
        stem = self._stem()
        for placed in self.view.links:
            if placed.url == self.url:
                continue
            if placed.url.startswith(stem) and (number := self._page_number(placed)):
                if number > 1:
                    links.append(Link(placed.url, "page", placed.text, "article", page=number))
            elif placed.line in text:
                links.append(Link(placed.url, "text", placed.text))
            elif _is_tool(placed):
                continue
            elif (placed.line in other_news and not placed.in_menus) or self._is_article(placed):
                relation: Relation = "other" if placed.line in around else "listed"
                links.append(self._to_article(placed, relation))
            else:
                links.append(Link(placed.url, "section", placed.text, "listing"))
        return links

    def _stem(self) -> str:
        """How addresses of the article's further pages start; what no address starts with where it is too short."""
        stem = _without_ending(self.url)
        return stem if len(stem) > len(self.view.page.base.partition("//")[0]) + 12 else "\0"

    def _page_number(self, link: PlacedLink) -> int:
        """The page of an article in several that a link to an address like its own leads to, by its number or as the
        next one; else 0."""
        said = link.said
        if said.page_number or not said.leads_on_pages:
            return said.page_number if said.page_number <= 50 else 0
        return 2 if _NEXT.search(said.folded) and _PART.search(link.url) else 0

    def _other_news(self) -> set[int]:
        """The lines behind the body under a heading of other news, up to the next text."""
        kinds = self.view.kinds
        found: set[int] = set()
        below = False
        for number in range(self.view.found.end, len(self.outline.lines)):
            kind = kinds.kind(number)
            below = (kind == "related" and not self._in_side(number)) or (below and kind not in ("footer", "comments"))
            if below and self.outline.lines[number].links and not self.view.in_menu(number):
                found.add(number)
        return found

    def _beside_end(self) -> set[int]:
        """The lines between the article's end and the first heading of a list: the way to its neighbours."""
        end, around = self.view.found.end, self.view.found.region
        feet = [box.first for box in self.outline.boxes if box.hint == "footer" and box.first >= around.last]
        stop = min([*feet, end + 24, len(self.outline.lines)])
        return set(range(end, next((i for i in range(end, stop) if self.view.kinds.kind(i) == "related"), stop)))

    def _in_side(self, number: int) -> bool:
        """Whether a line stands in a column beside the article."""
        box: Box | None = self.outline.lines[number].box
        while box is not None and not box.holds(self.view.title):
            if box.tag == "aside" or (box.hint == "side" and box.tag not in ("h2", "h3", "h4")):
                return True
            box = box.parent
        return False

    def listing_links(self) -> list[Link]:
        """The listing's items, its further pages, and the sections around."""
        following = next_pages(self.view.page, None, number=1)
        paged = {link.url for link in following}
        links = []
        for placed in self.view.links:
            if placed.url == self.url or placed.url in paged or _is_tool(placed):
                continue
            if self._is_article(placed):
                links.append(self._to_article(placed, "listed"))
            elif not self._is_pager_step(placed):
                links.append(Link(placed.url, "section", placed.text, "listing"))
        return [*links, *following, *self._passages()]

    def _to_article(self, link: PlacedLink, relation: Relation) -> Link:
        return Link(link.url, relation, link.text, "article", dated=date_beside(self.view.kinds, link))

    def _passages(self) -> list[Link]:
        """Where a page without words of its own leads: the pages in its frames, the parts that a script loads into it,
        and where its refresh goes."""
        tree, base = self.view.page.tree, self.view.page.base
        addresses = [frame.get("src") or "" for frame in tree.iter("frame", "iframe")]
        for meta in tree.iter("meta"):
            refresh = (
                _REFRESH.match(meta.get("content") or "") if meta.get("http-equiv", "").lower() == "refresh" else None
            )
            addresses += [refresh[1]] if refresh else []
        addresses += [found[2].decode() for found in islice(_LOADED.finditer(self.view.page.raw), _MOST_LOADED)]
        urls = [target.url for address in addresses if (target := target_of(address, base)) is not None]
        return [Link(url, "section", "", "listing") for url in dict.fromkeys(urls) if url != self.url]

    def _is_pager_step(self, link: PlacedLink) -> bool:
        """Whether a link is a step of this listing's pager: "1", "«", "Đầu" at its address but for the figures."""
        if len(link.text) > 20 or not link.said.leads_on_pages:
            return False
        there, here = (_without_ending(_FIGURES.sub("", url)) for url in (link.url, self.url))
        return here.startswith(there) or there.startswith(here)

    def _is_article(self, link: PlacedLink) -> bool:
        if self._groups.get(link.group, False):
            return True
        likely = link.target.likely
        if link.in_menus:
            if not link.said.reads_like_title:
                return likely >= 0.85 and not self.view.in_menu(link.line)
            return likely >= 0.85 or link.target.shape in self._article_shapes
        if link.headline:
            return likely >= 0.3
        return likely >= 0.65 or link.target.shape in self._article_shapes

    def _voted(self) -> dict[tuple[int, str], bool]:
        """For each list of links whether they lead to articles: half of them read like headlines, or show dates."""
        votes: dict[tuple[int, str], list[bool]] = {}
        for link in self.view.links:
            if not link.in_menus:
                votes.setdefault(link.group, []).append(self._reads_like_item(link))
        return {group: len(said) >= 2 and 2 * sum(said) >= len(said) for group, said in votes.items()}

    def _reads_like_item(self, link: PlacedLink) -> bool:
        if link.headline and link.target.likely >= 0.3:
            return True
        if len(link.text) < 12:
            return False
        beside = self.outline.lines[link.line : link.line + 3]
        return any(line.said.has_date for line in beside[:2])

    @cached_property
    def _article_shapes(self) -> frozenset[str]:
        """The shapes of addresses that at least three title-like links outside menus share."""
        shapes = Counter(
            link.target.shape for link in self.view.links if not link.in_menus and link.said.reads_like_title
        )
        known = self.view.template.shapes if self.view.template is not None else frozenset()
        return known | {shape for shape, times in shapes.items() if times >= 3 and tells_articles(shape)}


def _is_tool(link: PlacedLink) -> bool:
    """Whether a link says that it prints, mails or shares: whatever its address, it leads to no page worth having."""
    return is_tool(link.said.folded) and not link.said.reads_like_title


def _without_ending(url: str) -> str:
    """An address without its query, the stroke at its end and the ending of a file."""
    path = url.partition("?")[0].removesuffix("/")
    stem, dot, ending = path.rpartition(".")
    return stem if dot and 3 <= len(ending) <= 5 and ending.replace("_", "").isalnum() else path
