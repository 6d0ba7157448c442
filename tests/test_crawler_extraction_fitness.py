"""A family's recipe is its portal's where nothing is lost that the first pages show."""

import msgspec
import pytest

from crawler.extraction.fitness import fits
from crawler.extraction.page import Page
from crawler.recipe import Recipe, RecipeFields

LEDE = "Sáng nay, bà con hai bên bờ sông đã đi lại trên cây cầu mới thay cho bến đò ngang."
WHOLE = {
    "title": ".ten",
    "published": ".ngay",
    "lede": ".tom-tat",
    "body": ".noi-dung",
    "article_url": r"/(?P<key>\d+)\.html",
}


def article(number: int) -> Page:
    title = f"Khánh thành cầu treo số {number} nối hai bờ sông Trầm"
    text = f"Cầu số {number} dài {number}6 mét, do nhân dân góp hơn một nghìn ngày công làm nên trong năm tháng. "
    markup = (
        f'<html><head><title>{title}</title></head><body><h1 class="ten">{title}</h1><p class="ngay">31/05/2017 14:30</p>'
        f'<div class="tom-tat">{LEDE}</div><div class="noi-dung"><p>{text * 2}</p><p>{text}</p></div></body></html>'
    )
    return Page(markup.encode(), url=f"http://a.example/{number}.html")


@pytest.mark.parametrize(
    ("other", "fitting"),
    [
        ({}, True),
        ({"title": ".khac"}, False),
        ({"published": ".khac"}, False),
        ({"lede": ".khac"}, False),
        ({"body": ".noi-dung p:last-child"}, False),
    ],
)
def test_a_recipe_fits_a_skin_where_nothing_is_lost(other: dict[str, str], fitting: bool) -> None:
    recipe = Recipe("tried", msgspec.convert({**WHOLE, **other}, RecipeFields))
    assert fits(recipe, [article(number) for number in range(1, 5)]) is fitting


def test_a_recipe_that_reads_nothing_of_the_only_page_does_not_fit() -> None:
    recipe = Recipe("tried", msgspec.convert({**WHOLE, "body": ".khac"}, RecipeFields))
    assert not fits(recipe, [article(1)])
    assert fits(recipe, [])
