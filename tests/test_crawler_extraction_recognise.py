"""Families are recognised by the signs in their recipes, on every fixture page of theirs."""

import json
from pathlib import Path

import pytest

from crawler.extraction.page import Page
from crawler.extraction.recognise import recognise
from crawler.recipe import Recipe, RecipeFields, Signs, load_recipes

FIXTURES = Path(__file__).parent.parent / "fixtures" / "pages"
RECIPES = load_recipes()
ARTICLES = sorted(
    folder
    for folder in FIXTURES.glob("*/article-*")
    if folder.parent.name in RECIPES and (folder / "meta.json").is_file()
)


def made(name: str, **signs: list[str]) -> Recipe:
    fields = RecipeFields(title="h1", body=".body", article_url=r"-(?P<key>\d+)$", signs=Signs(**signs))
    return Recipe(name, fields)


@pytest.mark.parametrize("folder", ARTICLES, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_an_article_page_is_recognised_as_its_family(folder: Path) -> None:
    page = Page((folder / "page.html").read_bytes(), url=json.loads((folder / "meta.json").read_text())["url"])
    seen = recognise(page, {}, RECIPES)
    assert (seen.recipe, seen.sureness >= 0.6) == (folder.parent.name, True), seen
    assert seen.evidence


def test_a_page_without_any_sign_is_generic() -> None:
    seen = recognise(Page(b"<h1>Tin</h1><p>Text</p>", url="http://a.example/"), {}, RECIPES)
    assert (seen.recipe, seen.evidence) == ("generic", ["no sign of any family"])


def test_cookies_and_headers_count_but_one_of_them_is_not_enough() -> None:
    recipes = {"one": made("one", cookie=["^nv4_"], header=["x-powered-by: Nuke"])}
    page = Page(b"<p>x</p>", url="http://a.example/")
    assert recognise(page, {"Set-Cookie": "nv4_x=1"}, recipes).recipe == "generic"
    headers = {"Set-Cookie": "nv4_x=1", "X-Powered-By": "Nuke"}
    assert recognise(page, headers, recipes).recipe == "one"


def test_two_families_with_equal_signs_make_each_less_sure() -> None:
    page = Page(b"<div class='shared'><h1>x</h1><div class='body'>y</div></div>", url="http://a.example/")
    alone = recognise(page, {}, {"a": made("a", strong=["class='shared'"])})
    both = recognise(page, {}, {name: made(name, strong=["class='shared'"]) for name in "ab"})
    assert both.sureness < alone.sureness


@pytest.mark.parametrize("pattern", ["class='(?:x|shared)'", "(?i)SHARED", "x|shared", r"sha\w+d", "sha?red"])
def test_every_kind_of_pattern_is_searched_whatever_its_looks(pattern: str) -> None:
    page = Page(b"<div class='shared'></div>", url="http://a.example/")
    assert recognise(page, {}, {"a": made("a", strong=[pattern])}).recipe == "a"
