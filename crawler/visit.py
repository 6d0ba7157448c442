"""From a page that was read to the item that is stored: which of its links are owed, and what the page itself is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlsplit

from crawler.archive.clock import utc_text
from crawler.extraction.files import is_file
from crawler.extraction.page import Page
from crawler.extraction.paging import next_pages
from crawler.files.wanted import Offering
from crawler.frontier import FrontierRow
from crawler.items import LEFT_OUT, ArticleItem, Fetched, Found, Link, PageItem, Problem, Reading
from crawler.portal_crawl import PortalCrawl
from crawler.recipe import Recipe
from crawler.scope import Scope
from crawler.url import identity, is_past_archive, resolve
from crawler.ways_in import ways_in

LEADING_WORDS = 4  # of a link that is no step of a pager


class Judge(Protocol):
    """What tells articles and their addresses apart: a PortalCrawl, or a portal read again from its captures."""

    recipe: Recipe | None
    scope: Scope
    offering: Offering


def visit_article(crawl: Judge, fetched: Fetched, reading: Reading, *, recipe: str) -> ArticleItem:
    """The article on its way to the pipelines, under the key its final or canonical address gives it."""
    assert reading.article is not None
    fetched.key = settled_key(crawl, fetched, reading.canonical)
    found = places(crawl, reading.links, fetched.final_url)
    return ArticleItem(
        fetched,
        reading.article,
        recipe,
        merge_copies=crawl.recipe is None,
        date_order=crawl.recipe.fields.date_order if crawl.recipe else "dmy",
        found=[one for one in found if one.key != fetched.key],
        files=crawl.offering.files(reading.article),
    )


def visit_listing(crawl: PortalCrawl, row: FrontierRow, fetched: Fetched, reading: Reading, page: Page) -> PageItem:
    """A listing: its articles in their order, its sections, and its further pages as far as the walk goes on."""
    found = places(crawl, [link for link in reading.links if link.relation != "next"], fetched.final_url)
    if crawl.recipe is not None and crawl.scope.is_home(fetched.final_url):
        found = [*unnamed_sections(crawl, found, page), *found]
    keys = [one.key for one in found if one.relation == "listed"]
    if not keys and crawl.recipe is not None and not crawl.scope.is_home(fetched.final_url):
        keys = [one.key for one in found if one.kind == "article"]  # a skin that sets its lists elsewhere
    problems = []
    crawl.listing(row, links=len(keys))
    known = crawl.frontier.known(keys, before=crawl.began) if keys else set()
    if row.walk == "whole" and crawl.scope.is_front(row.url) and crawl.since is None:
        found += ways_in(crawl, row, page)
    redundant = crawl.endless.is_redundant(row, keys)
    mistaken = crawl.recipe is None and row.kind == "article"
    in_vain = mistaken and crawl.frontier.holds(keys) >= set(keys)
    goes_on = crawl.walk(row).goes_on(keys, known, others=() if keys else leads_of(page))
    following = None if page.raw else [link for link in reading.links if link.relation == "next"]  # told by data
    further: list[Found] = []
    if not redundant and (goes_on or not keys):
        further = next_places(crawl, row, page, following)
        further = further if goes_on else [one for one in further if one.helps]  # a script fills the list
        found = [*further, *found]  # before the other ways to see the same list
    if crawl.scope.is_front(row.url) and not found and row.url not in crawl.portal.fields.expect.legitimately_empty:
        problems.append(Problem("extract", "empty listing", reading.evidence))
    if not row.listing and (left := left_out(crawl, reading.links, fetched.final_url)):
        problems.append(Problem("extract", LEFT_OUT, f"{len(left)} of the list, such as {left[0]}"))
    lists = any(one.relation in ("listed", "next") for one in found)
    own = row.relation != "section" or crawl.scope.is_front(row.url)
    closed = is_past_archive(row.url, crawl.began.astimezone(crawl.zone).date())
    barren = (not own and (closed or redundant or not lists)) or (in_vain and (closed or not further))
    return PageItem(fetched, "read", found=found, problems=problems, barren=barren, section=mistaken)


def left_out(crawl: PortalCrawl, links: list[Link], base: str) -> list[str]:
    """What a section's list leads to on the portal itself and the recipe's patterns know for nothing: articles whose
    addresses have another shape would never be asked for."""
    if crawl.recipe is None:
        return []
    left = (link for link in links if link.relation == "listed" and link.kind is None)
    urls = (resolve(base, link.url) for link in left)
    return [url for url in dict.fromkeys(urls) if url and crawl.scope.admits(url) and not crawl.scope.is_home(url)]


def leads_of(page: Page) -> set[str]:
    """What tells a page without articles from another: where its links lead that say more than a step of a pager, and
    the files it offers."""
    links = ((" ".join(anchor.itertext()), anchor.get("href") or "") for anchor in page.tree.iter("a"))
    return {href for text, href in links if len(text.split()) >= LEADING_WORDS or is_file(href)}


def unnamed_sections(crawl: PortalCrawl, found: list[Found], page: Page) -> list[Found]:
    """The home page's sections by its structure, where the recipe's patterns know none of its links for a section."""
    if any(one.kind == "listing" for one in found):
        return []
    from crawler.extraction.generic import generic_read  # noqa: PLC0415 - what recipes never need loads slowly

    links = generic_read(page, expected="listing").links
    sections = [crawl.scope.section(link, page.url) for link in links if link.relation == "section"]
    return [one for one in sections if one is not None]


def next_places(
    crawl: PortalCrawl, row: FrontierRow, page: Page, following: Sequence[Link] | None = None
) -> list[Found]:
    """The section's further pages: every one that a link leads to, the nearest one of those that must be posted.

    `following` are those links where they are known already: a list that came as data has no page to find them on.
    """
    links = following
    if links is None:
        links = next_pages(page, crawl.recipe, number=row.page, asked=row.asked if row.page else None)
    posted = [link for link in links if link.method == "POST"]
    chosen = [link for link in links if link.method == "GET"] + posted[:1]
    if crawl.since is not None:  # page by page, for each tells whether the next one is worth asking for
        chosen = chosen[:1]
    began = utc_text(crawl.began)
    found = places(crawl, chosen, page.url)
    return [replace(one, listing=row.section, again_before=began) for one in found if one.key != row.section]


def places(crawl: Judge, links: list[Link], base: str) -> list[Found]:
    """The frontier entries of `links`, in their order and once each; what is out of scope is left out."""
    found: dict[str, Found] = {}
    for link in links:
        one = crawl.scope.place(link, base)
        if one is not None:
            found.setdefault(one.key, one)
    return list(found.values())


def settled_key(crawl: Judge, fetched: Fetched, canonical: str) -> str:
    """The article's key once its page was seen: by the address it was redirected to, or the canonical one it names.

    A canonical address counts only where it can be this very article's: on this portal, no front page, and ending as
    the fetched address does (some portals name their home page, or one page, on every page).
    """
    key = crawl.scope.article_key(fetched.final_url)
    if key is not None and not (crawl.recipe and crawl.recipe.fields.canonical):
        return key
    url = resolve(fetched.final_url, canonical) if canonical else None
    if url and crawl.scope.admits(url) and not crawl.scope.is_home(url) and not crawl.scope.is_front(url):
        named = crawl.scope.article_key(url)
        if named is not None:
            return named
        if crawl.recipe is None and _same_ending(url, fetched.final_url):
            return crawl.scope.key(url)
    if key is not None:
        return key
    if fetched.final_url == fetched.url or identity(fetched.final_url) == identity(fetched.url):
        return fetched.row_key
    return crawl.scope.key(fetched.final_url)


def _same_ending(first: str, second: str) -> bool:
    """Whether both addresses end in the same step of path and ask the same."""
    one, other = urlsplit(first), urlsplit(second)
    ending = one.path.rstrip("/").rpartition("/")[2]
    return bool(ending) and ending == other.path.rstrip("/").rpartition("/")[2] and one.query == other.query
