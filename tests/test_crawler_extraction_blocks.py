"""Markup as editors leave it, and the blocks a reader would call paragraphs, lists, tables and captions."""

import pytest

from crawler.extraction.blocks import Content, read_content, same_words, take_lede, without_repeats
from crawler.extraction.node import NodeReader
from crawler.extraction.page import parse_html
from crawler.items import Block, Image

LONG = "Sáng nay, đoàn công tác của huyện đã đến kiểm tra tiến độ thi công tuyến đường liên xã dài mười hai cây số."


def content(markup: str) -> Content:
    return read_content(NodeReader("https://huyen.example/tin/1").read(parse_html(markup.encode()).find("body")))


def texts(markup: str) -> list[str]:
    return [block.text for block in content(markup).blocks]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Một</p><p>Hai</p>", ["Một", "Hai"]),
        ("<div>Một<br>Hai<br/>Ba</div>", ["Một", "Hai", "Ba"]),
        ("<div>Một<br><br><br>Hai</div>", ["Một", "Hai"]),
        ("<span>Một<br/><p>Hai</p>Ba</span>", ["Một", "Hai", "Ba"]),
        ("<div>Chữ ngay trong khung<div>Hai</div>và sau khung</div>", ["Chữ ngay trong khung", "Hai", "và sau khung"]),
        ("<p>Số 5 đường Hùng Vương<br>Thành phố Huế</p>", ["Số 5 đường Hùng Vương\nThành phố Huế"]),
        (f"<p>{LONG}<br>Đoạn sau.</p>", [LONG, "Đoạn sau."]),
        ("<p>Một<br><br>Hai</p>", ["Một", "Hai"]),
        ("<p><b>Dẫn nhập in đậm</b><br>Phần chữ thường</p>", ["Dẫn nhập in đậm", "Phần chữ thường"]),
        ("<p>chữ <b>đậm</b>, <a href='/x'>liên kết</a> và <i>nghiêng</i>.</p>", ["chữ đậm, liên kết và nghiêng."]),
        ("<p>Diện tích 5 m<sup>2</sup></p>", ["Diện tích 5 m2"]),
        ("<p>cách&nbsp;&nbsp;quãng\n  dòng</p><p>&nbsp;</p><p><o:p></o:p></p>", ["cách quãng dòng"]),
        ("<center><font size=2>Giữa</font></center><font>Chữ<p>Đoạn</p></font>", ["Giữa", "Chữ", "Đoạn"]),
        (
            "<form action='/'><div id=a>Trong biểu mẫu<input value=x><div id=a>trùng id</div></div></form>",
            ["Trong biểu mẫu", "trùng id"],
        ),
        ("<p>Hiện<span style='display: none'>ẩn</span></p><p hidden>ẩn</p><p class='hide d-none'>ẩn</p>", ["Hiện"]),
        ("<p>Hiện<span aria-hidden='true'>ẩn</span></p><div style='color:red;visibility:hidden'>ẩn</div>", ["Hiện"]),
        ("<script>var a</script><style>p{}</style><noscript>bật js</noscript><p>Chữ<!-- lời --></p>", ["Chữ"]),
        ("<h2>Đề mục</h2>Chữ", ["Đề mục", "Chữ"]),
        ("<pre>dòng 1\n  dòng   2</pre>", ["dòng 1\ndòng 2"]),
        ("<span style='display:block'>Một</span><span style='display:block'>Hai</span>", ["Một", "Hai"]),
        (
            "<p class=MsoNormal style='mso-margin-top-alt:auto'><span style='mso-bidi-font-size:12pt'>Từ Word",
            ["Từ Word"],
        ),
        ("", []),
    ],
)
def test_text_becomes_paragraphs(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


def test_text_in_a_font_element_before_a_paragraph_is_kept() -> None:
    assert texts("<font>Chữ<p>Đoạn</p>đuôi</font>") == ["Chữ", "Đoạn", "đuôi"]


def test_lists_are_one_block_of_items() -> None:
    blocks = content("<ul><li>Một</li><li>Hai <b>đậm</b><ul><li>Con</li></ul></li></ul><ol><li><p>Ba</p></ol>").blocks
    assert blocks == [Block("- Một\n- Hai đậm\n- Con", "list"), Block("- Ba", "list")]


def test_a_list_that_lays_out_a_text_stays_paragraphs() -> None:
    assert texts("<ul><li><p>Một</p><p>Hai</p><p>Ba</p><p>Bốn</p></li></ul>") == ["Một", "Hai", "Ba", "Bốn"]


def test_a_table_of_data_is_one_block_of_rows() -> None:
    table = (
        "<table border=1><caption>Kết quả</caption><thead><tr><th>Xã</th><th>Số hộ</th></tr></thead><tbody>"
        "<tr><td>Vĩnh Lạc</td><td><p>12</p></td><td width=1></td></tr><tr><td></td><td>7</td></tr>"
        "<tr><td>&nbsp;</td></tr></tbody></table>"
    )
    assert content(table).blocks == [Block("Kết quả\nXã | Số hộ\nVĩnh Lạc | 12\n | 7", "table")]


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td><p>Một</p><p>Hai</p></td></tr></table>",
        "<table><tr><td>Một</td></tr><tr><td>Hai</td></tr></table>",
        "<table><tr><td>Một</td><td>Hai</td></tr></table>",
        "<table><tr><td><table><tr><td>Một</td></tr></table></td><td></td></tr><tr><td>Hai</td></tr></table>",
        "<table role=presentation><tr><td>Một</td><td></td></tr><tr><td>Hai</td></tr></table>",
    ],
)
def test_a_table_that_lays_out_is_read_as_if_it_were_none(markup: str) -> None:
    assert content(markup).blocks == [Block("Một"), Block("Hai")]


def test_quotations_and_headings_are_told_apart() -> None:
    blocks = content("<h3>Đề mục</h3><blockquote><p>Lời nói</p></blockquote><p>Chữ</p>").blocks
    assert [block.kind for block in blocks] == ["heading", "quote", "paragraph"]


def test_a_whole_paragraph_in_a_heading_tag_is_a_paragraph() -> None:
    assert content(f"<h2>{LONG} {LONG}</h2>").blocks[0].kind == "paragraph"


@pytest.mark.parametrize(
    "markup",
    [
        "<figure><img src='/a.jpg'><figcaption>Quang cảnh.</figcaption></figure><p>Chữ.</p>",
        "<img src='/a.jpg'><div class='img-caption'>Quang cảnh.</div><p>Chữ.</p>",
        "<table><tr><td><img src='/a.jpg'></td></tr><tr><td><p>Quang cảnh.</p></td></tr></table><p>Chữ.</p>",
        "<p align=center><img src='/a.jpg'></p><p style='text-align:center'>Quang cảnh.</p><p>Chữ.</p>",
        "<p><img src='/a.jpg'><br><em>Quang cảnh.</em></p><p>Chữ.</p>",
        "<p>Chữ.<br><img src='/a.jpg'></p><p><i>Quang cảnh.</i></p>",
    ],
)
def test_what_stands_under_a_picture_is_its_caption(markup: str) -> None:
    found = content(markup)
    assert [block.text for block in found.blocks] == ["Chữ."]
    assert found.images == [Image("https://huyen.example/a.jpg", "Quang cảnh.")]


@pytest.mark.parametrize("caption", ["Quang cảnh. Ảnh: Minh Anh", "Quang cảnh (Ảnh: BGP/Trâm Anh)", "Ảnh tư liệu"])
def test_a_plain_paragraph_that_names_the_photographer_is_a_caption(caption: str) -> None:
    found = content(f"<p><img src='a.jpg'></p><p>{caption}</p><p>Chữ.</p>")
    assert [block.text for block in found.blocks] == ["Chữ."]
    assert found.images[0].caption == caption


@pytest.mark.parametrize(
    "under",
    [
        "<p>Phóng sự được phát trên sóng truyền hình.</p>",
        "<p>Bức ảnh: một kỷ niệm không quên của người dân, được treo giữa nhà suốt bốn mươi năm qua ở làng.</p>",
        f"<p><i>{LONG} {LONG}</i></p>",
        f"<p style='text-align:center'>{LONG} {LONG}</p>",
        "<p>Tin, ảnh: Minh Anh</p>",
        "<p><i>Kính thưa quý vị,</i></p>",
    ],
)
def test_a_paragraph_under_a_picture_is_not_eaten(under: str) -> None:
    assert len(content(f"<p><img src='a.jpg'></p>{under}<p>{LONG}</p>").blocks) == 2


def test_where_all_is_centred_or_italic_that_marks_no_caption() -> None:
    markup = f"<center><p>{LONG}</p><img src='a.jpg'><p>Đoạn ngắn.</p><p>{LONG}</p></center>"
    assert texts(markup) == [LONG, "Đoạn ngắn.", LONG]


def test_two_pictures_side_by_side_keep_their_captions() -> None:
    found = content("<table><tr><td><img src=/1.jpg><td><img src=/2.jpg><tr><td>Một<td>Hai</table>")
    assert [(image.url[-5:], image.caption) for image in found.images] == [("1.jpg", "Một"), ("2.jpg", "Hai")]
    assert found.blocks == []


def test_left_out_elements_and_named_captions() -> None:
    body = parse_html(b"<img src=/a.jpg><b class=mota>Chu thich</b><p class=cong-cu>In</p><p>Chu</p>").find("body")
    reader = NodeReader("https://h.example/", skip={body.find("p")}, captions={body.find("b")})
    assert read_content(reader.read(body)) == Content([Block("Chu")], [Image("https://h.example/a.jpg", "Chu thich")])


def test_a_lede_is_an_opening_set_apart_with_more_behind_it() -> None:
    lede, rest = take_lede(content("<p><b>Dẫn nhập đây.</b></p><p>Chữ.</p>").blocks)
    assert (lede, rest) == ("Dẫn nhập đây.", [Block("Chữ.")])
    assert take_lede(content("<p><b>SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH.</b></p><p>Chữ.</p>").blocks)[0] == ""
    assert take_lede(content("<p><b>Kính gửi các đơn vị:</b></p><p>Chữ.</p>").blocks)[0] == ""
    assert take_lede(content("<p><b>Chỉ một đoạn.</b></p>").blocks)[0] == ""
    assert take_lede(content("<p>Có <b>chữ đậm</b> ở giữa.</p><p>Chữ.</p>").blocks)[0] == ""
    assert take_lede(content("<p style='font-weight:bold'>Dẫn nhập đây.</p><p>Chữ.</p>").blocks)[0] == "Dẫn nhập đây."


def test_a_lede_said_again_is_dropped_once() -> None:
    blocks = [Block("DẪN NHẬP"), Block("Dẫn nhập đây."), Block("Chữ.")]
    assert without_repeats(blocks, title="", lede="Dẫn  nhập") == [Block("Dẫn nhập đây."), Block("Chữ.")]
    assert same_words("Ðà", "Đà") is False
    assert same_words("Hội nghị, lần 2", "HỘI NGHỊ - lần 2.")


def test_every_letter_of_a_hard_page_comes_out_once() -> None:
    words = [f" từ{number} " for number in range(40)]
    markup = (
        "<div>{}<p>{}<div>{}</p>{}<span>{}<p>{}</span>{}<table><tr><td>{}<p>{}<table><tr><td>{}</table>{}</table>{}"
        "<ul>{}<li>{}<p>{}</li>{}</ul><h3>{}<div>{}</h3>{}<blockquote>{}<b>{}</blockquote>{}<dl><dt>{}<dd>{}</dl>{}"
        "<center>{}<o:p>{}</o:p></center><a href=x>{}<br>{}</a>{}<form>{}<label>{}</form>"
        "<details><summary>{}</summary>{}</details><font>{}<i>{}</font>{}</i>{}<pre>{}</pre>{}"
    ).format(*words)
    assert " ".join(texts(markup)).replace("- ", "").replace(" | ", " ").split() == "".join(words).split()
