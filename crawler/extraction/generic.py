"""Reading a page nobody described: what it is, and where its parts stand, by structure and by the words portals print.

`og:type` is never asked: listings carry "article" too. What a page is follows from where its text stands and where
its links do; the address and what the walker expected only tip the scales.
"""

from lxml.html import HtmlElement

from crawler.extraction.article_on_page import read_fields
from crawler.extraction.body_on_page import BodyFinder, Found
from crawler.extraction.dates_on_page import head_dates
from crawler.extraction.links import PlacedLink, looks_like_article_url, menu_texts, placed_links, url_shape, is_title_like
from crawler.extraction.page import Page
from crawler.extraction.paging import next_pages
from crawler.extraction.structure import Outline
from crawler.extraction.template import Template
from crawler.extraction.title_on_page import find_title, read_head, words_of
from crawler.items import Link, LinkKind, Reading


def generic_read(page: Page, *, expected: LinkKind | None = None, template: Template | None = None) -> Reading:
    """What `page` is and holds. `expected` is what the address was thought to be, `template` what the portal taught."""
    view = View(page, template)
    score, evidence = view.judge(expected)
    if score > 0:
        fields = read_fields(view.outline, view.finder, view.found, page, view.title)
        return Reading("article", evidence, fields, view.article_links(), page.canonical)
    links = view.listing_links()
    if any(link.relation == "listed" for link in links):
        return Reading("listing", evidence, None, links, page.canonical)
    return Reading("other", evidence, None, links, page.canonical)


class View:
    """One page while it is read."""

    def __init__(self, page: Page, template: Template | None) -> None:
        self.page = page
        self.outline = Outline(page.tree)
        self.head = read_head(page.tree)
        self.template = template
        chrome = template.chrome_lines(self.outline) if template is not None else frozenset()
        self.finder = BodyFinder(self.outline, -1, chrome)
        self.menu = menu_texts(self.outline, self._in_menu)
        self.title = find_title(self.outline, self.head, menu=self.menu, best_text=self._densest())
        self.finder = BodyFinder(self.outline, self.title, chrome)
        self.found = self.finder.find() if self.title >= 0 else Found(self.outline.root)
        self.links = placed_links(self.outline, page.base)

    def _in_menu(self, number: int) -> bool:
        box = self.outline.lines[number].box
        while box.parent is not None:
            if box.hint == "nav":
                return True
            box = box.parent
        return False

    def _densest(self) -> int:
        """The line at which the box with the most running text starts; -1 without any."""
        weights: dict[int, int] = {}
        first: dict[int, int] = {}
        for number, line in enumerate(self.outline.lines):
            plain = line.size - line.linked
            if plain >= 60 and number not in self.finder.chrome:
                box = line.box.parent or line.box
                weights[box.index] = weights.get(box.index, 0) + plain
                first.setdefault(box.index, number)
        best = max(weights, key=lambda index: weights[index], default=-1)
        return first[best] if best >= 0 else -1

    # What the page is

    def judge(self, expected: LinkKind | None) -> tuple[float, str]:
        """Above 0 an article, and why."""
        reasons: list[str] = []
        score = 0.0

        def say(points: float, reason: str) -> None:
            nonlocal score
            score += points
            reasons.append(f"{reason} {points:+g}")

        if self.title < 0:
            return -1.0, "no title"
        lines, found = self.outline.lines, self.found
        text = sum(lines[i].size - lines[i].linked for i in found.lines)
        title_words = words_of(lines[self.title].text)
        items = self._items()
        say(3 if text >= 400 else 2 if text >= 120 else 1 if text > 0 else 0, f"{text} letters of text")
        if self._dated():
            say(2, "a date beside the title")
        if title_words in self.menu:
            say(-3, "the title is a menu entry")
        say(3 * (looks_like_article_url(self.page.url) - 0.5), "address")
        if items >= 3:
            say(-1 - min(items, 10) / 5, f"{items} items before any text")
        if self.page.url.rstrip("/") in self._menu_urls():
            say(-2, "a menu leads here")
        if expected == "article":
            say(1.5, "expected")
        elif expected == "listing":
            say(-1.5, "a listing expected")
        if not text and not self._media():
            say(-3, "nothing below the title")
        return score - 1.5, "; ".join(reasons)

    def _menu_urls(self) -> set[str]:
        return {link.url.rstrip("/") for link in self.links if self._in_menu(link.line)}

    def _media(self) -> bool:
        box = self.found.region
        return any(self.title < at <= max(self.found.end, self.title + 1) for _, at in self.outline.media[box.media : box.media_last])

    def _dated(self) -> bool:
        return any(self.finder.kind(i) == "date" for i in self._near_title())

    def _near_title(self) -> list[int]:
        stop = self.found.lines[0] if self.found.lines else min(self.title + 6, len(self.outline.lines))
        return [*range(self.title + 1, min(stop, self.title + 9)), *range(max(self.title - 3, 0), self.title)]

    def _items(self) -> int:
        """How many title-like links to pages of one shape stand after the title, before any running text."""
        lines = self.outline.lines
        count = 0
        for number in range(self.title + 1, len(lines)):
            line = lines[number]
            if self.finder.zone(line.box) or number in self.finder.chrome:
                continue
            if line.is_link and is_title_like(line.text):
                count += 1
            elif not count and line.size - line.linked >= 150:
                return 0
            elif self.finder.kind(number) == "text" and line.size >= 60 and not self.finder._in_item(number) and not count:
                return 0
        return count

    # Links

    def article_links(self) -> list[Link]:
        """Other links, links of the text, further pages, and the sections around."""
        text = set(self.found.lines)
        after = set(self.found.after) | set(self.found.meta)
        links: list[Link] = []
        for placed in self.links:
            if placed.url == self.page.url:
                continue
            if placed.line in text:
                links.append(Link(placed.url, "text", placed.text))
            elif self._is_article(placed):
                links.append(Link(placed.url, "other" if placed.line in after else "listed", placed.text, "article"))
            else:
                links.append(Link(placed.url, "section", placed.text, "listing"))
        return links

    def listing_links(self) -> list[Link]:
        """The listing's items, its further pages, and the sections around."""
        following = next_pages(self.page, None, number=1)
        paged = {link.url for link in following}
        links = []
        for placed in self.links:
            if placed.url == self.page.url or placed.url in paged:
                continue
            if self._is_article(placed):
                links.append(Link(placed.url, "listed", placed.text, "article"))
            else:
                links.append(Link(placed.url, "section", placed.text, "listing"))
        return links + following

    def _is_article(self, link: PlacedLink) -> bool:
        likely = looks_like_article_url(link.url)
        if self._in_menu(link.line):
            return likely >= 0.85 and is_title_like(link.text)
        if is_title_like(link.text, link.element.get("title")):
            return likely >= 0.3
        return likely >= 0.65
