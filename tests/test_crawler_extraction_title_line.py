"""Titles and dates that share a line, dates set in several lines, and dates that are nobody's."""
# ruff: noqa: E501

import pytest

from crawler.extraction.generic import generic_read
from crawler.extraction.template import Template
from tests.test_crawler_extraction_generic_odds import LEDE, MORE, TEXT, TITLE, WORDS, page, published, read, texts

SITE = "Trang thông tin điện tử huyện Lộc Bình"


@pytest.mark.parametrize(
    "line",
    [
        f"<font size=4><b>{TITLE}</b></font> <font size=1>(31/05/2017 14:30)</font>",
        f"<h3>{TITLE} <small>Thứ Tư, 31/05/2017 | 14:30</small></h3>",
        f"<span>31/05/2017 14:30</span> - <b>{TITLE}</b>",
        f"<b>{TITLE} (31/05/2017 14:30)</b>",
        f"<b>{TITLE}</b> (<i>31/05/2017 14:30</i>)",
    ],
)
def test_a_date_in_the_titles_line_is_no_part_of_the_title(line: str) -> None:
    markup = f"<table><tr><td>{line}</td></tr><tr><td>{TEXT}<br><br>{MORE}</td></tr></table>"
    article = generic_read(page(markup, title=SITE), expected="article").article
    assert article is not None
    assert (article.title, published(article), texts(article)) == (TITLE, "2017-05-31T14:30", [TEXT, MORE])


@pytest.mark.parametrize(
    "title",
    [
        "Lịch công tác tuần 12 của xã Nậm Lành (từ 20/03/2023)",
        "Thông báo về việc tạm ngừng cấp nước từ ngày <b>25/04/2023</b>",
        "Kết quả họp Hội đồng nhân dân xã ngày 05/04/2023",
    ],
)
def test_a_title_that_names_a_day_keeps_it(title: str) -> None:
    article = generic_read(page(f"<h1>{title}</h1><p>31/05/2017 14:30</p><p>{TEXT}</p>", title=SITE)).article
    assert article is not None
    assert article.title == title.replace("<b>", "").replace("</b>", "")
    assert published(article) == "2017-05-31T14:30"


@pytest.mark.parametrize(
    "date",
    [
        "<div><span class='d'>31</span><span class='m'>Tháng 5</span><span class='y'>2017</span></div>",
        "<div><p>31</p><p>05/2017</p></div>",
        "<div><div>31</div><div>05</div><div>2017</div></div>",
    ],
)
def test_a_date_set_in_several_lines_is_one(date: str) -> None:
    article = read(f"{date}<h2>{TITLE}</h2><p>{TEXT}</p><p>{MORE}</p>")
    assert (published(article), texts(article)) == ("2017-05-31T00:00", [TEXT, MORE])


def test_a_date_set_in_several_lines_is_one_though_its_words_stand_on_all_pages() -> None:
    def of(number: int) -> str:
        date = f"<span class='d'>{number + 10}</span><span class='m'>Tháng {number}</span><span class='y'>2017</span>"
        word = WORDS[number]
        return f"<div class='box'>{date}</div><h2>{TITLE} lần {word}</h2><p>{TEXT} {word}</p><p>{MORE} {word}</p>"

    pages = [
        page(of(n), url=f"http://a.example/tin/bai-{n}1234.html", title=f"{TITLE} lần {WORDS[n]}") for n in range(1, 7)
    ]
    template = Template.learn(pages)
    article = generic_read(pages[0], expected="article", template=template).article
    assert article is not None
    assert published(article) == "2017-01-11T00:00"


def test_the_days_of_a_calendar_make_no_date() -> None:
    days = "".join(f"<td>{day}</td>" for day in range(9, 15))
    article = read(f"<table><tr>{days}</tr></table><h2>{TITLE}</h2><p>{TEXT}</p><p>{MORE}</p>")
    assert published(article) == "-"


@pytest.mark.parametrize(
    "head",
    [
        "<div><a href='/'>Báo Lộc Bình</a> <span>Thứ Hai, 23/11/2026 14:33</span></div><div><a href='/m0'>Chính trị</a> | <a href='/m1'>Kinh tế</a> | <a href='/m2'>Văn hóa</a> | <a href='/m3'>Liên hệ</a></div>",
        "<div>Thứ Hai, 23/11/2026 14:33</div><div><a href='/'>Trang chủ</a> » <a href='/m1'>Kinh tế</a></div>",
        "<div>Thứ Hai, 23/11/2026 14:33</div><div class='menu'><a href='/m0'>Chính trị</a></div>",
    ],
    ids=["menu in strokes", "crumbs", "menu"],
)
def test_a_clock_above_a_menu_or_the_way_to_the_page_is_no_articles_date(head: str) -> None:
    end = "<p align='right'><i>(Cập nhật lúc 14h30 ngày 31-5-2017)</i></p>"
    assert published(read(f"{head}<h2>{TITLE}</h2><p>{TEXT}</p><p>{MORE}</p>{end}")) == "2017-05-31T14:30"
    assert published(read(f"{head}<h2>{TITLE}</h2><p>{TEXT}</p><p>{MORE}</p>")) == "-"


def test_the_labels_of_a_forms_rows_are_neither_title_nor_text() -> None:
    rows = (
        ("Tiêu đề", TITLE),
        ("Ngày đăng", "31/05/2017 14:30"),
        ("Tóm tắt", LEDE),
        ("Nội dung", f"<p>{TEXT}</p><p>{MORE}</p>"),
    )
    cells = "".join(f"<tr><td><h3>{label}</h3></td><td>{value}</td></tr>" for label, value in rows)
    article = generic_read(page(f"<table>{cells}</table>", title=SITE), expected="article").article
    assert article is not None
    assert (article.title, article.lede, texts(article)) == (TITLE, LEDE, [TEXT, MORE])
    assert published(article) == "2017-05-31T14:30"
