"""One page without a recipe while it is read: its outline, its title and body, and what speaks for which kind."""

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from crawler.extraction.body_on_page import BodyFinder, Found
from crawler.extraction.dates_on_page import has_date
from crawler.extraction.learnt import Learnt
from crawler.extraction.links import (
    PlacedLink,
    is_title_like,
    looks_like_article_url,
    menu_texts,
    placed_links,
    url_shape,
)
from crawler.extraction.page import Page
from crawler.extraction.paging import next_pages
from crawler.extraction.places import paths_of
from crawler.extraction.structure import Outline
from crawler.extraction.title_on_page import find_title, read_head, words_of
from crawler.items import Link, LinkKind

if TYPE_CHECKING:
    from crawler.extraction.template import Template


class View:
    """One page while it is read."""

    def __init__(self, page: Page, template: "Template | None") -> None:
        self.page = page
        self.outline = Outline(page.tree)
        self.head = read_head(page.tree)
        self.template = template
        learnt = template.apply(self.outline) if template is not None else Learnt()
        self.learnt = learnt
        self.finder = BodyFinder(self.outline, -1, learnt.chrome)
        self.menu = menu_texts(self.outline, self.in_menu)
        self.title, self.sure = find_title(
            self.outline, self.head, menu=self.menu, best_text=self._densest(), learnt=learnt
        )
        self.finder = BodyFinder(self.outline, self.title, learnt.chrome)
        self.found = self.finder.find(learnt.bodies) if self.title >= 0 else Found(self.outline.root)
        self.links = placed_links(self.outline, page.base)

    def in_menu(self, number: int) -> bool:
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
            if plain >= 60 and self.finder.kind(number) == "text":
                box = line.box.parent or line.box
                weights[box.index] = weights.get(box.index, 0) + plain
                first.setdefault(box.index, number)
        best = max(weights, key=lambda index: weights[index], default=-1)
        return first[best] if best >= 0 and weights[best] >= 200 else -1

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
        if not self.sure:
            say(-2, "nothing but its look speaks for the title")
        if title_words in self.menu:
            say(-3, "the title is a menu entry")
        say(3 * (looks_like_article_url(self.page.url) - 0.5), "address")
        if items >= 3:
            say(-1 - min(items, 10) / 5, f"{items} items below the title")
        headings = self._linked_headings()
        if headings >= 2:
            say(-2.0 * min(headings, 4), f"{headings} linked headings in the text")
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
        return {link.url.rstrip("/") for link in self.links if self.in_menu(link.line)}

    def _media(self) -> bool:
        box = self.found.region
        return any(self.title < at <= max(self.found.end, self.title + 1) for _, at in self.outline.media[box.media : box.media_last])

    def _dated(self) -> bool:
        return bool(self.date_lines())

    def date_lines(self) -> list[int]:
        """The lines beside the title that are there to tell a date."""
        return [i for i in self._near_title() if self.finder.kind(i) == "date"]

    def _near_title(self) -> list[int]:
        stop = self.found.lines[0] if self.found.lines else min(self.title + 6, len(self.outline.lines))
        return [*range(self.title + 1, min(stop, self.title + 9)), *range(max(self.title - 3, 0), self.title)]

    def _items(self) -> int:
        """How many title-like links stand after the title before any text, or after it without a heading of their own."""
        lines, finder = self.outline.lines, self.finder
        first = self.found.lines[0] if self.found.lines else len(lines)
        count = 0
        for number in range(self.title + 1, len(lines)):
            line = lines[number]
            if number in finder.chrome or finder.zone(line.box):
                continue
            if line.is_link and is_title_like(line.text):
                count += 1
            elif not count and (number >= first or finder.kind(number) == "related"):
                return 0
        return count

    def _linked_headings(self) -> int:
        """How many headings in the found text are links to other pages: whole articles one below the other."""
        if not self.found.lines:
            return 0
        inside = self.outline.lines[self.title + 1 : self.found.lines[-1]]
        return sum(line.heading > 0 and line.is_link and is_title_like(line.text) for line in inside)

    def lists_articles(self, links: list[Link], expected: LinkKind | None) -> bool:
        """Whether the page is there to lead to articles, its menus and side columns aside."""
        listed = [link for link in links if link.relation == "listed"]
        return len(listed) >= 2 or (expected == "listing" and bool(listed))

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
        if self._groups.get(self._group(link), False):
            return True
        likely = looks_like_article_url(link.url)
        if self.in_menu(link.line) or words_of(link.text) in self.menu:
            return is_title_like(link.text) and (likely >= 0.85 or url_shape(link.url) in self._article_shapes)
        if is_title_like(link.text, link.element.get("title")):
            return likely >= 0.3
        return likely >= 0.65 or url_shape(link.url) in self._article_shapes

    def _group(self, link: PlacedLink) -> tuple[int, str]:
        """What links of one list share: their place and the shape of their addresses."""
        return self._paths[self.outline.lines[link.line].box.index] if link.line >= 0 else 0, url_shape(link.url).replace("S", "w")

    @cached_property
    def _paths(self) -> list[int]:
        return paths_of(self.outline)

    @cached_property
    def _groups(self) -> dict[tuple[int, str], bool]:
        """For each list of links whether its links lead to articles: half of them read like headlines, or show dates."""
        votes: dict[tuple[int, str], list[bool]] = {}
        for link in self.links:
            if not self.in_menu(link.line) and words_of(link.text) not in self.menu:
                votes.setdefault(self._group(link), []).append(self._reads_like_item(link))
        return {group: len(said) >= 2 and 2 * sum(said) >= len(said) for group, said in votes.items()}

    def _reads_like_item(self, link: PlacedLink) -> bool:
        if is_title_like(link.text, link.element.get("title")) and looks_like_article_url(link.url) >= 0.3:
            return True
        beside = self.outline.lines[link.line : link.line + 3]
        return len(link.text) >= 12 and any(has_date(line.text) for line in beside[:2])

    @cached_property
    def _article_shapes(self) -> frozenset[str]:
        """The shapes of addresses that at least three title-like links outside menus share."""
        shapes = Counter(url_shape(link.url) for link in self.links if not self.in_menu(link.line) and is_title_like(link.text) and words_of(link.text) not in self.menu)
        known = self.template.shapes if self.template is not None else frozenset()
        return known | frozenset(shape for shape, times in shapes.items() if times >= 3 and ("S" in shape or "N" in shape or "?" in shape))
