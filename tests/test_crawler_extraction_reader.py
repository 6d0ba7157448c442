"""What a page is taken for, by recipe, and what is said of the pages that are no article."""

import msgspec
import pytest

from crawler.extraction.lookup import Lookup, head_of, names_in
from crawler.extraction.page import Page
from crawler.extraction.reader import Reader
from crawler.items import Attachment, DateCandidate, LinkKind, Reading
from crawler.recipe import Recipe, RecipeFields

HOME = "https://huyen.example"
ARTICLE = HOME + "/tin/mo-cau-12.html"
FIELDS = RecipeFields(
    title=".tieu-de",
    body=".noi-dung",
    article_url=r"-(?P<key>\d+)\.html$",
    listing_url=r"/chuyen-muc/",
    lede=".sapo",
    published=[".ngay", "meta[itemprop=datePublished]::attr(content)"],
    section=".duong-dan",
    byline=".tac-gia",
    other_links=".lien-quan",
    listing_links=".danh-sach a",
    next_page=".trang a",
    boilerplate=".cong-cu",
    attachments=".tep a",
    unpublished="chưa được xuất bản",
    missing="Mục này đã đóng",
)
BODY = "<p>Sáng nay, huyện khánh thành cây cầu mới.</p>"
MAIN = (
    "<h1 class='tieu-de'>Mở cầu</h1><span class=ngay>31/05/2017 08:15</span><p class=sapo>Dẫn nhập.</p>"
    f"<div class='noi-dung'>{BODY}<div class=cong-cu>In ra</div></div>"
)


def recipe(**changes: object) -> Recipe:
    return Recipe("thu", msgspec.structs.replace(FIELDS, **changes))


def read(markup: str, *, url: str = ARTICLE, expected: LinkKind | None = None, **changes: object) -> Reading:
    return Reader(recipe(**changes)).read(Page(f"<body>{markup}</body>".encode(), url=url), expected=expected)


def test_an_article_and_its_fields() -> None:
    reading = read(
        "<div class=duong-dan><a href=/>Trang chủ</a> » <a href='/chuyen-muc/tin'>Tin huyện</a></div>"
        f"{MAIN}<div class=tac-gia>Tác giả: Diệu Hoa</div><div class=tep><a href='/tai?id=5'>Nghị quyết</a></div>"
        "<div class=lien-quan><a href='b-11.html'>Tin cũ</a><a href='/c-10.html#x' title='Tin C'></a>"
        "<a href='#'>…</a></div>"
    )
    article = reading.article
    assert reading.kind == "article"
    assert article is not None
    assert (article.title, article.lede, article.byline, article.section) == (
        "Mở cầu",
        "Dẫn nhập.",
        "Diệu Hoa",
        "Tin huyện",
    )
    assert [block.text for block in article.blocks] == ["Sáng nay, huyện khánh thành cây cầu mới."]
    assert article.body_html == BODY
    assert article.dates == [DateCandidate("31/05/2017 08:15", "printed")]
    assert article.attachments == [Attachment(HOME + "/tai?id=5", "Nghị quyết")]
    assert [(link.url, link.relation, link.text, link.kind) for link in reading.links] == [
        (HOME + "/tin/b-11.html", "other", "Tin cũ", "article"),
        (HOME + "/c-10.html", "other", "Tin C", "article"),
        (HOME + "/chuyen-muc/tin", "section", "Tin huyện", "listing"),
    ]


def test_links_in_the_text_are_of_the_text() -> None:
    reading = read(MAIN.replace("cây cầu", "<a href='/cau-3.html'>cây cầu</a><a href='/a.pdf'>tệp</a>"))
    assert [(link.url, link.relation) for link in reading.links] == [(HOME + "/cau-3.html", "text")]


def test_a_machines_date_counts_where_nothing_is_printed() -> None:
    meta = "<meta itemprop=datePublished content='2017-05-31T08:15:00+07:00'>"
    reading = read(meta + MAIN.replace("31/05/2017 08:15", " "))
    assert reading.article is not None
    assert reading.article.dates == [DateCandidate("2017-05-31T08:15:00+07:00", "meta")]


def test_a_time_element_gives_what_it_prints_first() -> None:
    timed = MAIN.replace("<span class=ngay>", "<time class=ngay datetime='2017-06-01'>").replace("</span>", "</time>")
    reading = read(timed)
    assert reading.article is not None
    assert [date.source for date in reading.article.dates] == ["printed", "time"]


def test_fields_inside_the_body_are_not_the_body() -> None:
    reading = read(
        "<h1 class=tieu-de>Mở cầu</h1><div class=noi-dung><span class=ngay>31/05/2017</span>"
        f"<p class=sapo>Dẫn nhập.</p>{BODY}<div class=tac-gia>Diệu Hoa</div>"
        "<div class=lien-quan>Tin khác: <a href='b-11.html'>Tin cũ</a></div></div>"
    )
    assert reading.article is not None
    assert [block.text for block in reading.article.blocks] == ["Sáng nay, huyện khánh thành cây cầu mới."]


def test_an_article_without_text_is_still_one() -> None:
    reading = read("<h1 class=tieu-de>Lịch công tác tuần 12</h1><div class=noi-dung><img src=/lich.jpg></div>")
    assert reading.kind == "article"
    assert reading.article is not None
    assert reading.article.blocks == []
    assert [image.url for image in reading.article.images] == [HOME + "/lich.jpg"]


def test_a_listing_and_its_pager() -> None:
    reading = read(
        "<ul class=danh-sach><li><a href='/a-1.html'>Tin A</a><li><a href='/a-1.html'><img></a>"
        "<li><a href='/b-2.html'>Tin B</a></ul><div class=trang><a href='/chuyen-muc/tin?p=2'>2</a></div>",
        url=HOME + "/chuyen-muc/tin",
        expected="listing",
    )
    assert reading.kind == "listing"
    assert [(link.url[-8:], link.relation, link.text) for link in reading.links] == [
        ("a-1.html", "listed", "Tin A"),
        ("b-2.html", "listed", "Tin B"),
        ("/tin?p=2", "next", "2"),
    ]


def test_a_listing_without_items_says_so() -> None:
    reading = read("<p>Chúng tôi đang cập nhật.</p>", url=HOME + "/chuyen-muc/x", expected="listing")
    assert (reading.kind, reading.links, reading.evidence) == ("listing", [], "0 links at the recipe's places")


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<div class=tb>Không tìm thấy trang bạn yêu cầu.</div>", "missing"),
        ("<h2>404 - File or directory not found.</h2>", "missing"),
        ("<p>Bài viết này không tồn tại hoặc đã bị xóa</p>", "missing"),
        ("<p>Mục này đã đóng.</p>", "missing"),
        ("<h1 class=tieu-de></h1><div class=noi-dung> </div>", "missing"),
        ("<h1 class=tieu-de>Không tìm thấy trang</h1><div class=noi-dung></div>", "missing"),
        ("<p>Bài viết đang chờ duyệt</p>", "unpublished"),
        (MAIN.replace(BODY, "<p>Chú ý: Bài viết này chưa được xuất bản</p>"), "unpublished"),
        ("<form><h2>Đăng nhập</h2><input type=password></form>", "login"),
        ("<script>document.cookie='a=1';location.reload()</script>", "challenge"),
        ("<iframe src='/_Incapsula_Resource?x'></iframe>", "challenge"),
        ("<div id=root></div><script src=/app.js></script>", "other"),
        ("<h1 class=tieu-de>Có tiêu đề</h1><p>Không có khung nội dung.</p>", "other"),
        ("<div class=noi-dung>Chỉ có nội dung</div>", "other"),
        ("", "other"),
    ],
)
def test_a_page_that_is_no_article(markup: str, kind: str) -> None:
    reading = read(markup, expected="article")
    assert reading.kind == kind
    assert reading.evidence
    assert reading.article is None


def test_a_page_that_lost_its_shape_is_never_missing() -> None:
    """A new layout with a sentence like a notice in some box must not report its article gone."""
    prose = "Sáng nay, huyện khánh thành cây cầu mới nối hai xã bên sông. " * 10
    assert (
        read(f"<div class=moi>{prose}</div><p>Không tìm thấy bài viết liên quan</p>", expected="article").kind
        == "other"
    )


def test_an_article_may_speak_of_missing_pages() -> None:
    reading = read(MAIN.replace("Mở cầu", "Vì sao “không tìm thấy trang” khi tra cứu").replace(BODY, BODY * 3))
    assert reading.kind == "article"


def test_the_canonical_address_is_told() -> None:
    assert read(f"<link rel=canonical href='/tin/12.html'>{MAIN}").canonical == HOME + "/tin/12.html"


def test_without_a_recipe_structure_is_read() -> None:
    prose = "Sáng nay, huyện khánh thành cây cầu mới nối hai xã bên sông, rộng tám mét. " * 4
    title = "Khánh thành cầu mới"
    markup = f"<html><head><title>{title}</title></head><h1>{title}</h1><p>31/05/2017</p><p>{prose}</p><p>{prose}"
    reading = Reader(None).read(Page(markup.encode(), url=ARTICLE), expected="article")
    assert reading.kind == "article"
    assert reading.article is not None
    assert reading.article.title == "Khánh thành cầu mới"


@pytest.mark.parametrize(
    ("wrapped", "how"),
    [
        ("<div>{}</div>", "an element around"),
        ("<!-- A -->{}<!-- B -->", "the read area"),
        ("<table><tr><td>{}</td></tr></table><div class=noi-dung></div>", "the body's name twice"),
        ("<script>var unclosed = '<div class=noi-dung>'; {}", "a script that never ends"),
        ("<div class=noi-dung><!-- A -->{}<!-- B --></div>", "markers inside another body"),
    ],
)
def test_the_article_is_the_same_wherever_it_stands(wrapped: str, how: str) -> None:
    reading = read(wrapped.format(MAIN), read_area=["<!-- A -->", "<!-- B -->"])
    if how == "a script that never ends":
        assert reading.kind == "other"
        return
    assert reading.article is not None, how
    assert reading.article.title == "Mở cầu"
    assert "cây cầu mới" in " ".join(block.text for block in reading.article.blocks)


def test_the_names_that_a_selector_needs() -> None:
    assert names_in("#a .b-c > a.d[href$='.pdf']") == (b"a", b"b-c", b"d")
    assert names_in(".a, .b") == ()
    assert names_in(".a:not(.b, .c) p:contains('x(.y)') [data-x='.z']:last-child") == (b"a",)
    assert (head_of("div.a .b"), head_of("td .b"), head_of(".a:not(.b)"), head_of("#x::attr(href)")) == (
        "a",
        "",
        "",
        "x",
    )


def test_only_the_part_that_matters_is_parsed() -> None:
    chrome = "<div class=khung><a href='/x-1.html'>Tin</a></div>" * 600
    found = Lookup(Page(f"{chrome}{MAIN}{chrome}".encode(), url=ARTICLE), recipe())
    assert found.text("title") == "Mở cầu"
    assert found.text("lede") == "Dẫn nhập."
    assert [one.text for one in found.elements("body")[0]] == ["Sáng nay, huyện khánh thành cây cầu mới.", "In ra"]
    assert "tree" not in vars(found.page)
