"""One page without a recipe while it is read: its outline, its title and body, and what speaks for which kind."""

from collections.abc import Iterator
from functools import cached_property
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from crawler.extraction.address import absolute
from crawler.extraction.body_on_page import find_body
from crawler.extraction.learnt import Learnt
from crawler.extraction.line_kinds import LineKinds, names_menu
from crawler.extraction.links import (
    leads_on,
    looks_like_article_url,
    menu_texts,
    placed_links,
)
from crawler.extraction.outline import Outline
from crawler.extraction.page import Page
from crawler.extraction.page_words import words_of
from crawler.extraction.structure import Box, Line
from crawler.extraction.title_on_page import find_title, read_head
from crawler.items import LinkKind
from crawler.url import identity

if TYPE_CHECKING:
    from crawler.extraction.template import Template

_HEADLINE = 25  # letters
_PICTURES = 3


class View:
    """One page while it is read."""

    def __init__(self, page: Page, template: "Template | None", outline: Outline | None = None) -> None:
        self.page = page
        self.outline = outline or Outline(page.tree)
        self.head = read_head(page.tree, said=page.said)
        self._heed_own_links()
        self.template = template
        learnt = template.apply(self.outline) if template is not None else Learnt()
        self.learnt = learnt
        self.kinds = LineKinds(self.outline, -1, learnt.chrome)
        self.menu_lines = self._menu_lines()
        self.menu = menu_texts(self.outline, self.menu_lines)
        told = find_title(self.outline, self.head, menu=self.menu, best_text=self.densest(), learnt=learnt)
        self.title, self.sure, self.title_text, self.title_date = told.line, told.sure, told.text, told.date
        self.title_first = told.first if told.first >= 0 else told.line
        self.kinds = self.kinds.of_title(self.title)
        self.found = find_body(self.kinds, learnt.bodies)
        self.links = placed_links(self.outline, page.base)

    def in_menu(self, number: int) -> bool:
        """Whether a line stands in a box that is named for a menu."""
        return number in self.menu_lines

    def _menu_lines(self) -> frozenset[int]:
        """The lines in boxes that are named for menus."""
        named = [box for box in self.outline.boxes if box.hint == "nav" and box.parent is not None]
        menus = [range(box.first, box.last) for box in named if names_menu(self.outline, box)]
        return frozenset(chain.from_iterable(menus))

    def densest(self, least: int = 200) -> int:
        """The line at which the box with the most running text starts that is no item of a list; -1 where none has
        `least` letters of it."""
        weights: dict[int, int] = {}
        first: dict[int, int] = {}
        for number, line in enumerate(self.outline.lines):
            if line.size >= 60 and (plain := line.size - line.linked) >= 60 and self.kinds.kind(number) == "text":
                box = line.box.parent or line.box
                weights[box.index] = weights.get(box.index, 0) + plain
                first.setdefault(box.index, number)
        while weights:
            best = max(weights, key=weights.__getitem__)
            if weights.pop(best) < least:
                break
            if not self.kinds.in_item(first[best]) and not self._sums_up(first[best]):
                return first[best]
        return -1

    def _sums_up(self, number: int) -> bool:
        """Whether a line stands right below a headline that is a link, as a summary does."""
        line, above = self.outline.lines[number], self.outline.lines[max(number - 1, 0)]
        return above.is_link and above.said.reads_like_title and above.box.parent is line.box.parent

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
        title_words = words_of(self.title_text)
        items = self._items()
        say(3 if text >= 400 else 2 if text >= 120 else 1 if text > 0 else 0, f"{text} letters of text")
        for points, reason in (*self._dates(), *self._below()):
            say(points, reason)
        if not self.sure:
            say(-2, "nothing but its look speaks for the title")
        if title_words in self.menu:
            say(-3, "the title is a menu entry")
        elif text and expected == "article" and title_words == words_of(self.page.said):
            say(1, "the link that led here says the title")
        say(3 * (looks_like_article_url(self.page.url) - 0.5), "address")
        settled = self.sure and self._dated() and title_words not in self.menu
        if items >= 3:
            say(-1 if settled else -1 - min(items, 10) / 5, f"{items} items below the title")
        headings = self._linked_headings()
        if headings >= 2:
            say(-2.0 * min(headings, 4), f"{headings} linked headings in the text")
        if self._menu_leads_here():
            say(-2, "a menu leads here")
        if expected == "article":
            say(1.5, "expected")
        elif expected == "listing":
            say(-1.5, "a listing expected")
        for points, reason in self._without_text(settled=settled) if not text else ():
            say(points, reason)
        return score - 1.5, "; ".join(reasons)

    def _without_text(self, *, settled: bool) -> Iterator[tuple[float, str]]:
        """What an article may be of that has no text: files, pictures."""
        if self._offers_files():
            yield 1.0, "files below the title"
        elif not settled and not self._media():
            yield -3.0, "nothing below the title"
        elif (dates := self._dates_in_a_row()) >= _PICTURES:
            yield -4.0, f"{dates} dates below the title, as of pictures that lead on"

    def _dates_in_a_row(self) -> int:
        """How many different dates stand below the title with no other words between them."""
        below = range(self.title + 1, len(self.outline.lines))
        dates = takewhile(lambda i: self.kinds.kind(i) == "date", below)
        return len({self.outline.lines[i].text for i in dates})

    def _offers_files(self) -> bool:
        """Whether files are the first that stands below the title, but for dates and tools."""
        kinds = (self.kinds.kind(i) for i in range(self.title + 1, min(self.title + 6, len(self.outline.lines))))
        return next((kind for kind in kinds if kind not in ("date", "chrome", "byline")), None) == "files"

    def _menu_leads_here(self) -> bool:
        here = self.page.url.rstrip("/")
        return any(link.url.rstrip("/") == here for link in self.links if link.line in self.menu_lines)

    def _media(self) -> bool:
        box = self.found.region
        return any(
            self.title < at <= max(self.found.end, self.title + 1)
            for _, at in self.outline.media[box.media : box.media_last]
        )

    def _dated(self) -> bool:
        return bool(self.title_date or self.date_lines)

    @cached_property
    def date_lines(self) -> list[int]:
        """The lines beside the title that are there to tell a date."""
        return [i for i in self._near_title() if self._is_date(i) and not self.in_dated_table(i)]

    def in_dated_table(self, number: int) -> bool:
        """Whether a line's date is one of several in a table of the text: a schedule's days are not the article's."""
        if not self.found.lines:
            return False
        box: Box | None = self.outline.lines[number].box
        while box is not None and box.tag != "table":
            box = box.parent
        if box is None or box.holds(self.title) or not box.holds(self.found.lines[0]):
            return False
        return sum(self.kinds.kind(i) == "date" for i in range(box.first, min(box.last, self.found.end))) >= 3

    def _is_date(self, number: int) -> bool:
        """Whether a line tells a date, in a row of tools below the title too."""
        line, kind = self.outline.lines[number], self.kinds.kind(number)
        if kind == "date":
            return bool(self.kinds.date_text(number))
        among_tools = kind == "chrome" and number > self.title and number not in self.kinds.chrome
        return among_tools and not line.links and line.said.is_date

    def _dates(self) -> Iterator[tuple[float, str]]:
        if self._dated():
            yield 2, "a date beside the title"
        elif self.page.dated and self.found.lines:
            yield 1, "a date beside the link that led here"
        else:
            yield -0.5, "no date beside the title"

    def _below(self) -> Iterator[tuple[float, str]]:
        """What the lines below the title say of the page's kind."""
        if not self._dated() and self._dated_after():
            yield 1.5, "a date below the text"
        if self._title_leads_elsewhere():
            yield -4.0, "the title leads to another page"
        if (teasers := self._teasers()) >= 2:
            yield -2.0 * min(teasers, 4), f"{teasers} summaries that lead on"
        if self._is_document():
            yield -6.0, "a document's data"

    def _heed_own_links(self) -> None:
        """What headings say that are links to this very page is what it calls itself."""
        headings = (line for line in self.outline.lines if line.heading and line.is_link and line.size >= _HEADLINE)
        own = [line.said.words for line in headings if self._leads_elsewhere(line) is False]
        self.head.whole += own
        if self.head.said in own:
            self.head.said = ""  # now more than a link elsewhere says it

    def _title_leads_elsewhere(self) -> bool:
        """Whether the title is a link to a page that is not this one: an item of a list, shown in full."""
        line = self.outline.lines[self.title]
        return line.is_link and self._leads_elsewhere(line) is True

    def _leads_elsewhere(self, line: Line) -> bool | None:
        """Whether a line's first link leads to another page; None where it leads nowhere."""
        address = absolute(line.addresses[0], self.page.base)
        if not address:
            return None
        return identity(address) not in (identity(self.page.url), identity(self.page.canonical))

    def _dated_after(self) -> bool:
        lines = self.outline.lines
        after = self.found.after[:3] if self.found.lines else []
        return any(self.kinds.kind(i) == "date" and not lines[i].linked for i in after)

    def _teasers(self) -> int:
        """How many lines of the found text end in a link that only says "Xem chi tiết"."""
        lines = (self.outline.lines[i] for i in self.found.lines)
        return sum(bool(line.links) and not line.is_link and leads_on(line.links[-1]) for line in lines)

    def _is_document(self) -> bool:
        """Whether what stands below the title is the data of a legal document: its number, its signer, its date."""
        lines = self.outline.lines[max(self.title - 10, 0) : self.title + 30]
        return sum([line.said.labels_document for line in lines]) >= 3

    def _near_title(self) -> list[int]:
        """The lines beside the title, up to the body or to the first link that reads like a headline."""
        lines = self.outline.lines
        stop = min(self.found.lines[0] if self.found.lines else len(lines), self.title + 9, len(lines))
        for number in range(self.title + 1, stop):
            if lines[number].is_link and lines[number].said.reads_like_title:
                stop = number
                break
        return [*range(self.title + 1, stop), *range(max(self.title_first - 3, 0), self.title_first)]

    def _items(self) -> int:
        """How many title-like links stand below the title before any text, or behind it without a heading."""
        lines, kinds = self.outline.lines, self.kinds
        first = self.found.lines[0] if self.found.lines else len(lines)
        count = 0
        for number in range(self.title + 1, len(lines)):
            line = lines[number]
            if kinds.kind(number) == "chrome":
                continue
            if line.is_link and line.said.reads_like_title:
                count += 1
            elif not count and (number >= first or kinds.kind(number) == "related"):
                return 0
        return count

    def _linked_headings(self) -> int:
        """How many headings in the found text are links to other pages: whole articles one below the other."""
        if not self.found.lines:
            return 0
        inside = self.outline.lines[self.title + 1 : self.found.lines[-1]]
        return sum(line.heading > 0 and line.is_link and line.said.reads_like_title for line in inside)
