"""Where a page shows dates, and in which order they are tried."""

import pytest

from crawler.extraction.dates_on_page import cut_date, day_first, has_date, is_date_line, tells_order
from crawler.extraction.generic import generic_read
from crawler.extraction.page import Page


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("T4, 05/31/2017 - 08:15", "T4, 31/05/2017 - 08:15"),
        ("Thứ năm, 03/14/2019 - 15:20", "Thứ năm, 14/03/2019 - 15:20"),
        ("Thứ tư, 31/05/2017 - 08:15", "Thứ tư, 31/05/2017 - 08:15"),
        ("CN, 07/04/2019", "CN, 07/04/2019"),
        ("Thứ năm, 04/07/2019", "Thứ năm, 04/07/2019"),
        ("CN, 04/07/2019", "CN, 04/07/2019"),
        ("05/31/2017", "05/31/2017"),
        ("Thứ hai, 05/31/2017", "Thứ hai, 05/31/2017"),
        ("T4, 31/02/2017", "T4, 31/02/2017"),
    ],
)
def test_month_first_is_believed_only_with_its_weekday(printed: str, read: str) -> None:
    assert day_first(printed) == read


def test_a_date_to_be_read_either_way_is_turned_only_on_a_portal_known_for_it() -> None:
    assert day_first("CN, 04/07/2019", month_first=True) == "CN, 07/04/2019"
    assert day_first("Thứ năm, 04/07/2019", month_first=True) == "Thứ năm, 04/07/2019"
    assert [tells_order(text) for text in ("T4, 05/31/2017", "31/05/2017", "CN, 04/07/2019")] == ["mdy", "dmy", ""]
    assert [tells_order(text) for text in ("5/31/2017 8:15:00 PM", "5/4/2017 8:15:00 PM")] == ["mdy", ""]


@pytest.mark.parametrize(
    "text",
    [
        "31/05/2017",
        "(31/05/2017)",
        "Thứ tư, 31/05/2017 | 14:30",
        "Ngày cập nhật 31/05/2017 A+ A-",
        "Đăng ngày 21-05-2023 16:55, Lượt xem: 23",
        "01/10/2021 15:53    4792",
        "30 tháng 8, 2024",
        "Thứ hai, 14 Tháng 11 2011 22:51",
        "Aug 5, 2019",
        "3 giờ trước",
        "Hôm qua lúc 15:10",
        "5.4.2019",
    ],
)
def test_lines_that_only_tell_a_date(text: str) -> None:
    assert is_date_line(text, len(text))


@pytest.mark.parametrize(
    "text",
    ["", "Điện thoại: 0234.3875.212", "Quyết định 225/QĐ-TTg", "ISO 9001:2008", "14:30", "Thứ hai", "9.482.133"],
)
def test_numbers_that_are_no_dates(text: str) -> None:
    assert not has_date(text)


def test_a_sentence_with_a_date_is_text() -> None:
    text = "Sáng ngày 31/05/2017, tại Khe Tre, Ủy ban nhân dân huyện tổ chức hội nghị"
    assert not is_date_line(text, len(text))


def test_the_published_of_two_dates_in_a_line_counts() -> None:
    assert cut_date("Cập nhật: 02/06/2017 | Ngày đăng: 31/05/2017") == "Ngày đăng: 31/05/2017"


def test_what_is_printed_stands_before_what_machines_are_told() -> None:
    markup = """<head><title>Hội nghị sơ kết công tác năm - X</title>
<meta property="article:published_time" content="2022-08-25T08:47:29+0700"></head><div>Thứ hai, 05/01/2026</div>
<ul><li><a href="/a">A</a><li><a href="/b">B</a></ul><h1>Hội nghị sơ kết công tác năm</h1><p>31/05/2017</p><p>{}</p>"""
    page = Page(
        markup.format("Hội nghị đã thông qua nhiều nội dung quan trọng. " * 5).encode(), url="http://a.example/1"
    )
    article = generic_read(page, expected="article").article
    assert article is not None
    assert [(date.text, date.source) for date in article.dates] == [
        ("31/05/2017", "printed"),
        ("2022-08-25T08:47:29+0700", "meta"),
    ]


@pytest.mark.parametrize("between", ["", " | "])
@pytest.mark.parametrize("printed", ["", "<p>Ngày cập nhật 31/05/2017</p>"])
def test_a_clock_in_front_of_the_menu_is_never_the_date(between: str, printed: str) -> None:
    menu = between.join(f'<a href="/{name}">{name}</a>' for name in ("Trang chủ", "Tin tức", "Thông báo"))
    text = "Các xã báo cáo tiến độ làm đường, cấp nước sạch và sửa trường học trước mùa mưa năm nay. " * 4
    html = (
        "<html><head><title>Huyện họp bàn việc làm đường trước mùa mưa</title></head><body>"
        f"<div><span>Thứ hai, 23/11/2026 15:30:12</span>{between} {menu}</div><div>{printed}"
        f"<h1>Huyện họp bàn việc làm đường trước mùa mưa</h1><p>{text}</p><p>{text}</p></div></body></html>"
    )
    reading = generic_read(Page(html.encode(), url="http://xa.gov.vn/bai-1.html"), expected="article")
    assert reading.article is not None
    assert [date.text for date in reading.article.dates] == (["Ngày cập nhật 31/05/2017"] if printed else [])
