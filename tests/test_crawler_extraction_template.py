"""A portal's template: what pages have in common, learnt from a few of them."""

import html

import pytest

from crawler.extraction.generic import generic_read
from crawler.extraction.page import Page
from crawler.extraction.template import Template
from tests.generic_layouts import LAYOUTS
from tests.generic_pages import Layout, Story, stories

BARE = next(layout for layout in LAYOUTS if layout.name == "bare")
VHV = next(layout for layout in LAYOUTS if layout.name == "vhv")
# What one page alone cannot tell from the article: prose of the portal in the article's own column.
NOTICE = "Mọi thông tin phản ánh, góp ý về bài viết xin gửi về bộ phận thường trực của cổng trong giờ hành chính."
STANDING = "Đề nghị các xã, thị trấn và các đơn vị liên quan nghiêm túc triển khai thực hiện."


def pages_of(layout: Layout, count: int, notice: str = "") -> list[tuple[Page, Story]]:
    told = stories(count, layout.seed)
    made = []
    for story in told:
        markup = layout.article(layout, story, [other for other in told if other is not story])
        markup = markup.replace("<div>Lượt xem", f"<p>{notice}</p><div>Lượt xem")
        made.append((Page(markup.encode(), url=layout.host + html.unescape(layout.url(story))), story))
    return made


def body(page: Page, template: Template | None) -> str:
    article = generic_read(page, expected="article", template=template).article
    assert article is not None
    return "\n".join(block.text for block in article.blocks)


def test_prose_that_stands_on_every_page_leaves_the_body_once_it_is_learnt() -> None:
    pages = pages_of(BARE, 12, NOTICE)
    template = Template.learn([page for page, _ in pages[:6]])
    assert any(NOTICE in body(page, None) for page, _ in pages)
    for page, story in pages:
        read = body(page, template)
        assert NOTICE not in read
        assert all(paragraph in read for paragraph in story.paragraphs)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("place", [0, 1, 99], ids=["first", "second", "last"])
def test_a_paragraph_that_all_articles_end_with_is_theirs(layout: Layout, place: int) -> None:
    told = stories(8, layout.seed)
    for story in told:
        story.paragraphs.insert(place, STANDING)
    made = [layout.article(layout, story, [other for other in told if other is not story]) for story in told]
    pages = [Page(markup.encode(), url=f"{layout.host}/{story.slug}") for markup, story in zip(made, told, strict=True)]
    template = Template.learn(pages[:6])
    for page in pages:
        article = generic_read(page, expected="article", template=template).article
        assert article is not None
        assert STANDING in "\n".join([article.lede, *(block.text for block in article.blocks)])


def test_a_standing_lede_and_standing_headings_are_the_articles_own() -> None:
    def report(number: int) -> Page:
        markup = (
            f"<div class='menu'><a href='/'>Trang chủ</a></div><div class='bai'><h1>Báo cáo tháng {number}</h1>"
            f"<div class='ngay'>{number}/05/2017</div><div class='tomtat'>Ủy ban xã thông báo như sau:</div>"
            f"<div class='nd'><h3>Kết quả đạt được</h3><p>Trong tháng đã giải quyết {number * 7} hồ sơ của thôn, "
            f"không có hồ sơ nào trễ hẹn quá {number} ngày.</p><h3>Tồn tại, hạn chế</h3><p>Vẫn còn {number * 3} hộ "
            f"ở thôn {number} chưa được cấp nước sạch do đường ống qua khe số {number} bị hỏng.</p></div></div>"
        )
        return Page(markup.encode(), url=f"http://a.example/bao-cao-thang-{number}-{number}01.html")

    pages = [report(number) for number in range(11, 17)]
    template = Template.learn(pages)
    for page in pages:
        article = generic_read(page, expected="article", template=template).article
        assert article is not None
        text = "\n".join([article.lede, *(block.text for block in article.blocks)])
        assert all(said in text for said in ("thông báo như sau:", "Kết quả đạt được", "Tồn tại, hạn chế"))


def test_the_same_pages_in_any_order_teach_the_same() -> None:
    pages = [page for page, _ in pages_of(BARE, 6)]
    assert Template.learn(pages).to_json() == Template.learn(pages[::-1]).to_json()


def test_a_template_survives_json_and_stays_small() -> None:
    template = Template.learn([page for page, _ in pages_of(VHV, 8)])
    text = template.to_json()
    assert len(text) < 50_000
    assert Template.from_json(text) == template
    assert Template.from_json('{"version": 99}') == Template()


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_pages_teach_nothing(count: int) -> None:
    assert Template.learn([page for page, _ in pages_of(BARE, 6)][:count]) == Template()


def test_two_layouts_and_pages_that_are_no_articles_may_stand_among_the_samples() -> None:
    first, second = pages_of(BARE, 8), pages_of(VHV, 8)
    listing = Page(BARE.listing(BARE, stories(8, BARE.seed)).encode(), url=BARE.host + "/tin-trong-huyen")
    template = Template.learn([listing, *(page for page, _ in first[:4] + second[:4])])
    for page, story in first + second:
        reading = generic_read(page, expected="article", template=template)
        assert reading.article is not None
        assert reading.article.title == story.title
        assert all(paragraph in body(page, template) for paragraph in story.paragraphs)


def test_a_clock_is_chrome_and_an_articles_own_date_is_not() -> None:
    pages = [page for page, _ in pages_of(BARE, 6)]
    template = Template.learn(pages)
    reading = generic_read(pages[0], expected="article", template=template)
    assert reading.article is not None
    assert [date.text for date in reading.article.dates if "05/01/2026" in date.text] == []
    assert reading.article.dates[0].source == "printed"


def test_titles_that_differ_in_a_figure_alone_are_no_chrome() -> None:
    def week(number: int) -> Page:
        title = f"Lịch công tác tuần {number} của lãnh đạo Ủy ban nhân dân huyện"
        markup = (
            f"<title>{title}</title><div class='menu'><a href='/'>Trang chủ</a> <a href='/tin'>Tin tức</a></div>"
            f"<div class='bai'><h1>{title}</h1><p class='ngay'>{number}/05/2017 14:30</p>"
            f"<div class='nd'><p>Tuần {number} có {number * 3} cuộc họp, các phòng chuẩn bị tài liệu đầy đủ.</p>"
            "<p>Mọi thay đổi sẽ được báo trước một ngày qua hộp thư công vụ của từng phòng, từng xã.</p></div>"
            f"</div><div class='chan'>Tổng lượt truy cập: {number}1204</div>"
        )
        return Page(markup.encode(), url=f"http://a.example/lich-cong-tac-tuan-{number}-{number}01.html")

    pages = [week(number) for number in range(11, 17)]
    template = Template.learn(pages)
    for number, page in enumerate(pages, 11):
        article = generic_read(page, expected="article", template=template).article
        assert article is not None
        assert article.title == f"Lịch công tác tuần {number} của lãnh đạo Ủy ban nhân dân huyện"
        assert f"có {number * 3} cuộc họp" in article.blocks[0].text
        assert not any("truy cập" in block.text for block in article.blocks)
