"""What a list says of the articles it leads to: their titles, and the dates beside their links."""
# ruff: noqa: E501

import pytest

from crawler.extraction.generic import generic_read
from crawler.extraction.page import Page
from crawler.items import Reading
from tests.test_crawler_extraction_generic_odds import LEDE, MORE, TEXT, TITLE, page, published, texts

NAMES = ("Bà con xã Nậm Lành góp công sửa kênh", "Ngày hội cồng chiêng ở xã Suối Giàng", "Trao bò giống cho hộ nghèo")
SITE = "Trang thông tin điện tử huyện Lộc Bình"


def listing(item: str) -> Reading:
    rows = "".join(item.format(n=n, url=f"/tin/bai-{n}1234.html", title=name) for n, name in enumerate(NAMES, 1))
    head = "<div>Thứ Hai, 23/11/2026</div><h1>Tin trong tỉnh</h1>"
    markup = f"<html><body>{head}<div class='ds'>{rows}</div><p>© 2026</p></body></html>"
    return generic_read(Page(markup.encode(), url="http://a.example/tin-trong-tinh"), expected="listing")


@pytest.mark.parametrize(
    "item",
    [
        "<li><a href='{url}'>{title}</a> (0{n}/05/2017)</li>",
        "<div><p>0{n}/05/2017</p><p><a href='{url}'>{title}</a></p></div>",
        "<div><a href='{url}'><img src='/x.jpg'></a><h3><a href='{url}'>{title}</a></h3><span>Ngày đăng: 0{n}/05/2017</span><p>Nước đã về.</p></div>",
        "<table><tr><td><a href='{url}'>{title}</a></td><td>0{n}/05/2017</td></tr></table>",
        "<a href='{url}'><div>0{n}/05/2017</div><div>{title}</div></a>",
    ],
    ids=["behind", "above", "card", "row", "linked card"],
)
def test_a_list_tells_the_dates_of_its_articles(item: str) -> None:
    dates = [link.dated for link in listing(item).links if link.relation == "listed"]
    assert len(dates) == len(NAMES)
    for number, date in enumerate(dates, 1):
        assert f"0{number}" in date
        assert "2017" in date


@pytest.mark.parametrize(
    "item",
    [
        "<li><a href='{url}'>{title}</a> <i>{n} ngày trước</i></li>",
        "<li><a href='{url}'>{title}</a><p>Từ 0{n}/05/2017 đến 09/05/2017 bà con các thôn cùng ra đồng từ sáng sớm để khơi dòng.</p></li>",
        "<div><a href='{url}'>{title}</a><p>Đăng 0{n}/05/2017</p><p>Sửa 09/06/2018</p></div>",
    ],
    ids=["how long ago", "in a summary", "two"],
)
def test_what_is_no_date_of_one_article_is_not_taken_for_one(item: str) -> None:
    assert {link.dated for link in listing(item).links} == {""}


def test_the_listed_date_counts_where_the_article_prints_none() -> None:
    bare = f"<div><h1>{TITLE}</h1><p>{LEDE}</p><p>{TEXT}</p><p>{MORE}</p></div>"
    without, printed = page(bare), page(bare.replace("</h1>", "</h1><p>01/06/2017 08:00</p>"))
    without.dated = printed.dated = "(31/05/2017)"
    for one, date in ((without, "2017-05-31T00:00"), (printed, "2017-06-01T08:00")):
        article = generic_read(one, expected="article").article
        assert article is not None
        assert published(article) == date


def test_a_machines_date_of_the_listed_day_tells_its_time() -> None:
    meta = '<meta property="article:published_time" content="{}"></head>'
    markup = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>{TEXT}</p></body></html>"
    for machine, date in (
        ("2017-05-31T14:30:00+07:00", "2017-05-31T14:30"),
        ("2022-08-25T08:47:00+07:00", "2017-05-31T00:00"),
    ):
        one = Page(markup.replace("</head>", meta.format(machine)).encode(), url="http://a.example/tin/bai-1234.html")
        one.dated = "31/05/2017"
        article = generic_read(one, expected="article").article
        assert article is not None
        assert published(article) == date


@pytest.mark.parametrize("said", [TITLE, f"{TITLE[:30]}...", f"{TITLE} …"])
def test_what_the_link_said_tells_a_title_that_nothing_else_does(said: str) -> None:
    one = page(f"<div>{TITLE}</div><div>{LEDE}</div><div>{TEXT}<br><br>{MORE}</div>", title=SITE)
    one.said = said
    article = generic_read(one, expected="article").article
    assert article is not None
    assert (article.title, article.lede, texts(article)) == (TITLE, LEDE, [TEXT, MORE])


@pytest.mark.parametrize("said", ["Xem chi tiết", "Chi tiết", "", "Tin tức"])
def test_a_link_that_says_no_title_changes_nothing(said: str) -> None:
    one = page(f"<h1>{TITLE}</h1><p>31/05/2017</p><p>{TEXT}</p><p>Xem chi tiết</p><p>Tin tức</p>")
    one.said = said
    article = generic_read(one, expected="article").article
    assert article is not None
    assert article.title == TITLE


def test_short_titles_in_a_list_of_long_ones_lead_to_articles_too() -> None:
    short = "<li><a href='/thong-bao-so-62'>Thông báo số 62</a></li>"
    rows = "".join(
        f"<li><a href='/bai-viet-dai-thu-{word}'>{name}</a></li>" for word, name in zip("abc", NAMES, strict=True)
    )
    markup = f"<html><body><h1>Tháng 5/2017</h1><ul>{rows}{short}</ul></body></html>"
    reading = generic_read(Page(markup.encode(), url="http://a.example/luu-tru/2017/05"), expected="listing")
    assert [link.url for link in reading.links if link.relation == "listed"][-1] == "http://a.example/thong-bao-so-62"


def test_a_short_undated_notice_is_an_article_where_the_link_to_it_said_its_title() -> None:
    one = page("<h1>Thông báo số 62</h1><p>Mời bà con xem toàn văn trong tệp.</p>", "http://a.example/thong-bao", SITE)
    one.said = "Thông báo số 62"
    reading = generic_read(one, expected="article")
    assert reading.kind == "article", reading.evidence


def test_a_documents_data_are_no_article_though_the_link_said_its_summary() -> None:
    rows = {"Số ký hiệu": "30/QĐ-UBND", "Ngày ban hành": "03/04/2019", "Người ký": "Phan Thanh Hòa", "Trích yếu": TITLE}
    cells = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows.items())
    files = "<tr><td>Tệp</td><td><a href='/upload/30.pdf'>30.pdf</a></td></tr>"
    one = page(f"<table>{cells}{files}</table>", "http://a.example/van-ban/30-qd-ubnd", SITE)
    one.said, one.dated = TITLE, "03/04/2019"
    assert generic_read(one, expected="article").article is None


def test_a_gallery_without_text_is_no_article_though_the_link_said_its_title() -> None:
    pictures = "".join(f"<a href='/a{n}.jpg'><img src='/t{n}.jpg'></a>" for n in range(3))
    one = page(f"<div class='ten'>{TITLE}</div><div>{pictures}</div>", "http://a.example/thu-vien-anh/3", SITE)
    one.said = TITLE
    assert generic_read(one, expected="article").article is None
