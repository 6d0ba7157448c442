"""Reading a page: the only thing of crawler.extraction that spiders call."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from crawler.extraction.element import text_in
from crawler.extraction.fields import links_in, read_article, read_links
from crawler.extraction.kind import kind_without_article, notice_kind, notices
from crawler.extraction.lookup import Lookup
from crawler.extraction.page import Page
from crawler.extraction.ways_on import ways_on
from crawler.items import ArticleFields, Link, LinkKind, PageKind, Reading
from crawler.recipe import Recipe

if TYPE_CHECKING:
    from crawler.extraction.template import Template


class Reader:
    """Reads the pages of one portal, by its recipe or, where that is None, by structure and what `template` learnt."""

    def __init__(self, recipe: Recipe | None, *, template: "Template | None" = None) -> None:
        self.recipe = recipe
        self.template = template

    def read(self, page: Page, *, expected: LinkKind | None = None) -> Reading:
        """What the page is and holds; `expected` is what the link that led here was taken for. Never raises for a page.

        An article is kind "article" also with an empty body. What its title or only line says to be missing or not
        published is no article.
        """
        if self.recipe is None:
            from crawler.extraction.generic import generic_read  # noqa: PLC0415 - what recipes never need loads slowly

            return generic_read(page, expected=expected, template=self.template)
        reading = read_by_recipe(page, self.recipe, expected=expected)
        reading.canonical = page.canonical
        return reading


def read_by_recipe(page: Page, recipe: Recipe, *, expected: LinkKind | None) -> Reading:
    """The page as `recipe` reads it: an article where its selectors find a title and a body, else a listing, else why
    it is neither."""
    found = Lookup(page, recipe)
    by_address = recipe.kind_of(page.url)
    wanted = expected or by_address
    if wanted != "listing" or by_address == "article":
        article = read_article(found)
        if article.title and found.elements("body"):
            return _article(article, found)
    listed = read_links(found, "listing_links", "listed")
    if listed:
        return _listing(found, listed)
    nothing = _nothing(found)
    if nothing.kind == "other" and wanted == "listing":
        return _listing(found, listed)
    return nothing


def _article(article: ArticleFields, found: Lookup) -> Reading:
    opening = [article.title, *(block.text for block in article.blocks[:1])]
    if any(pattern.search(text) for pattern in found.recipe.unpublished for text in opening):
        return Reading("unpublished", "the recipe's words for not published")
    if len(article.blocks) <= 1:
        for text in opening:
            if kind := notice_kind(text):
                return Reading(kind, f"it says: {text}")
    return Reading("article", "title and body by the recipe", article, _article_links(found))


def _article_links(found: Lookup) -> list[Link]:
    links = read_links(found, "other_links", "other")
    links += read_links(found, "article_pages", "page")
    links += [link for link in links_in(found.elements("section"), found, "section") if link.kind == "listing"]
    known = {link.url for link in links}
    links += [link for link in links_in(found.elements("body"), found, "text") if link.url not in known]
    return list({link.url: link for link in reversed(links)}.values())[::-1]


def _listing(found: Lookup, listed: list[Link]) -> Reading:
    return Reading(
        "listing",
        f"{len(listed)} links at the recipe's places",
        links=[*listed, *_elsewhere(found, listed), *read_links(found, "next_page", "next")],
    )


def _elsewhere(found: Lookup, listed: list[Link]) -> Iterator[Link]:
    """Sections, and articles that stand on the page but not in its list: beside it, or in a list of another skin."""
    known = {link.url for link in listed}
    return (link for link in ways_on(found) if link.url not in known)


def _nothing(found: Lookup) -> Reading:
    """Why the page is neither. A frame whose title and body are there and empty holds no article (any more)."""
    lines = list(notices(found.page.tree))
    told: list[tuple[PageKind, list[re.Pattern[str]]]] = [
        ("missing", found.recipe.missing),
        ("unpublished", found.recipe.unpublished),
    ]
    for kind, patterns in told:
        if said := next((line for line in lines for pattern in patterns if pattern.search(line)), None):
            return Reading(kind, f"it says: {said}")
    reading = Reading(*kind_without_article(found.page))
    if reading.kind == "other":
        title, body = found.elements("title"), found.elements("body")
        if title and body and not any(text_in(one).strip() for one in (*title, *body)):
            return Reading("missing", "the places of title and body are empty")
        if title or body:
            reading.evidence = "a title but no body" if title else "a body but no title"
        reading.links = read_links(found, "other_links", "other")
    return reading
