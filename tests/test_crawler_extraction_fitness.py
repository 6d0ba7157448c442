"""A family's recipe is its portal's where nothing is lost that the first pages show."""

import msgspec
import pytest

from crawler.extraction.fitness import fits
from crawler.extraction.page import Page
from crawler.recipe import Recipe, RecipeFields

STORIES = {
    "Khánh thành cầu treo nối hai bờ sông Trầm": "Bà con hai bên bờ nay đi lại trên cây cầu mới thay cho bến đò ngang.",
    "Mưa lớn làm ngập ba ngầm tràn ở Nậm Pha": "Học sinh hai điểm trường phải nghỉ học, dân quân canh ngày đêm.",
    "Lễ hội cam mở cửa đón khách từ sáng mai": "Hơn bốn mươi gian hàng bày bán cam, mật ong và chè của các hợp tác xã.",
    "Trạm y tế xã Bến Vân có máy siêu âm mới": "Người dân không phải vượt ba mươi cây số đèo dốc để được khám thai.",
}
WHOLE = {
    "title": ".ten",
    "published": ".ngay",
    "lede": ".tom-tat",
    "body": ".noi-dung",
    "article_url": r"/(?P<key>\d+)\.html",
}


def articles() -> list[Page]:
    return [article(number, title, lede) for number, (title, lede) in enumerate(STORIES.items(), 1)]


def article(number: int, title: str, lede: str) -> Page:
    text = f"{title}: theo ban quản lý, việc này do nhân dân góp hơn một nghìn ngày công làm nên trong năm tháng. "
    markup = (
        f'<html><head><title>{title}</title></head><body><h1 class="ten">{title}</h1>'
        f'<p class="ngay">1{number}/05/2017 14:30</p><div class="tom-tat">{lede}</div>'
        f'<div class="noi-dung"><p>{text * 2}</p><p>{text}</p></div></body></html>'
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
    assert fits(recipe, articles()) is fitting


def test_a_recipe_that_reads_nothing_of_the_only_page_does_not_fit() -> None:
    recipe = Recipe("tried", msgspec.convert({**WHOLE, "body": ".khac"}, RecipeFields))
    assert not fits(recipe, articles()[:1])
    assert fits(recipe, [])
