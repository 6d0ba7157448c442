"""Addresses that lead nowhere worth going."""

import pytest

from crawler.extraction.links import looks_like_article_url, url_shape
from crawler.extraction.traps import is_trap_url

HOST = "http://a.example"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/tin/bai-1.html?print=1", "print"),
        ("/index.php?option=com_content&id=3&tmpl=component", "print"),
        ("/in.aspx?id=33", "print"),
        ("/in?id=33", "print"),
        ("/In-Bai.aspx?id=33", "print"),
        ("/in.do?ma=33", "print"),
        ("/sendmail/tin/bai-3.html", "mail"),
        ("/2017/05/31/bai/?replytocom=44", "mail"),
        ("/guitin.aspx?id=3", "mail"),
        ("/news/rating/3", "rating"),
        ("/dang-nhap.html", "login"),
        ("/wp-login.php", "login"),
        ("/users/login/?nv_redirect=abc", "login"),
        ("/tim-kiem?tukhoa=x", "search"),
        ("/?s=lua", "search"),
        ("/tag/nong-thon", "tag"),
        ("/calendar/2017/05", "calendar"),
        ("/tin-theo-ngay?ngay=5/11/2026", "calendar"),
        ("/tin?cn=82&date=2026-11-05", "calendar"),
        ("/tin?ngay=05%2F11%2F2026", "calendar"),
        ("/en/news", "language"),
        ("/tin?lang=en", "language"),
        ("/wp-json/wp/v2/posts", "tool"),
        ("/tin/?feed=rss2", "tool"),
        ("/upload/cong-van.pdf", "file"),
        ("/anh/hinh.JPG", "file"),
        ("/index.php?id=33&vi=in&vi=in", "loop"),
        ("/a/b/a/b/a/b/a/b.html", "loop"),
        ("/" + 2100 * "x", "loop"),
        ("/tac-gia/nguyen-thi-thu-ha", "author"),
        ("/thanh-vien/nguyen-van-a.html", "author"),
        ("/tin-tuc/savefile/tin-noi-bat/hoi-nghi-so-ket-cong-tac-15.html", "rating"),
        ("/print/hoi-nghi-so-ket-cong-tac-15.html", "print"),
        ("/binh-chon/12", "rating"),
    ],
)
def test_traps_are_named(path: str, reason: str) -> None:
    assert is_trap_url(HOST + path) == reason


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/tin-tuc/binh-luan/tang-hoc-phi-duoi-goc-nhin-123.html",
        "/?q=node/12",
        "/?q=tin-tuc/bai-viet",
        "/index.php?id=33&p=2",
        "/?gd=1&cn=82&tc=16860",
        "/in-an-xuat-ban/quan-ly-nha-in-44.html",
        "/tin-tuc?page=3",
        "/chi-tiet.aspx?nid=33&ngay=5/11/2026",
        "/the-thao/giai-bong-da-55.html",
        "/entertainment/a-1.html",
        "/thanh-vien/hop-mat-cac-thanh-vien-cau-lac-bo.html",
        "/chuyen-muc/binh-chon/ket-qua-binh-chon-10-su-kien",
        "/dang-ky/thong-bao-dang-ky-tuyen-sinh-lop-10",
        "/tin-tuc/admin/hoi-nghi-tong-ket-35.html",
        "/w/" + 160 * "%E1%BA%BF",
    ],
)
def test_pages_worth_having_are_no_traps(path: str) -> None:
    assert is_trap_url(HOST + path) is None


@pytest.mark.parametrize("address", ["mailto:a@b.example", "javascript:void(0)", "ftp://a.example/x", "http://[x"])
def test_what_is_no_web_address_is_a_trap(address: str) -> None:
    assert is_trap_url(address) == "scheme"


def test_articles_of_one_portal_share_a_shape_and_sections_do_not() -> None:
    one, other = f"{HOST}/tin/hoi-nghi-so-ket-cong-tac-nam-610697.html", f"{HOST}/tin/khai-mac-lop-tap-huan-moi-61.html"
    assert url_shape(one) == url_shape(other) != url_shape(f"{HOST}/tin/van-hoa")


@pytest.mark.parametrize(
    ("article", "other"),
    [
        ("/2017/05/31/hoi-nghi-so-ket/", "/category/tin-tuc/"),
        ("/tin-tuc/hoi-nghi-so-ket-cong-tac-610697", "/tin-tuc"),
        ("/ChiTietTin.aspx?nid=44", "/TinTuc.aspx?page=2"),
        ("/?gd=1&cn=82&tc=16860", "/?gd=1&cn=82"),
        ("/portal/Pages/2020-6-5/hoi-nghi-so-ketcgc20c.aspx", "/portal/Pages/tin-tuc.aspx"),
    ],
)
def test_an_articles_address_looks_more_like_one(article: str, other: str) -> None:
    assert looks_like_article_url(HOST + article) > looks_like_article_url(HOST + other)
