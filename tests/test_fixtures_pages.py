"""Every case of fixtures/pages comes out as its expected.json says; a new directory is a new test."""

from datetime import datetime

import pytest

from crawler.extraction.paging import next_pages
from crawler.items import Reading
from tests.page_cases import RECIPES, PageCase, f1, finished, leaks, page_cases

ARTICLES = page_cases("article")
LISTINGS = page_cases("listing")
OTHERS = [case for case in page_cases() if case not in (*ARTICLES, *LISTINGS)]
GENERIC_BODY_F1 = 0.9


def names(cases: list[PageCase]) -> list[str]:
    return [f"{case.recipe_name}/{case.name}" for case in cases]


def same_instant(found: str | None, expected: str | None) -> bool:
    """Whether the instants agree; an expected date without a time asks for its day alone."""
    if not found or not expected:
        return (found or None) == (expected or None)
    if len(expected) == len("2017-05-31"):
        return found.startswith(expected)
    return datetime.fromisoformat(found) == datetime.fromisoformat(expected)


def read_article(case: PageCase, *, generic: bool = False) -> tuple[Reading, dict[str, object]]:
    reading = case.read(generic=generic)
    assert reading.kind == "article", reading.evidence
    assert reading.article is not None
    order = case.recipe.fields.date_order if case.recipe and not generic else "dmy"
    return reading, finished(reading.article, at=datetime.fromisoformat(case.meta["at"]), order=order)


def other_links(reading: Reading) -> set[str]:
    return {link.url for link in reading.links if link.relation == "other"}


@pytest.mark.parametrize("case", ARTICLES, ids=names(ARTICLES))
def test_an_article_is_read_by_its_recipe(case: PageCase) -> None:
    reading, article = read_article(case)
    published = case.expected.get("published")
    assert same_instant(article.pop("published"), published)  # type: ignore[arg-type]
    expected = {name: value for name, value in case.expected.items() if name in article}
    assert {name: article[name] for name in expected} == expected
    if "other_links" in case.expected:
        assert other_links(reading) == set(case.expected["other_links"])


@pytest.mark.parametrize("case", ARTICLES, ids=names(ARTICLES))
def test_an_article_is_read_without_a_recipe(case: PageCase) -> None:
    reading, article = read_article(case, generic=True)
    assert article["title"] == case.expected["title"]
    assert article["published"] is None or same_instant(article["published"], case.expected.get("published"))  # type: ignore[arg-type]
    whole, truth = (f"{one['lede']}\n{one['body']}" for one in (article, case.expected))
    assert f1(whole, truth) >= GENERIC_BODY_F1
    assert leaks(whole, truth) == []
    assert not other_links(reading) or other_links(reading) & set(case.expected.get("other_links", []))


@pytest.mark.parametrize("case", LISTINGS, ids=names(LISTINGS))
def test_a_listing_yields_its_links(case: PageCase) -> None:
    reading = case.read()
    assert reading.kind == "listing", reading.evidence
    assert [link.url for link in reading.links if link.relation == "listed"] == case.expected["links"]
    following = [link.url for link in next_pages(case.page(), case.recipe, number=case.meta.get("number", 1))]
    assert set(case.expected["next"]) <= set(following)
    assert bool(case.expected["next"]) == bool(following)


@pytest.mark.parametrize("case", OTHERS, ids=names(OTHERS))
def test_a_page_that_is_neither_is_told_so(case: PageCase) -> None:
    assert case.read().kind == case.expected["kind"]


def test_every_directory_is_named_after_a_recipe_and_whole() -> None:
    cases = page_cases()
    assert {case.recipe_name for case in cases} <= {file.stem for file in RECIPES.glob("*.toml")} | {"generic"}
    assert all((case.folder / "page.html").is_file() for case in cases)
    assert ARTICLES
    assert LISTINGS
