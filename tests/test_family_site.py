"""The served family sites behave as their systems do where a crawler could be fooled by a kinder one."""

import pytest

from tests.family_config import site_names
from tests.family_site import FamilySite


@pytest.mark.parametrize("name", site_names())
def test_every_address_a_site_writes_is_answered(name: str) -> None:
    site = FamilySite(name)
    assert len(site.truth) >= 60
    for article in site.truth:
        own = site.answer(article.url.removeprefix(site.base))
        assert own.status == 200
        for url in article.other + article.attachments:
            assert site.answer(url.removeprefix(site.base)).status in (200, 301), url
    assert not site.trapped


@pytest.mark.parametrize("name", site_names())
def test_listings_show_every_article_or_related_blocks_do(name: str) -> None:
    site = FamilySite(name)
    assert {article.id for article in site.truth} == {article.id for article in site.answers.articles}


def test_a_category_that_turns_to_oldest_first_leaves_articles_to_the_related_blocks() -> None:
    section = FamilySite("nukeviet").answers.sections[0]
    listed = {article.id for page in section.pages for article in page}
    assert len(listed) < len(section.articles)
    assert section.pages[0][0].posted > section.pages[0][1].posted
    assert section.pages[1][0].posted < section.pages[1][1].posted


def test_nukeviet_sends_old_slugs_on_and_the_unknown_home() -> None:
    site = FamilySite("nukeviet")
    article = next(one for one in site.answers.articles if one.id == 145)
    moved = site.answer("/vi/news/thong-bao/tieu-de-nao-do-145.html")
    assert (moved.status, moved.headers["Location"]) == (301, site.base + article.url)
    assert site.answer("/vi/news/thong-bao/khong-co-99999.html").status == 404
    assert site.answer("/vi/khong-co-gi/").headers["Location"] == site.base + "/vi/"
    assert site.answer("/vi/news/tin-trong-tinh/page-9/").headers["Location"] == site.base + "/vi/"


def test_a_postback_needs_the_state_of_the_page_it_was_clicked_on() -> None:
    site = FamilySite("dnn-hue")
    listing, form = site.answers.sections[0].url, "application/x-www-form-urlencoded"
    assert site.answer(listing, method="POST", body=b"__EVENTTARGET=x", media_type=form).status == 500
    assert site.answer("/vi-vn/", method="POST", media_type=form).status == 404


def test_a_trap_is_remembered() -> None:
    site = FamilySite("nukeviet")
    assert site.answer("/vi/news/print/tin-trong-tinh/x-145.html").status == 200
    assert site.trapped == ["/vi/news/print/tin-trong-tinh/x-145.html"]
