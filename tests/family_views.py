"""What the templates of a family site see: articles, sections and pagers with this site's addresses in them."""

import math
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from tests.family_config import Section, SiteConfig
from tests.family_markup import MONTHS, WEEKDAYS
from tests.family_stock import PICTURE, StockArticle


@dataclass(slots=True)
class SectionView:
    """A section; `articles` newest first, `pages` as its listing cuts and orders them (page 1 first)."""

    id: int
    number: int
    slug: str
    name: str
    order: str
    url: str = ""
    articles: list["ArticleView"] = field(default_factory=list)
    pages: list[list["ArticleView"]] = field(default_factory=list)


@dataclass(slots=True)
class FileView:
    name: str
    url: str


@dataclass(slots=True, eq=False)
class ArticleView:
    """An article as this site shows it. `url` is its address, `link` what listings write (perhaps an older slug)."""

    stock: StockArticle
    section: SectionView
    other: SectionView  # one it is not in
    url: str = ""
    link: str = ""
    pages: list[str] = field(default_factory=list)  # HTML, one string a page
    parts: list[str] = field(default_factory=list)  # the addresses of these pages
    files: list[FileView] = field(default_factory=list)
    thumb: str = ""
    newer: list["ArticleView"] = field(default_factory=list)
    older: list["ArticleView"] = field(default_factory=list)

    @property
    def id(self) -> int:
        return self.stock.id

    @property
    def title(self) -> str:
        return self.stock.title

    @property
    def lede(self) -> str:
        return self.stock.lede

    @property
    def byline(self) -> str:
        return self.stock.byline

    @property
    def source(self) -> str:
        return self.stock.source

    @property
    def tags(self) -> list[str]:
        return self.stock.tags

    @property
    def posted(self) -> datetime:
        return self.stock.posted

    @property
    def views(self) -> int:
        return 40 + self.id * 37 % 9000

    @property
    def picture(self) -> tuple[str, str] | None:
        """Name and caption of the first picture in the body."""
        found = (PICTURE.fullmatch(block) for block in self.stock.blocks)
        return next(((one[2], one[1]) for one in found if one), None)

    def names(self) -> dict[str, object]:
        """What address patterns may use."""
        return {
            "id": self.id,
            "slug": self.stock.slug,
            "section": self.section.slug,
            "section_id": self.section.number,
            "other": self.other.slug,
            "year": self.posted.year,
            "month": f"{self.posted.month:02}",
            "day": f"{self.posted.day:02}",
            "guid": uuid.uuid5(uuid.NAMESPACE_OID, str(self.id)),
        }


@dataclass(slots=True)
class PageLink:
    """A number in the pager."""

    number: int
    url: str
    target: str = ""  # postback
    argument: str = ""


@dataclass(slots=True)
class Pager:
    """The pager of one listing page: `shown` is the window of numbers, the rest None where there is none."""

    number: int
    last: int
    total: int
    shown: list[PageLink]
    first_page: PageLink
    last_page: PageLink
    previous: PageLink | None
    next: PageLink | None


class Addressing:
    """Writes addresses by the site's patterns."""

    def __init__(self, config: SiteConfig) -> None:
        self.config = config

    def article(self, pattern: str, article: ArticleView, **more: object) -> str:
        return _encoded(pattern.format(**article.names(), **more))

    def listing(self, section: SectionView, page: int, *, numbered: bool = False) -> str:
        """The address of a listing's page; `numbered`: also page 1 as the others are written, as a pager may."""
        url, size = self.config.url, self.config.listing.size
        pattern = url.page if url.page and (page > 1 or numbered) else url.listing
        return _encoded(
            pattern.format(
                section=section.slug, section_id=section.number, page=page, page0=page - 1, offset=(page - 1) * size
            )
        )

    def pager(self, section: SectionView, number: int) -> Pager:
        last, window = max(1, len(section.pages)), self.config.listing.window
        first_shown, last_shown = max(1, number - window), min(last, number + window)
        return Pager(
            number=number,
            last=last,
            total=len(section.articles),
            shown=[self._link(section, page) for page in range(first_shown, last_shown + 1)],
            first_page=self._link(section, 1),
            last_page=self._link(section, last),
            previous=self._link(section, number - 1) if number > 1 else None,
            next=self._link(section, number + 1) if number < last else None,
        )

    def _link(self, section: SectionView, page: int) -> PageLink:
        paging = self.config.paging
        numbers = {"page": page, "page0": page - 1}
        return PageLink(
            page, self.listing(section, page), paging.target.format(**numbers), paging.argument.format(**numbers)
        )


def _encoded(address: str) -> str:
    """Letters outside ASCII as percent signs, the rest as written."""
    return quote(address, safe="%/:=&?~#+!$,;'@()*[]")


def cut_pages(articles: list[ArticleView], section: SectionView, config: SiteConfig) -> list[list[ArticleView]]:
    """A section's articles (newest first) as its listing shows them, page by page.

    "newest_then_oldest" (NukeViet's viewcat_main): page 1 the newest, page N ≥ 2 a slice of the oldest-first order;
    "pinned": the two oldest stand on top of page 1.
    """
    size, oldest = config.listing.size, articles[::-1]
    count = math.ceil(len(articles) / size)
    ordered = {
        "newest": articles,
        "oldest": oldest,
        "newest_then_oldest": articles[:size] + oldest[size:],
        "pinned": oldest[:2] + articles[:-2],
    }[section.order]
    pages = [ordered[number * size : (number + 1) * size] for number in range(count)]
    return pages[: config.listing.pages] if config.listing.pages else pages


def relate(article: ArticleView, among: list[ArticleView], config: SiteConfig) -> None:
    """Fill `newer` and `older`: the nearest in time of `among` (newest first), as the site's related block does."""
    rule = config.related
    newer = [one for one in among if one.posted > article.posted]
    older = [one for one in among if one.posted < article.posted]
    if rule.same_time:
        older += [one for one in among if one.posted == article.posted and one is not article]
    article.newer = newer[len(newer) - min(rule.newer, len(newer)) :]
    article.older = older[: rule.older]


def reachable(sections: list[SectionView]) -> set[int]:
    """Ids of the articles that listings, and from there the related blocks, lead to."""
    todo = [article for section in sections for page in section.pages for article in page]
    seen: set[int] = set()
    while todo:
        article = todo.pop()
        if article.id not in seen:
            seen.add(article.id)
            todo += article.newer + article.older
    return seen


def section_views(config: SiteConfig, stock: list[Section]) -> list[SectionView]:
    told = {section.id: section for section in config.section}
    views = []
    for one in stock:
        mine = told.get(one.id, Section(one.id))
        views.append(
            SectionView(one.id, mine.number or one.id, mine.slug or one.slug, mine.name or one.name, mine.order)
        )
    return views


def format_date(instant: datetime, pattern: str) -> str:
    """`strftime` with Vietnamese words: %A "Thứ tư", %a "T4", %B "Tháng 5", %Q "Tháng Năm", %P "SA"/"CH",
    %e and %N day and month without leading zero, %l the hour of a 12-hour clock without it."""
    day = instant.weekday()
    words = {
        "%A": WEEKDAYS[day],
        "%a": "CN" if day == 6 else f"T{day + 2}",
        "%B": f"Tháng {instant.month}",
        "%Q": f"Tháng {MONTHS[instant.month - 1]}",
        "%P": "SA" if instant.hour < 12 else "CH",
        "%e": str(instant.day),
        "%N": str(instant.month),
        "%l": str(instant.hour % 12 or 12),
    }
    for mark, word in words.items():
        pattern = pattern.replace(mark, word)
    return instant.strftime(pattern)
