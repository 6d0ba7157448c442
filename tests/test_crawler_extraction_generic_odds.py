"""What only some portals do, one page each: the smallest markup that shows it, read without a recipe."""
# ruff: noqa: E501

import pytest

from crawler.extraction.generic import generic_read
from crawler.extraction.page import Page
from crawler.extraction.recognise import recognise
from crawler.extraction.template import Template
from crawler.items import Reading
from crawler.recipe import GENERIC, load_recipes
from tests.small_pages import LEDE, MENU, MORE, TEXT, TITLE, WORDS, page, published, read, texts


@pytest.mark.parametrize(
    "row",
    [
        "<div><span>Thứ Tư, 31/05/2017 02:30 CH</span><span>757 lượt xem</span></div>",
        '<div><i class="fa-clock"></i>31/05/2017 14:30<i class="fa-eye"></i>833<i class="fa-print"></i>In</div>',
        "<ul><li><span>Tháng 5 31, 2017</span></li><li><span>14:30</span></li></ul>",
    ],
    ids=["spans", "icons", "lines"],
)
def test_a_date_is_read_whole_whatever_stands_right_beside_it(row: str) -> None:
    article = read(f"<h1>{TITLE}</h1>{row}<p>{TEXT}</p><p>{MORE}</p>")
    assert (published(article), texts(article)) == ("2017-05-31T14:30", [TEXT, MORE])


def test_a_date_that_says_it_is_the_publications_is_no_text_though_it_ends_a_paragraph() -> None:
    article = read(f"<h2>{TITLE}</h2><p>{TEXT}</p><p>{MORE}</p><p><b>BBT</b><br>Ngày đăng: 31/5/2017</p>")
    assert published(article) == "2017-05-31T00:00"
    assert "Ngày đăng" not in " ".join(texts(article))


@pytest.mark.parametrize(
    "lede",
    [f"<h2>{LEDE}</h2>", f'<div class="c2">{LEDE}</div>', f'<p class="c2">{LEDE}</p>'],
    ids=["heading", "own class", "paragraph"],
)
def test_a_lede_is_told_by_how_it_is_set(lede: str) -> None:
    rest = "".join(f"<div>{text}</div>" if "div" in lede else f"<p>{text}</p>" for text in (TEXT, MORE))
    article = read(f"<h1>{TITLE}</h1><p>31/05/2017 14:30</p><div>{lede}{rest}</div>")
    assert (article.lede, texts(article)) == (LEDE, [TEXT, MORE])


def test_a_builders_boxes_of_one_name_are_not_all_chrome() -> None:
    box = '<div class="x-widget"><div>{}</div></div>'
    article = read("".join(map(box.format, (f"<h1>{TITLE}</h1>", "31/05/2017", f"<p>{TEXT}</p>", "<p>Hết.</p>"))))
    assert texts(article)[0] == TEXT


def test_other_news_between_paragraphs_leaves_no_heading_behind() -> None:
    links = "".join(
        f'<p><a href="/tin/x-{n}777.html">Tin thứ {n} về việc sửa kênh ở xã bên cạnh</a></p>' for n in (1, 2)
    )
    article = read(
        f"<h1>{TITLE}</h1><p>31/05/2017</p><p>{TEXT}</p><div><p>Tin liên quan:</p>{links}</div><p>{MORE}</p>"
    )
    assert texts(article) == [TEXT, MORE]


def test_the_data_of_a_legal_document_is_no_article() -> None:
    rows = {"Số ký hiệu": "31/QĐ-UBND", "Ngày ban hành": "04/05/2019", "Người ký": "Trần Văn Lập", "Trích yếu": TEXT}
    table = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows.items())
    reading = generic_read(
        page(f"<h1>Chi tiết văn bản</h1><table>{table}</table>", title="Văn bản"), expected="article"
    )
    assert reading.kind != "article", reading.evidence


def test_summaries_that_lead_on_make_a_listing() -> None:
    items = "".join(
        f'<div><h3>{n}. {TITLE}</h3><p>{TEXT}… <a href="/tin/bai-{n}55.html">Xem chi tiết</a></p></div>'
        for n in range(5)
    )
    reading = generic_read(page(f"<h1>Kinh tế</h1>{items}", "http://a.example/muc-1", "Kinh tế"), expected="article")
    assert reading.kind == "listing", reading.evidence
    assert sum(link.relation == "listed" for link in reading.links) == 5


def listing(pager: str, url: str) -> Reading:
    items = "".join(f'<h3><a href="/tin/bai-{n}55.html">{n}. {TITLE}</a></h3>' for n in range(5))
    return generic_read(page(items + pager, url, "Kinh tế"), expected="listing")


@pytest.mark.parametrize("steps", [("?p=1", "?p=2"), ("/muc/kinh-te/trang-1.htm", "/muc/kinh-te/trang-2.htm")])
def test_the_steps_of_a_pager_back_to_its_start_are_no_sections(steps: tuple[str, str]) -> None:
    pager = "<div>" + " ".join(f'<a href="{step}">{n}</a>' for n, step in enumerate(steps, 1)) + "</div>"
    here = "http://a.example/muc/kinh-te.htm" if "trang" in steps[0] else "http://a.example/muc/kinh-te?p=2"
    sections = {link.url for link in listing(pager, here).links if link.relation == "section"}
    assert sections == {f"http://a.example/muc-{n}" for n in range(3)}


@pytest.mark.parametrize(
    "markup",
    [
        '<meta http-equiv="Refresh" content="0; URL=/vn/index.php">',
        '<frameset rows="90,*"><frame src="/vn/index.php" name="chinh"></frameset>',
    ],
    ids=["refresh", "frame"],
)
def test_a_page_without_words_leads_on(markup: str) -> None:
    reading = generic_read(Page(f"<html>{markup}</html>".encode(), url="http://a.example/"), expected="listing")
    assert [(link.url, link.relation) for link in reading.links] == [("http://a.example/vn/index.php", "section")]


def test_a_list_of_short_headlines_is_no_menu() -> None:
    hot = "".join(f'<li><a href="/tin/x-{n}999.html">Xã Nậm Lành vào mùa cấy đợt {n}</a></li>' for n in range(5))
    title = "Xã Nậm Lành vào mùa cấy đợt 3"
    main = f"<div>{title}</div><div>31/05/2017</div><div>{TEXT}</div><div>{MORE}</div><div><b>Xem nhiều</b><ul>{hot}</ul></div>"
    reading = generic_read(page(main, title="Trang chủ"), expected="article")
    assert reading.article is not None
    assert reading.article.title == title


def test_a_body_of_one_paragraph_teaches_no_place_for_bodies() -> None:
    def told(count: int, n: int) -> Page:
        text = "".join(f"<p>Đoạn {WORDS[k]} của bài {WORDS[n]}. {TEXT} {MORE}</p>" for k in range(count))
        return page(
            f"<h1>{TITLE} lần thứ {WORDS[n]}</h1><p>31/05/2017</p>{text}", f"http://a.example/tin/bai-{n}777.html"
        )

    template = Template.learn([told(1, n) for n in range(4)])
    reading = generic_read(told(5, 9), expected="article", template=template)
    assert reading.article is not None
    assert len(reading.article.blocks) == 5


def test_a_familys_signs_with_addresses_of_its_own_are_read_without_its_recipe() -> None:
    links = "".join(
        f'<a class="Normal" href="/tabid/1/Default.aspx?NewsViews={n}">Tin thứ {n} về việc sửa kênh nội đồng ở xã</a>'
        for n in range(9)
    )
    markup = f'<body id="Body"><form id="Form"><div id="dnn_ContentPane" class="DnnModule">{links}</div></form></body>'
    seen = recognise(Page(markup.encode(), url="http://a.example/Default.aspx"), {}, load_recipes())
    assert (seen.recipe, seen.refused) == (GENERIC, "dnn"), seen.evidence


@pytest.mark.parametrize("place", ["above", "below"])
def test_a_date_of_anything_else_is_never_the_articles(place: str) -> None:
    clock = "<div>Thứ hai, 23/11/2026 14:05:11</div>" if place == "above" else ""
    menu = '<div><a href="/a">Chính trị</a> <a href="/b">Kinh tế</a> <a href="/c">Liên hệ</a></div>'
    news = "".join(
        f'<p><a href="/tin/x-{n}777.html">Tin thứ {n} về việc sửa kênh</a><br>{n}/12/2024</p>' for n in (1, 2, 3)
    )
    article = read(f"{clock}{menu}<h1>{TITLE}</h1><p>{TEXT}</p><p>{MORE}</p><p><b>Các tin khác:</b></p>{news}")
    assert (published(article), texts(article)) == ("-", [TEXT, MORE])


def test_a_date_that_the_text_opens_with_never_wins_over_one_beside_the_title() -> None:
    text = f"<p>Thứ sáu, 11 Tháng 11 2011 16:22</p><p>{TEXT}</p><p>{MORE}</p>"
    article = read(
        f"<table><tr><td>{TITLE}</td></tr><tr><td>Ngày cập nhật 14/03/2018</td></tr><tr><td>{text}</td></tr></table>"
    )
    assert published(article) == "2018-03-14T00:00"
    assert published(read(f"<h1>{TITLE}</h1><div>{text}</div>")) == "2011-11-11T16:22"


SCHEMA = """<div class="vr" itemprop="author" itemtype="http://schema.org/Person" itemscope><span itemprop="name">Văn phòng xã Nậm Lành</span></div>
<span class="vr" itemprop="datePublished">2026-01-17T08:00:00+07:00</span> <span class="vr" itemprop="description">Hơn ba trăm người đã xuống đồng.</span>
<span class="vr" itemprop="mainEntityOfPage">http://a.example/tin/bai-12345.html</span> <span class="vr" itemprop="image">/uploads/banner.png</span>
<div class="vr" itemprop="publisher" itemscope><span itemprop="name">Cổng thông tin xã Nậm Lành</span><span itemprop="logo" itemscope><span itemprop="url">/b.png</span></span></div>"""


def test_a_row_of_words_for_machines_is_no_text_however_its_skin_hides_it() -> None:
    shown = f"<em>Thứ tư - 14/03/2018 08:15</em><div class='ht' itemprop='description'>{LEDE}</div><p>{TEXT}</p><p>{MORE}</p>"
    article = read(f"<div><h1 itemprop='headline'>{TITLE}</h1>{SCHEMA}{shown}</div>")
    assert (article.title, article.lede, texts(article)) == (TITLE, LEDE, [TEXT, MORE])
    assert published(article) == "2018-03-14T08:15"


FILE = '<a href="/upload/qd-12.pdf">Quyết định số 12/QĐ-UBND về việc nạo vét kênh nội đồng</a>'


@pytest.mark.parametrize(
    ("body", "written"),
    [
        (f"<div><p>{TEXT}</p><p>{MORE}</p><p>{FILE}</p></div>", True),
        (f"<div><p>{TEXT}</p><p>{FILE}</p><p>{MORE}</p></div>", True),
        (f"<div>{TEXT}<br><br>{MORE}<br><br>{FILE}</div>", True),
        (f"<p>{TEXT}</p><p>{MORE}</p><p>{FILE}</p><p><a href='#'>In bài</a></p>", True),
        (f"<div><p>{TEXT}</p><p>{MORE}</p><p>Tài liệu đính kèm:</p><p>{FILE}</p></div>", False),
        (f"<div><p>{TEXT}</p><p>{MORE}</p></div><div><b>Tài liệu đính kèm</b><p>{FILE}</p></div>", False),
        (f"<div><p>{TEXT}</p><p>{MORE}</p><p>File đính kèm: {FILE}</p></div>", False),
    ],
)
def test_a_paragraph_that_is_a_link_to_a_file_is_text_unless_it_is_listed(body: str, written: bool) -> None:
    article = read(f"<h1>{TITLE}</h1><div>14/03/2018</div>{body}<div>Tin khác</div><ul>{MENU}</ul>")
    assert any("nạo vét kênh nội đồng" in text for text in texts(article)) == written
    assert [one.url for one in article.attachments] == ["http://a.example/upload/qd-12.pdf"]


def test_whom_to_call_and_a_letters_place_and_day_are_text_where_all_is_set_alike() -> None:
    letter, call, house = "Nậm Lành, ngày 12 tháng 5 năm 2017", "Điện thoại: 0216.3888.222", "Địa chỉ: thôn Nà Lành."
    text = [letter, TEXT, call, MORE, house]
    body = "".join(f"<p>{one}</p>" for one in text)
    article = read(f"<h1>{TITLE}</h1><p class='ngay'>31/05/2017</p>{body}<p class='cc'><a href='#'>In bài</a></p>")
    assert (texts(article), published(article)) == (text, "2017-05-31T00:00")
    article = read(f"<h1>{TITLE}</h1><div>31/05/2017</div><div>{body.replace(f'<p>{letter}</p>', '')}</div>")
    assert texts(article) == text[1:]


def test_a_paragraph_that_is_mostly_links_is_no_column() -> None:
    linked = (
        "Bà con nộp hồ sơ qua <a href='http://b.example/'>Cổng dịch vụ công quốc gia</a> hoặc <a href='/x'>một cửa</a>."
    )
    article = read(
        f"<table><tr><td>{TITLE}</td></tr><tr><td>31/05/2017</td></tr><tr><td><p>{linked}</p><p>{TEXT}</p></td></tr></table>"
    )
    assert len(texts(article)) == 2


def test_a_portals_frame_that_says_an_article_was_taken_down_is_no_listing() -> None:
    side = "".join(
        f"<p><a href='/tin/bai-{n}.html'>Tin thứ {n} về chuyện đồng ruộng ở xã</a></p>" for n in range(200, 209)
    )
    said = "<div><p>Nội dung bạn yêu cầu không tồn tại hoặc đã bị gỡ bỏ. Vui lòng quay lại trang chủ.</p></div>"
    taken = page(
        f"{said}<div><div class='box-title'>Thông báo</div>{side}<div class='box-title'>Thống kê</div>12</div>"
    )
    assert generic_read(taken, expected="article").kind == "missing"
    assert generic_read(taken, expected="listing").kind == "listing"


@pytest.mark.parametrize("head", ["{} - Xã Nậm Lành", "Xã Nậm Lành"], ids=["named", "unnamed"])
def test_a_title_broken_in_lines_is_read_whole_and_its_date_is_not_the_articles(head: str) -> None:
    first, last = "Quyết định số 123/QĐ-UBND", "ngày 15/3/2016 phê duyệt kế hoạch nạo vét"
    title = f"{first} {last}"
    shown = f"<h1>{first}<br>{last}</h1><div>31/05/2017 14:30</div><p>{TEXT}</p><p>{MORE}</p>"
    reading = generic_read(page(shown, title=head.format(title)), expected="article")
    assert reading.article is not None, reading.evidence
    if "{}" in head:
        assert (reading.article.title, published(reading.article)) == (title, "2017-05-31T14:30")
    broken = TITLE.split(" góp ")
    article = read(
        f"<div><h2>{broken[0]}<br/>góp {broken[1]}<br><small>31/05/2017</small></h2><p>{TEXT}</p><p>{MORE}</p></div>"
    )
    assert (article.title, published(article), texts(article)) == (TITLE, "2017-05-31T00:00", [TEXT, MORE])


def test_a_heading_that_is_a_link_to_this_very_page_is_its_title() -> None:
    slider = "".join(f"<div><a href='/tin/{n}.html'>Tin thứ {n} nói về kênh mương</a></div>" for n in (7, 8, 9))
    shown = f"<div>{slider}</div><p>31/05/2017 | <a href='/tin'>Tin</a></p><h2><a href='/tin/bai-12345.html'>{TITLE}</a></h2>"
    one = page(f"{shown}<p>{TEXT}</p><p>{MORE}</p>", title="Tin tức")
    one.said = TITLE
    article = generic_read(one, expected="article").article
    assert article is not None
    assert (article.title, published(article), texts(article)) == (TITLE, "2017-05-31T00:00", [TEXT, MORE])


def test_a_table_of_files_and_a_box_about_the_author_are_no_text() -> None:
    files = "".join(
        f"<tr><td>{n}</td><td>Phụ lục {n}</td><td>1.2 MB</td><td><a href='/pl-{n}.pdf'>Tải về</a></td></tr>"
        for n in (1, 2)
    )
    article = read(
        f"<div class='bai'><h1>{TITLE}</h1><div>31/05/2017</div><div class='nd'><p>{TEXT}</p><p>{MORE}</p></div>"
        f"<table><tr><th>STT</th><th>Tên tài liệu</th><th>Dung lượng</th><th>Tải về</th></tr>{files}</table>"
        "<div class='abox'><h4>Lò Thị Hải Yến</h4><p>Phóng viên của trung tâm truyền thông huyện nhà</p></div></div>"
    )
    assert texts(article) == [TEXT, MORE]
    assert len(article.attachments) == 2


def test_title_and_lede_said_again_at_the_texts_top_cut_nothing() -> None:
    again = f"<p><strong>{TITLE}</strong></p><p><strong>{LEDE}</strong></p><p>{TEXT}</p><p>{MORE}</p>"
    article = read(f"<h1>{TITLE}</h1><div>31/05/2017</div><div class='sapo'>{LEDE}</div><div class='nd'>{again}</div>")
    assert (article.lede, texts(article)) == (LEDE, [TEXT, MORE])


def test_a_section_that_head_and_first_heading_name_is_no_title_where_the_link_said_another() -> None:
    section = "Góc nhìn cơ sở và chuyện làng"
    shown = f"<h1>{section}</h1><h3>{TITLE}</h3><div>31/05/2017</div><p>{TEXT}</p><p>{MORE}</p>"
    one = page(shown, title=f"{section} - Xã Nậm Lành")
    one.said = TITLE
    article = generic_read(one, expected="article").article
    assert article is not None
    assert (article.title, texts(article)) == (TITLE, [TEXT, MORE])


def test_the_days_of_a_schedule_are_not_its_date_and_its_columns_no_titles() -> None:
    days = "".join(
        f"<tr><td>Thứ {n}<br>2{n}/11/2026</td><td>8h00: {TEXT}</td><td>{MORE}</td></tr>" for n in range(2, 7)
    )
    table = f"<table><tr><th>Ngày</th><th>Buổi sáng</th><th>Buổi chiều</th></tr>{days}</table>"
    article = read(f"<h1>{TITLE}</h1>{table}")
    assert (article.title, published(article)) == (TITLE, "-")
    reading = generic_read(page(table, title="Xã Nậm Lành"), expected="listing")
    assert reading.kind != "article", reading.article


def test_a_sentence_may_begin_as_a_counter_does() -> None:
    said = f"Thống kê truy cập của cổng dịch vụ công cho thấy người dân ngày càng quen nộp hồ sơ tại nhà. {TEXT}"
    article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p><p>{said}</p><p>{MORE}</p>")
    assert texts(article) == [said, MORE]


def test_a_tables_last_row_may_be_a_date() -> None:
    rows = "".join(
        f"<tr><td>{what}</td><td>{when}</td></tr>" for what, when in (("Họp dân", "7h30"), ("Nạo vét", "31/5/2017"))
    )
    article = read(f"<h1>{TITLE}</h1><p>30/05/2017</p><div><p>{TEXT}</p><table>{rows}</table></div>")
    assert "31/5/2017" in texts(article)[-1]


def test_an_articles_own_pager_is_no_text() -> None:
    pager = '<p>Trang:1 <a href="/tin/bai-12345.html?trang=2">2</a></p>'
    article = read(f"<h1>{TITLE}</h1><p>30/05/2017</p><div><p>{TEXT}</p>{pager}<p>{MORE}</p></div>")
    assert texts(article) == [TEXT, MORE]


def test_a_quote_set_beside_the_text_is_text() -> None:
    article = read(
        f"<h1>{TITLE}</h1><p>30/05/2017</p><div><p>{TEXT}</p><aside><q>{LEDE}</q></aside><p>{MORE}</p></div>"
    )
    assert texts(article) == [TEXT, LEDE, MORE]


def test_a_title_that_only_the_head_has_is_the_articles() -> None:
    main = f"<div><p>31/05/2017 14:30</p><p>{TEXT}</p><p>{MORE}</p></div>"
    reading = generic_read(page(main, title=f"{TITLE} - Cổng TTĐT xã Nậm Lành"), expected="article")
    assert reading.article is not None, reading.evidence
    assert (reading.article.title, published(reading.article)) == (TITLE, "2017-05-31T14:30")
    assert texts(reading.article) == [TEXT, MORE]


@pytest.mark.parametrize("text", [[TEXT, MORE, MORE], [TEXT]], ids=["long", "short"])
def test_a_title_that_only_those_are_told_who_share_the_page_stands_above_date_and_lede(text: list[str]) -> None:
    title = "Bản Nậm Lành góp công sửa kênh nội đồng"  # "Ban …" would be the name of a board
    body = "".join(f"<p>{one}</p>" for one in text)
    markup = (
        f"<html><head><title>Huyện Văn Chấn</title><meta property='og:title' content='{title}'></head><body><ul>{MENU}</ul>"
        f"<div><a href='/'>Trang chủ</a></div><div><img src='/t.png'><div>31/05/2017 14:30</div><div class='sapo'>{LEDE}</div>"
        f"<div class='nd'>{body}</div></div></body></html>"
    )
    reading = generic_read(Page(markup.encode(), url="http://a.example/tin/bai-12345.html"), expected="article")
    assert reading.article is not None, reading.evidence
    assert (reading.article.title, reading.article.lede, texts(reading.article)) == (title, LEDE, text)
    assert published(reading.article) == "2017-05-31T14:30"


def test_the_portals_name_is_no_title_though_heading_and_head_say_it() -> None:
    name = "Cổng thông tin điện tử xã Nậm Lành"
    main = f"<h1>{name}</h1><h1>{TITLE}</h1><div>31/05/2017</div><p>{TEXT}</p><p>{MORE}</p>"
    reading = generic_read(page(main, title=name), expected="article")
    assert reading.article is not None, reading.evidence
    assert reading.article.title == TITLE
