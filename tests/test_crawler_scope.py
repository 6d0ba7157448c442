from pathlib import Path
from typing import Any

import msgspec
import pytest

from crawler.items import Found, Link
from crawler.portal import Portal, PortalFields
from crawler.recipe import Recipe, RecipeFields, load_recipes
from crawler.scope import Scope

HOME = "http://so.tinh.gov.vn/"


def portal(**fields: Any) -> Portal:
    known = {"name": "Sở", "home": HOME, "province": "Huế", "recipe": "fitc", "listings": ["/?gd=1&cn=82"]}
    return Portal("so", msgspec.convert(known | fields, PortalFields), Path("so.toml"))


def fitc() -> Scope:
    return Scope(portal(), load_recipes()["fitc"])


def place(scope: Scope, url: str, relation: str = "other") -> Found | None:
    return scope.place(Link(url, relation), HOME)  # type: ignore[arg-type]


def test_one_article_under_two_categories_is_one() -> None:
    one, other = place(fitc(), "/?gd=1&cn=82&tc=5"), place(fitc(), "http://www.so.tinh.gov.vn/Default.aspx?tc=5&cn=90")
    assert one is not None
    assert other is not None
    assert (one.kind, one.key) == (other.kind, other.key) == ("article", "5")


@pytest.mark.parametrize(
    "url",
    [
        "http://khac.gov.vn/?gd=1&cn=82&tc=5",
        "http://so.tinh.gov.vn:8080/?gd=1&cn=82&tc=5",
        "/?gd=1&cn=82&tc=5&in=1",
        "/UploadFiles/TinTuc/a.pdf",
        "javascript:void(0)",
    ],
)
def test_what_is_elsewhere_or_a_trap_is_left_out(url: str) -> None:
    assert place(fitc(), url) is None


def test_sections_are_walked_when_the_home_page_is_a_listing() -> None:
    assert place(fitc(), "/?gd=1&cn=99", "section") is None
    whole = Scope(portal(listings=["/"]), load_recipes()["fitc"])
    found = place(whole, "/?gd=1&cn=99", "section")
    assert found is not None
    assert found.kind == "listing"


def test_sections_below_a_listing_are_walked_in_a_generic_portal() -> None:
    scope = Scope(portal(recipe="generic", listings=["/tin-tuc"]), None)
    below, beside = place(scope, "/tin-tuc/kinh-te", "section"), place(scope, "/van-ban", "section")
    assert below is not None
    assert below.kind == "listing"
    assert beside is None


def test_path_prefixes_bound_a_portal() -> None:
    scope = Scope(portal(recipe="generic", scope=["/web/noi-vu"], listings=["/web/noi-vu/tin"]), None)
    assert place(scope, "/web/noi-vu/tin/bai-1.html", "listed") is not None
    assert place(scope, "/web/tu-phap/tin/bai-1.html", "listed") is None


def test_a_posted_page_is_told_from_its_listing() -> None:
    link = Link("/Load", "next", method="POST", body=b"page=2", page=2)
    scope = fitc()
    first, third = scope.place(link, f"{HOME}?gd=1&cn=82"), scope.place(link, f"{HOME}?gd=1&cn=83")
    assert first is not None
    assert third is not None
    assert first.key != third.key
    assert first.method == "POST"


def test_a_link_tells_its_section_where_the_page_around_it_has_the_same() -> None:
    scope = fitc()
    link = Link("/Default.aspx?gd=1&tc=5&cn=90", "other")
    own, beside = scope.place(link, f"{HOME}?gd=1&cn=90&tc=7"), scope.place(link, f"{HOME}?gd=1&cn=82&tc=7")
    assert own is not None
    assert beside is not None
    assert (own.shown_in, beside.shown_in) == ("cn=90", "")
    front = scope.place(link, HOME)
    assert front is not None
    assert front.shown_in == ""


@pytest.mark.parametrize(
    ("recipe", "address", "key"),
    [
        ("nukeviet", "/tin-tuc/bai-15.html", "15"),
        ("nukeviet", "/vi/tin-tuc/bai-15.html", "15"),
        ("nukeviet", "/vi/news/tin-tuc/bai-15.html", "news/15"),
        ("nukeviet", "/news/chuyen-muc-khac/bai-15.html", "news/15"),
        ("nukeviet", "/index.php/vi/news/tin-tuc/bai-15.html", "news/15"),
        ("nukeviet", "/vi/thong-bao/moi/bai-15.html", "thong-bao/15"),
        ("nukeviet", "/en/news/news/article-15.html", "en/news/15"),
        ("aspnet", "/Trang/ChiTietTinTuc.aspx?nid=5", "5"),
        ("aspnet", "/trang/ChiTietTinTuc.aspx?cid=2&nid=5", "5"),
        ("aspnet", "/ChiTietTin.aspx?id=5", "chitiettin/5"),
        ("aspnet", "/ThongBao.aspx?cid=2&id=5", "thongbao/5"),
        ("aspnet", "/Default.aspx?id=5", "5"),
    ],
)
def test_what_counts_its_articles_for_itself_is_part_of_their_keys(recipe: str, address: str, key: str) -> None:
    scope = Scope(portal(recipe=recipe), load_recipes()[recipe])
    assert scope.article_key(f"{HOME}{address[1:]}") == key


def test_letter_case_matters_only_where_the_server_minds_it() -> None:
    fields = RecipeFields(title="h1", body="p", article_url=r"/bai/(?P<key>[\w-]+)", ignore_case=True)
    scope = Scope(portal(), Recipe("x", fields))
    assert scope.article_key(f"{HOME}bai/Mot-HAI") == "mot-hai"
