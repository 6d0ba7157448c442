"""What stands around the article in the skins of many builders, one page each, read without a recipe."""
# ruff: noqa: E501

import pytest

from crawler.extraction.generic import generic_read
from tests.small_pages import LEDE, MORE, TEXT, TITLE, page, published, read, texts

SUMMARY = "Bà con đã trồng hơn bốn mươi nghìn cây lát hoa dọc con đường liên xã mới mở, nhiều nhà góp cả ngày công lẫn cây giống để kịp vụ mưa."
ITEM = '<p><a href="/tin/x-{n}777.html">Xã bên trồng rừng đợt {n} dọc đường liên xã</a></p><p>{text}</p>'
LINKS = "".join(
    f"<p><a href='/tin/x-{n}777.html'>Xã bên trồng rừng đợt {n} dọc đường liên xã</a></p>" for n in range(6)
)
COLUMN = "".join(ITEM.format(n=n, text=SUMMARY) for n in range(9))


@pytest.mark.parametrize("between", ["<h4>Bài viết liên quan</h4><p><a href='/tin/x-1'>Tin</a></p>", ""])
def test_a_column_of_summaries_is_no_text_however_short_the_article(between: str) -> None:
    article = read(f"<div><h3>{TITLE}</h3><p>31/05/2017</p><p>{TEXT}</p>{between}</div><div>{COLUMN}</div>")
    assert texts(article) == [TEXT]


def test_summaries_above_the_article_do_not_hide_its_title() -> None:
    items = "".join(
        f"<div><a href='/tin/x-{n}777.html'>Xã bên trồng rừng đợt {n}</a><div>{SUMMARY * 3}</div></div>"
        for n in range(4)
    )
    main = f"<div>{items}</div><div><div>Kinh tế</div><div>{TITLE}</div><div>31/05/2017</div><div>{TEXT}</div><div>{MORE}</div></div>"
    article = generic_read(page(main, title="Xã Nậm Lành"), expected="article").article
    assert article is not None
    assert (article.title, published(article), texts(article)) == (TITLE, "2017-05-31T00:00", [TEXT, MORE])


@pytest.mark.parametrize(
    "foot",
    [
        "<div>Tổng số lượt xem: 1.234</div><div><p>Bạn thấy bài viết này thế nào?</p><a>Hay</a> <a>Chưa hay</a></div>",
        "<p>Tác giả: Lò Thị Yến</p><div><img src='/qr.png'><p>Quét mã QR để đọc trên điện thoại</p></div>",
        "<div><i>Sửa lần cuối: 05/06/2017 08:00</i></div><div><span>Xuất bản trong</span> <b>Kinh tế</b></div>",
    ],
    ids=["poll", "code", "section"],
)
def test_a_few_words_in_boxes_of_their_own_behind_name_or_counter_are_the_articles_foot(foot: str) -> None:
    article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p><div class='x'><p>{TEXT}</p><p>{MORE}</p></div><div>{foot}</div>")
    assert texts(article) == [TEXT, MORE]
    article = read(
        f"<h1>{TITLE}</h1><p>31/05/2017</p><div><div>{TEXT}</div><p>{MORE}</p><p>Bài: Lò Yến</p><p>Còn nữa</p></div>"
    )
    assert texts(article)[-1] == "Còn nữa"


def test_a_reading_voices_buttons_are_no_text() -> None:
    voices = "<div><span>Giọng nữ</span><span>Giọng nam</span> <span>0:00 / 3:45</span> <a href='#'>A-</a><a href='#'>A+</a></div>"
    assert texts(read(f"<h1>{TITLE}</h1><p>31/05/2017</p>{voices}<div>{TEXT}</div><div>{MORE}</div>")) == [TEXT, MORE]


def test_a_page_with_less_text_than_its_foot_is_read_no_farther() -> None:
    foot = "<p>Xã Nậm Lành</p><p>Địa chỉ: bản Tà Lành. Điện thoại: 0216.3888.222</p>" + f"<p>{MORE}</p>" * 4
    article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p><p><img src='/so-do.png'></p><div class='footer'>{foot}</div>")
    assert (texts(article), len(article.images)) == ([], 1)


def test_whom_to_call_below_a_heading_is_text() -> None:
    call = ["Liên hệ", "Điện thoại: 0216.3888.222", "Email: phong@a.example"]
    body = f"<p>{TEXT}</p><h3>{call[0]}</h3><p>{call[1]}</p><p>{call[2]}</p>"
    assert texts(read(f"<h1>{TITLE}</h1><p>31/05/2017</p><div>{body}</div>")) == [TEXT, *call]


@pytest.mark.parametrize(
    "signed",
    [
        "<p class='tac-gia'>Lò Thị Yến</p>",
        "<p><span id='lblTacGia'>Lò Thị Yến</span></p>",
        "<p>Tin, ảnh: Lò Thị Yến</p>",
    ],
)
def test_a_name_is_the_authors_where_label_or_markup_says_so(signed: str) -> None:
    asked = "<h4>Ý kiến bạn đọc</h4><p class='comment-author'>Hà Văn Sáu</p>"
    for place in ("{}<div><p>{}</p><p>{}</p></div>", "<div><p>{1}</p><p>{2}</p></div>{0}<div>Lượt xem: 12</div>"):
        article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p>{place.format(signed, TEXT, MORE)}{asked}")
        assert (article.byline, texts(article)) == ("Lò Thị Yến", [TEXT, MORE])
    assert read(f"<h1>{TITLE}</h1><p>31/05/2017</p><p>{TEXT}</p><p>{MORE}</p>{asked}").byline == ""


@pytest.mark.parametrize("shown", [">> <a>{}</a>", "&raquo; <a>{}</a>", "<a>>> {}</a>"])
def test_an_arrow_before_a_headline_points_to_another_article(shown: str) -> None:
    link = shown.replace("<a>", "<a href='/tin/x-1777.html'>").format("Xã bên trồng rừng đợt hai dọc đường liên xã")
    article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p><div><p>{TEXT}</p><p>{link}</p><p>{MORE}</p></div>")
    assert texts(article) == [TEXT, MORE]


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        (
            "HỘI NGHỊ TỔNG KẾT CÔNG TÁC THỦY LỢI<br>VÀ SỬA KÊNH NỘI ĐỒNG",
            "HỘI NGHỊ TỔNG KẾT CÔNG TÁC THỦY LỢI VÀ SỬA KÊNH NỘI ĐỒNG",
        ),
        (
            "Hội nghị tổng kết công tác thủy lợi<br>và sửa kênh nội đồng",
            "Hội nghị tổng kết công tác thủy lợi và sửa kênh nội đồng",
        ),
        ("<b>Hội nghị tổng kết công tác thủy lợi</b><br>Xã Nậm Lành", "Hội nghị tổng kết công tác thủy lợi"),
    ],
    ids=["capitals", "small", "apart"],
)
def test_a_title_without_a_heading_goes_on_in_the_next_line(shown: str, title: str) -> None:
    main = f"<div>{shown}</div><div>31/05/2017</div><div><p>{TEXT}</p><p>{MORE}</p></div>"
    article = generic_read(page(main, title="Tin tức"), expected="article").article
    assert article is not None
    assert article.title == title


def test_author_and_source_side_by_side_are_two() -> None:
    for row in ("<span>Tác giả: Lò Yến</span><span>Nguồn: Đài huyện</span>", "Tác giả: Lò Yến | Nguồn: Đài huyện"):
        article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p><div><p>{TEXT}</p><p>{MORE}</p></div><div>{row}</div>")
        assert (article.byline, article.source) == ("Lò Yến", "Đài huyện")


def test_blocks_by_style_are_lines() -> None:
    parts = (f"<b>{TITLE}</b>", "Thứ tư, 31/05/2017 - 14:30", TEXT, MORE)
    article = read("".join(f'<span style="display:block">{part}</span>' for part in parts))
    assert (article.title, published(article), texts(article)) == (TITLE, "2017-05-31T14:30", [TEXT, MORE])


def test_the_time_of_day_may_stand_in_words_below_the_date() -> None:
    article = read(f"<h1>{TITLE}</h1><ul><li>Tháng 5 31, 2017</li><li>2:30 chiều</li></ul><p>{TEXT}</p><p>{MORE}</p>")
    assert (published(article), texts(article)) == ("2017-05-31T14:30", [TEXT, MORE])


@pytest.mark.parametrize(
    "opening",
    [
        ["UBND XÃ NẬM LÀNH", "Số: 12/TB-UBND", "Nậm Lành, ngày 12 tháng 5 năm 2017"],
        ["Thời gian: 8h00, ngày 12/5/2017", "Địa điểm: Nhà văn hóa xã"],
        ["1. Thời gian: từ ngày 12/5/2017 đến hết ngày 20/5/2017."],
    ],
    ids=["letter", "meeting", "days"],
)
def test_a_date_of_what_the_text_tells_is_text_and_not_the_articles(opening: list[str]) -> None:
    body = "".join(f"<p>{one}</p>" for one in (*opening, TEXT, MORE))
    for row, day in (("", "-"), ("<div class='d'>31/05/2017</div>", "2017-05-31T00:00")):
        article = read(f"<h1>{TITLE}</h1>{row}<div>{body}</div>")
        assert (published(article), texts(article)) == (day, [*opening, TEXT, MORE])


def test_what_stands_in_one_box_with_a_picture_is_its_caption_but_for_sentences() -> None:
    box = "<div class='anh'><img src='/kenh.jpg'><p>{}</p></div>"
    for said, captions in (("Bà con nạo vét kênh", ["Bà con nạo vét kênh"]), (MORE, [""])):
        article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p><div>{box.format(said)}<p>{TEXT}</p><p>{TEXT * 3}</p></div>")
        assert [image.caption for image in article.images] == captions
        assert (MORE in texts(article)) == (said == MORE)


def test_a_name_alone_above_the_text_is_the_authors() -> None:
    article = read(f"<h1>{TITLE}</h1><p class='by'>Lò Thị Yến</p><p>{TEXT}</p><p>{MORE}</p>")
    assert (article.byline, texts(article)) == ("Lò Thị Yến", [TEXT, MORE])
    article = read(f"<h1>{TITLE}</h1><p>Lò Thị Yến</p><p>{TEXT}</p><p>{MORE}</p>")
    assert texts(article) == ["Lò Thị Yến", TEXT, MORE]


def test_a_sentence_that_is_mostly_a_link_is_text() -> None:
    link = "<a href='http://b.example/ho-so'>Nộp hồ sơ trực tuyến tại Cổng dịch vụ công của tỉnh</a>"
    for said in (f"{link} từ ngày 10/6.", f"Bà con nên {link}"):
        article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p><p>{TEXT}</p><p>{said}</p><p>{MORE}</p>")
        assert len(texts(article)) == 3
    for said in (link, f"{link} (10/6/2017)", f"Xem thêm: {link}"):
        article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p><p>{TEXT}</p><p>{said}</p><p>{MORE}</p>")
        assert texts(article) == [TEXT, MORE]


def test_whose_portal_it_is_is_no_text_where_the_article_is_a_frame() -> None:
    foot = "<p>Cổng thông tin điện tử xã Nậm Lành</p><p>Địa chỉ: bản Tà Lành</p><p>Bản quyền thuộc về xã</p>"
    article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p><iframe src='/upload/cv-12.pdf'></iframe></div><div>{foot}")
    assert (texts(article), len(article.attachments)) == ([], 1)


def test_a_lede_is_a_heading_of_its_own_level() -> None:
    heads = "".join(f"<h3>Việc thứ {n}</h3><p>{text}</p>" for n, text in enumerate((TEXT, MORE)))
    assert read(f"<h1>{TITLE}</h1><p>31/05/2017</p><h2>{LEDE}</h2>{heads}").lede == LEDE


def test_a_subtitle_between_title_and_date_is_the_lede() -> None:
    article = read(
        f"<h1>{TITLE}</h1><p class='dek'>Nước về tới thửa ruộng cuối</p><p>31/05/2017</p><p>{TEXT}</p><p>{MORE}</p>"
    )
    assert (article.lede, texts(article)) == ("Nước về tới thửa ruộng cuối", [TEXT, MORE])


def test_figures_and_signs_above_the_text_are_none() -> None:
    for row in ("15/3 | 10:22", "★★★★★"):
        assert texts(read(f"<h1>{TITLE}</h1><div>{row}</div><p>{TEXT}</p><p>{MORE}</p>")) == [TEXT, MORE]


@pytest.mark.parametrize(
    "lede", [f"<h2>{LEDE}</h2>", "<div>{}</div>".format("Bà con góp công khơi thông dòng nước về ruộng.")]
)
def test_a_date_may_stand_between_summary_and_text(lede: str) -> None:
    article = read(f"<h1>{TITLE}</h1>{lede}<div class='m'>31/05/2017 14:30</div><div>{TEXT}<br><br>{MORE}</div>")
    said = [article.lede, *texts(article)]
    assert published(article) == "2017-05-31T14:30"
    assert [one for one in said if one] == [lede[4:-5].strip("<>"), TEXT, MORE]


def test_a_card_with_another_article_between_paragraphs_is_no_text() -> None:
    card = f"<div><a href='/tin/x-1777.html'>Xã bên trồng rừng đợt hai dọc đường</a><p>{SUMMARY}</p></div>"
    article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p><div><p>{TEXT * 3}</p>{card}<p>{MORE}</p><p>{TEXT}</p></div>")
    assert texts(article) == [TEXT * 3, MORE, TEXT]
    article = read(
        f"<h1>{TITLE}</h1><p>31/05/2017</p><div><p><a href='/vb/1'>Quyết định của xã</a></p><p>{TEXT}</p></div>"
    )
    assert TEXT in texts(article)


def test_a_menus_last_entry_right_above_the_title_is_no_section() -> None:
    menu = "".join(f"<li><a href='/muc-{n}'>Mục thứ {n}</a></li>" for n in range(9))
    assert read(f"<ul>{menu}</ul><h1>{TITLE}</h1><p>31/05/2017</p><p>{TEXT}</p><p>{MORE}</p>").section == ""


@pytest.mark.parametrize(
    "foot",
    [
        "<div><b>Kinh tế</b><a href='/muc-1'>Xem thêm »</a></div>",
        "<div><p>Bạn cần đăng nhập để gửi bình luận</p></div>",
        "<p>Mời bạn đánh giá bài viết: <a>1</a><a>2</a></p>",
        "<p>Chuyên mục: <a href='/muc-1'>Kinh tế</a></p>",
        "<div>Bình luận Facebook</div>",
        "<p>Tải về: cv-12.pdf</p>",
    ],
)
def test_words_of_the_articles_foot_are_no_text(foot: str) -> None:
    assert texts(read(f"<h1>{TITLE}</h1><p>31/05/2017</p><p>{TEXT}</p><p>{MORE}</p>{foot}")) == [TEXT, MORE]


@pytest.mark.parametrize(
    ("above", "lede"),
    [
        (f"<div>Hôm nay: 345</div><div>Tổng lượt truy cập: 1.234</div><p>31/05/2017</p></div><div><b>{TITLE}</b>", ""),
        (f"{LINKS}</div><div><div>31/05/2017</div><div>{TITLE}</div>", ""),
        (f"<div>31/05/2017</div><div><b>{TITLE}</b></div><h2>{SUMMARY}</h2>", SUMMARY),
    ],
    ids=["counter", "list", "summary"],
)
def test_what_stands_around_a_title_without_a_heading_is_none(above: str, lede: str) -> None:
    main = f"<div>{above}</div><div><p>{TEXT}</p><p>{MORE}</p></div>"
    article = generic_read(page(main, title="Tin tức"), expected="article").article
    assert article is not None
    assert (article.title, article.lede, texts(article)) == (TITLE, lede, [TEXT, MORE])


def test_a_greeting_between_text_and_date_is_no_title() -> None:
    main = f"<h3>{TITLE}</h3><div><p>{TEXT} {MORE[:60]}.</p><p>Trân trọng thông báo!</p></div><div>Ngày đăng: 31/05/2017</div>"
    article = generic_read(page(main, title="Tin tức"), expected="article").article
    assert article is not None
    assert (article.title, published(article)) == (TITLE, "2017-05-31T00:00")


@pytest.mark.parametrize("insert", ["div", "table", "card"])
@pytest.mark.parametrize("text", ["<p>{}</p>", "<div>{}</div>"], ids=["p", "div"])
def test_other_news_between_the_texts_boxes_ends_nothing(insert: str, text: str) -> None:
    link = "<a href='/tin/x-1777.html'>Xã bên trồng rừng đợt hai dọc đường</a>"
    box = {
        "div": f"<div class='m'><p>Xem thêm</p>{link}</div>",
        "table": f"<table><tr><td>{link}</td></tr></table>",
        "card": f"<div class='m'><h4>Đọc thêm</h4><div><h5>{link}</h5><p>{LEDE}</p></div></div>",
    }[insert]
    parts = [text.format(TEXT), text.format(MORE), box, text.format(TEXT + MORE)]
    for body in ("".join(parts), f"<div>{''.join(parts)}</div>"):
        article = read(f"<h1>{TITLE}</h1><p class='d'>31/05/2017</p>{body}")
        assert texts(article) == [TEXT, MORE, TEXT + MORE]


def test_a_date_below_the_summary_in_the_texts_own_box_is_no_text() -> None:
    body = f"<p><b>{SUMMARY}</b></p><div class='m'>Ngày đăng: 31/05/2017</div><p>{TEXT}</p><p>{MORE}</p>"
    article = read(f"<h1>{TITLE}</h1><div>{body}</div>")
    assert (published(article), article.lede, texts(article)) == ("2017-05-31T00:00", SUMMARY, [TEXT, MORE])


@pytest.mark.parametrize("signed", ["Tin, ảnh: Lò Thị Yến", "Lò Thị Yến"])
def test_an_authors_line_above_a_date_is_no_title(signed: str) -> None:
    main = f"<h3>{TITLE}</h3><div><p>{TEXT}</p><p>{MORE}</p></div><div>{signed}</div><div>31/05/2017</div>"
    article = generic_read(page(main, title="Xã Nậm Lành"), expected="article").article
    assert article is not None
    assert (article.title, texts(article)[:2]) == (TITLE, [TEXT, MORE])


def test_share_buttons_in_a_row_are_no_headline() -> None:
    row = "<div><a href='#'>Chia sẻ Facebook</a><a href='#'>Sao chép liên kết</a></div>"
    listed = "".join(f"<p><a href='/tin/x-{n}777.html'>Xã bên trồng rừng đợt {n} dọc đường</a></p>" for n in range(9))
    main = f"<h1>{TITLE}</h1>{row}<div><p>{TEXT * 4}</p><p>{MORE}</p></div><h3>Tin khác</h3>{listed}"
    assert generic_read(page(main, title="Xã Nậm Lành"), expected="article").kind == "article"


def test_who_took_a_picture_is_told_with_it() -> None:
    body = f"<p>{TEXT}</p><p><img src='/kenh.jpg'></p><p>Ảnh: Lò Thị Yến</p><p>{MORE}</p>"
    article = read(f"<h1>{TITLE}</h1><p>31/05/2017</p>{body}")
    assert ([image.caption for image in article.images], texts(article)) == (["Ảnh: Lò Thị Yến"], [TEXT, MORE])
