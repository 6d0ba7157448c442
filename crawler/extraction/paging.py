"""The further pages of a listing, whichever way its system pages: links, `__doPostBack`, templates (FAMILIES).

Cutting pagers that never end is the walker's; here every page named is one the page itself points to, or its recipe.
"""

from dataclasses import replace
from functools import cache

from crawler.extraction.answer import answer_page
from crawler.extraction.element import Element
from crawler.extraction.fragment import template_links
from crawler.extraction.page import Page
from crawler.extraction.pager_links import pager_links
from crawler.extraction.script_pager import page_after, script_pages
from crawler.items import Link
from crawler.recipe import Paging, Recipe, load_recipes

__all__ = ["DAY_PAGES", "answer_page", "next_pages"]

DAY_PAGES = 100
_FIRST_DAY = 10**8


def next_pages(page: Page, recipe: Recipe | None, *, number: int, asked: Link | None = None) -> list[Link]:
    """The pages after page `number` (the front page is 1, or 0) that `page` leads to: nearest first, each once.

    Every link has relation "next", kind "listing" and its `page` number; a posted page is told from its listing's
    others by that number alone. Where the listing says how many pages it has, a template names all of them: who walks
    one by one takes the first link. `asked` is the request that `page` answers, where there was one: a fragment's next
    page is made of it. A day's list (crawler.extraction.dateform) has the day in its number, and so have its pages.
    """
    day, within = divmod(number, DAY_PAGES) if number > _FIRST_DAY else (0, number)
    within = max(within, 1)
    paging = recipe.fields.paging if recipe is not None else Paging()
    pagers = _described_pagers(page, recipe)
    links: list[Link] = []
    made_up = paging.kind in ("query", "path") and not pagers and (asked or not paging.shown or _is_list(page, recipe))
    if paging.kind == "post" or made_up:
        links = template_links(page, paging, number=within, asked=asked)
    if not links:
        links = sorted(pager_links(page, pagers, number=within), key=lambda link: link.page)
    if not links and not pagers and paging.kind in ("links", "postback"):
        links = _scripted_pages(page, number=within, asked=asked)
    nearest: dict[int, Link] = {}
    for link in links:
        nearest.setdefault(link.page, link)
    return [replace(link, page=day * DAY_PAGES + link.page) for link in nearest.values()]


def _scripted_pages(page: Page, *, number: int, asked: Link | None) -> list[Link]:
    """Pages that only a script asks for: by the known families' requests, else as the script itself writes them."""
    if asked is not None and asked.page:
        is_fragment = b"<html" not in page.raw[:2000].lower() and bool(page.tree.xpath("//a[@href]"))
        return page_after(asked) if is_fragment else []
    for paging in _known_requests():
        links = template_links(page, paging, number=number, asked=None)
        if links:
            return links
    return script_pages(page, number=number)


@cache
def _known_requests() -> list[Paging]:
    known = (recipe.fields.paging for recipe in load_recipes().values())
    return [paging for paging in known if paging.kind == "post"]


def _is_list(page: Page, recipe: Recipe | None) -> bool:
    """Whether the page holds a list at all: a home page has no second page."""
    selectors = recipe.selectors("listing_links") if recipe is not None else []
    return not selectors or any(selector.elements(page.tree) for selector in selectors)


def _described_pagers(page: Page, recipe: Recipe | None) -> list[Element]:
    selectors = recipe.selectors("next_page") if recipe is not None else []
    return [element for selector in selectors for element in selector.elements(page.tree)]
