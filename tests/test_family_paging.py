"""Every page of every section of every family's site is reached by its pager, with the recipe and without."""

from urllib.parse import urlsplit

import pytest

from crawler.extraction.page import Page
from crawler.extraction.paging import answer_page, next_pages
from crawler.items import Link
from crawler.recipe import Recipe, load_recipes
from tests.family_config import load_site, site_names
from tests.family_site import FamilySite
from tests.family_views import SectionView

MOST = 30


def asked_for(site: FamilySite, link: Link) -> tuple[bytes, str] | None:
    """Body and media type of the answer; None where there is no such page (any more)."""
    parts = urlsplit(link.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    answer = site.answer(target, method=link.method, body=link.body, media_type=link.media_type)
    return (answer.body, answer.headers.get("Content-Type", "")) if answer.status == 200 else None


def links_of_section(site: FamilySite, section: SectionView, recipe: Recipe | None) -> set[str]:
    """Paths of all links met while following the section's pager from its front page."""
    front = site.base + section.url
    todo, done, found = [Link(front, "section")], set(), set()
    while todo and len(done) < MOST:
        link = todo.pop(0)
        if link.page in done:
            continue
        done.add(link.page)
        answered = asked_for(site, link)
        if answered is None:
            continue
        body, media_type = answered
        if link.method == "POST":
            read = answer_page(body, url=front, content_type=media_type, recipe=recipe, asked=link)
            assert isinstance(read, Page)
            page = read
        else:
            page = Page(body, url=link.url, content_type=media_type)
        found |= set(page.tree.xpath("//a/@href"))
        todo += next_pages(page, recipe, number=link.page, asked=link if link.page else None)
    return found


@pytest.mark.parametrize("described", [True, False], ids=["by recipe", "without"])
@pytest.mark.parametrize("name", site_names())
def test_a_section_is_walked_to_its_end(name: str, described: bool) -> None:
    site = FamilySite(name)
    recipe = load_recipes()[load_site(name).recipe] if described else None
    for section in site.answers.sections:
        found = links_of_section(site, section, recipe)
        listed = {article.link for page in section.pages for article in page}
        assert {link for link in listed if link not in found and site.base + link not in found} == set()
