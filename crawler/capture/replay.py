"""A page out of a capture, read as a crawl would read it: the same reader, the same pipelines, no network."""

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from scrapy.utils.misc import build_from_crawler, load_object

from crawler.capture.reading import Received
from crawler.errors import CaptureDamaged
from crawler.extraction.page import Page
from crawler.extraction.reader import Reader
from crawler.extraction.template import Template
from crawler.files.portal import offering_of
from crawler.items import ArticleItem, Fetched, PageItem, Reading
from crawler.net.unpack import TooLarge, Truncated, unpack
from crawler.portal import Portal
from crawler.recipe import AUTO, GENERIC, Recipe
from crawler.scope import Scope
from crawler.settings import DOWNLOAD_MAXSIZE, ITEM_PIPELINES
from crawler.visit import visit_article

STORING = 900  # pipelines from this order on store; those before it only change the item


class Replay:
    """One portal's pages as one of its recipes reads them (`recipe` None = generic, with `template`)."""

    def __init__(self, portal: Portal, recipe: Recipe | None, *, template: Template | None = None) -> None:
        self.portal = portal
        self.recipe = recipe
        self.recipe_name = recipe.name if recipe else GENERIC
        self.scope = Scope(portal, recipe, tokens=template.tokens if template is not None else frozenset())
        self.offering = offering_of(portal)
        self._reader = Reader(recipe, template=template)
        self._steps = load_steps(portal)

    def page(self, received: Received, url: str) -> Page:
        """The response's page; raises CaptureDamaged where it cannot be unpacked."""
        content_type = received.header("Content-Type")
        return Page(entity(received), url=url, content_type=content_type, charset=self.portal.fields.charset)

    def read(self, page: Page, *, expected: Any = "article") -> Reading:
        """What the page is."""
        return self._reader.read(page, expected=expected)

    def item(self, fetched: Fetched, reading: Reading) -> ArticleItem | PageItem:
        """The article as the pipelines leave it; a PageItem with problems where it is none."""
        item: ArticleItem | PageItem = visit_article(self, fetched, reading, recipe=self.recipe_name)
        for step in self._steps:
            item = step.process_item(item)
        return item


def load_steps(portal: Portal) -> list[Any]:
    """The pipelines that the settings name, in their order, up to those that store."""
    crawl = SimpleNamespace(portal=portal, zone=portal.zone, since=None)
    stand_in: Any = SimpleNamespace(spider=SimpleNamespace(crawl=crawl), settings={})
    names = sorted((order, name) for name, order in ITEM_PIPELINES.items() if order < STORING)
    return [build_from_crawler(load_object(name), stand_in) for _, name in names]


def entity(received: Received, *, most: int = DOWNLOAD_MAXSIZE) -> bytes:
    """The body unpacked as its Content-Encoding says; raises CaptureDamaged where that is impossible."""
    encodings = [value for name, value in received.headers if name.lower() == b"content-encoding"]
    if not encodings or not received.body:
        return received.body
    try:
        return unpack(received.body, encodings, most)[0]
    except (Truncated, TooLarge) as error:
        raise CaptureDamaged(f"a packed page cannot be unpacked: {error}") from error


def recipe_of(portal: Portal, recipes: Mapping[str, Recipe], *, at: datetime, read_with: str = "") -> Recipe | None:
    """The recipe valid for a page received at `at`: today's, or that of `[[previous]]` before a redesign.

    `read_with` is what `auto` recognised. None = generic.
    """
    day = at.astimezone(portal.zone).date()
    for previous in sorted(portal.fields.previous, key=lambda one: one.until):
        if day < previous.until:
            return recipes.get(previous.recipe)
    if portal.fields.recipe == AUTO and read_with in recipes:
        return portal.overridden(recipes[read_with])
    return portal.choose_recipe(recipes)
