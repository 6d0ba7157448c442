"""An article printed on several pages ("Trang 1 2 3", `<!--nextpage-->`) becomes one: its parts, found and joined."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from crawler.items import ArticleFields, Link, Reading
from crawler.url import identity

MOST_PARTS = 60
_NUMBER = re.compile(r"(?i)(?:trang|page|phần)?\s*(\d{1,3})")


@dataclass(slots=True)
class _Part:
    url: str
    number: int
    reading: Reading | None = None


@dataclass(slots=True)
class Parts:
    """The parts of one article as its pages name them, in the order of their numbers, else of their links.

    Give it the page that was asked for, then `add` what every `missing` address answers, until none is missing.
    `belongs` tells whether an address can be a part of this article at all; others are left alone.
    """

    url: str
    reading: Reading
    belongs: Callable[[str], bool]
    _parts: dict[str, _Part] = field(default_factory=dict)

    def __post_init__(self) -> None:
        own = _Part(self.url, 0, self.reading)
        self._parts[identity(self.url)] = own
        self._note(self.reading)
        numbers = {part.number for part in self._parts.values() if part.number}
        own.number = next(number for number in range(1, MOST_PARTS + 2) if number not in numbers)

    def missing(self) -> str | None:
        """The address of a part not read yet."""
        return next((part.url for part in self._parts.values() if part.reading is None), None)

    def add(self, url: str, reading: Reading) -> None:
        """What the page at `url` holds."""
        self._parts[identity(url)].reading = reading
        self._note(reading)

    def joined(self) -> Reading:
        """The whole article: title, lede and date of its first part, the texts of all, links once each."""
        ordered = sorted(self._parts.values(), key=lambda part: part.number)
        readings = [part.reading for part in ordered if part.reading is not None]
        known = [link for reading in readings for link in reading.links if link.relation != "page"]
        links = {link.url: link for link in known if identity(link.url) not in self._parts}
        articles = _each_once([reading.article for reading in readings if reading.article is not None])
        whole = replace(self.reading, article=join_articles(articles), links=list(links.values()))
        whole.canonical = readings[0].canonical
        return whole

    def _note(self, reading: Reading) -> None:
        for link in reading.links:
            if link.relation == "page" and len(self._parts) < MOST_PARTS and self.belongs(link.url):
                self._parts.setdefault(identity(link.url), _Part(link.url, self._number(link)))

    def _number(self, link: Link) -> int:
        said = _NUMBER.fullmatch(link.text.strip())
        return int(said[1]) if said else len(self._parts) + 1


def _each_once(parts: list[ArticleFields]) -> list[ArticleFields]:
    """The parts but for those that repeat an earlier one's text: a pager's way back may spell an address anew."""
    texts = {tuple(block.text for block in part.blocks): part for part in reversed(parts)}
    return [part for part in parts if texts[tuple(block.text for block in part.blocks)] is part]


def join_articles(parts: list[ArticleFields]) -> ArticleFields:
    """One article of its pages' fields, in their order."""
    first, last = parts[0], parts[-1]
    whole = replace(first, byline=first.byline or last.byline, source=first.source or last.source)
    whole.blocks = [block for part in parts for block in part.blocks]
    whole.body_html = "\n".join(part.body_html for part in parts if part.body_html)
    whole.attachments = list({one.url: one for part in parts for one in part.attachments}.values())
    whole.images = list({one.url: one for part in parts for one in part.images}.values())
    return whole
