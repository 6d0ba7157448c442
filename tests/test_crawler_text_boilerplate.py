"""What leaves a body and what stays: the same words cut as lines of their own and stay in sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Block
from crawler.text.boilerplate import Stripped, is_chrome, is_other_news, name_in, strip_boilerplate
from crawler.text.signature import read_signature

ONE = "Sáng nay, huyện khởi công tuyến đường liên xã dài mười hai cây số."
TWO = "Công trình dự kiến hoàn thành trước mùa mưa, phục vụ hơn bốn nghìn hộ dân."


def strip(*texts: str | Block, title: str = "", lede: str = "") -> Stripped:
    return strip_boilerplate([one if isinstance(one, Block) else Block(one) for one in texts], title=title, lede=lede)


def bodies(*texts: str | Block) -> list[str]:
    return [block.text for block in strip(*texts).blocks]


@pytest.mark.parametrize(
    "heading",
    [
        "Các tin khác",
        "CÁC TIN KHÁC:",
        "Tin liên quan",
        "Những tin mới hơn",
        "Những tin cũ hơn",
        "Các tin đã đưa",
        "Các tin đã đưa theo ngày:",
        "Bài viết cùng chuyên mục",
        "TIN CÙNG CHUYÊN MỤC",
        "Theo dòng sự kiện",
        "Các bài viết khác...",
        "Tin tức khác",
        "Bài viết khác",
        "10 tin khác",
        "Các sự kiện khác",
        "Tin nổi bật",
        "Xem thêm",
        "Các bài viết liên quan",
        ">> Tin mới nhất",
        "Bài đọc nhiều",
    ],
)
def test_other_news_and_all_behind_it_is_cut(heading: str) -> None:
    others = Block("- Xã Khe Tre thu hoạch cam (12/03/2018)\n- Kiểm tra hồ đập trước mùa khô", "list")
    assert bodies(ONE, TWO, heading, others, "Hợp tác xã bán rau qua mạng", "(10/03/2018)") == [ONE, TWO]
    assert bodies(ONE, TWO, heading) == [ONE, TWO]
    assert bodies(ONE, TWO, f"{heading}\nKiểm tra hồ đập trước mùa khô") == [ONE, TWO]


def test_words_of_chrome_in_sentences_stay() -> None:
    texts = [
        "Thống kê truy cập cho thấy mục giá nông sản được mở nhiều nhất.",
        "Các tin khác ở cuối bài được đọc nhiều hơn dự kiến.",
        "Từ nay nút “In ấn” và “Gửi tin qua email” được giữ nguyên, còn mục “Tin liên quan” thì bỏ.",
        "Hôm nay, tổng truy cập đã vượt một triệu lượt.",
    ]
    assert bodies(*texts) == texts
    assert bodies(*reversed(texts)) == texts[::-1]


def test_a_heading_of_the_articles_own_is_no_other_news() -> None:
    long = f"{ONE} {TWO} {ONE}"
    assert bodies(ONE, "Tin khác", long) == [ONE, "Tin khác", long]
    assert bodies("Tin liên quan", ONE, TWO) == ["Tin liên quan", ONE, TWO]


@pytest.mark.parametrize(
    "line",
    [
        "In ấn",
        "In bài viết",
        "Gửi tin qua email",
        "Chia sẻ:",
        "A- A A+",
        "A+",
        "Quay lại",
        "Lên đầu trang",
        "Lượt xem: 1.234",
        "Đã xem: 29",
        "Số lần xem bài viết: 7",
        "Tổng truy cập 2.484.957",
        "Truy cập hiện tại 12 khách",
        "Thống kê truy cập",
        "Hôm nay: 315",
        "Tổng lượt truy cập | 9.001",
        "Tổng số điểm của bài viết là: 0 trong 0 đánh giá",
        "Click để đánh giá bài viết",
        "Xếp hạng: 5 - 1 phiếu bầu",
        "Bình luận (19)",
        "Từ khóa: nông thôn mới, đường liên xã",
        "Tags: giao thông",
        "Giấy phép số 12/GP-TTĐT do Sở cấp",
        "© 2017 Cổng thông tin",
        "-----",
        ".",
    ],
)
def test_tools_counters_and_footers_are_cut_at_the_end_only(line: str) -> None:
    assert bodies(ONE, TWO, line) == [ONE, TWO]
    assert bodies(ONE, TWO, line, "In ra", "Lưu bài viết này") == [ONE, TWO]
    assert bodies(ONE, line, TWO) == [ONE, line, TWO]


def test_an_opening_says_nothing_twice() -> None:
    title, lede = "Khởi công đường liên xã", "Đường dài mười hai cây số."
    stripped = strip("In ra", "KHỞI CÔNG ĐƯỜNG LIÊN XÃ", "Thứ sáu, 11/11/2011 16:22", lede, ONE, title=title, lede=lede)
    assert [block.text for block in stripped.blocks] == [ONE]
    assert len(strip(lede, lede, ONE, lede=lede).blocks) == 2


@pytest.mark.parametrize(
    ("line", "byline", "source"),
    [
        ("Tác giả: Diệu Hoa", "Diệu Hoa", ""),
        ("Tin, ảnh: Minh Anh - Quang Huy", "Minh Anh - Quang Huy", ""),
        ("Bài và ảnh: Hà Phương", "Hà Phương", ""),
        ("PV: Hà Phương", "Hà Phương", ""),
        ("Diệu Hoa", "Diệu Hoa", ""),
        ("VĂN HÀO - TRẦN HỮU", "VĂN HÀO - TRẦN HỮU", ""),
        ("(Thanh Trúc)", "Thanh Trúc", ""),
        ("Nguồn: Báo Hương Giang", "", "Báo Hương Giang"),
        ("Theo chinhphu.vn", "", "Theo chinhphu.vn"),
        ("(Theo TTXVN)", "", "Theo TTXVN"),
        ("Theo ĐCSVN.", "", "Theo ĐCSVN"),
        ("www.thuathienhue.gov.vn", "", "www.thuathienhue.gov.vn"),
    ],
)
def test_an_ending_that_signs_leaves_the_body(line: str, byline: str, source: str) -> None:
    assert strip(ONE, TWO, line) == Stripped([Block(ONE), Block(TWO)], byline, source)
    assert strip(ONE, f"{TWO}\n{line}") == Stripped([Block(ONE), Block(TWO)], byline, source)


def test_author_and_source_below_each_other_are_both_read() -> None:
    assert strip(ONE, "Diệu Hoa", "./.", "Nguồn: Báo Hương Giang", "In ra") == Stripped(
        [Block(ONE)], "Diệu Hoa", "Báo Hương Giang"
    )


@pytest.mark.parametrize(
    "line",
    [
        "Theo đó, các xã phải báo cáo trước ngày 15.",
        "Theo kế hoạch, hội thi diễn ra trong ba ngày.",
        "Xin trân trọng cảm ơn",
        "Trường hợp khẩn cấp gọi số 114",
        "Nơi nhận: các phòng, ban.",
        "Hương Giang, ngày 12 tháng 3 năm 2018",
        "Giám đốc Nguyễn Văn An",
        "Phóng viên: Xin cảm ơn ông!",
        "PV: Xin trân trọng cảm ơn bà.",
    ],
)
def test_a_last_line_of_text_stays(line: str) -> None:
    assert strip(ONE, line) == Stripped([Block(ONE), Block(line)])


def test_a_name_below_an_office_in_capitals_is_part_of_a_document() -> None:
    signed = [Block(ONE), Block("CHỦ TỊCH", set_apart=True), Block("Nguyễn Văn An", set_apart=True)]
    assert strip_boilerplate(signed, title="", lede="").blocks == signed
    signed.insert(2, Block("(Đã ký)"))
    assert strip_boilerplate(signed, title="", lede="").blocks == signed


def test_what_the_markup_sets_apart_may_be_one_word_or_an_office() -> None:
    assert strip(ONE, Block("BBT", set_apart=True)).byline == "BBT"
    assert strip(ONE, Block("Ban biên tập", set_apart=True)).byline == "Ban biên tập"
    assert strip(ONE, Block("BBT"), Block("Ban biên tập")).byline == ""


def test_a_signature_never_empties_a_body_without_a_lede() -> None:
    assert strip("Diệu Hoa").blocks == [Block("Diệu Hoa")]
    assert strip("Diệu Hoa", lede=ONE) == Stripped([], "Diệu Hoa", "")


def test_a_place_made_for_the_author_holds_a_name_or_nothing() -> None:
    assert name_in("Tác giả:  Diệu Hoa ") == "Diệu Hoa"
    assert name_in("Sở Nông nghiệp và Môi trường") == "Sở Nông nghiệp và Môi trường"
    assert name_in("Lượt xem: 29") == ""
    assert name_in("") == ""


def test_lists_and_tables_are_no_signatures() -> None:
    blocks = [Block(ONE), Block("- Diệu Hoa\n- Minh Anh", "list"), Block("Nguồn: Sở Y tế", "table")]
    assert strip_boilerplate(blocks, title="", lede="").blocks == blocks


def test_the_words_are_found_without_marks_and_composed_or_not() -> None:
    assert is_other_news("Ca\u0301c tin kha\u0301c")
    assert is_chrome("Lươ\u0323t xem: 5")
    assert not is_chrome("Lượt xem tăng gấp đôi so với năm ngoái")


@given(st.lists(st.text(max_size=60), max_size=6), st.text(max_size=20))
def test_any_text_is_taken_and_only_whole_lines_leave(texts: list[str], lede: str) -> None:
    blocks = [Block(text) for text in texts]
    stripped = strip_boilerplate(blocks, title="", lede=lede)
    assert "\n".join(block.text for block in stripped.blocks) in "\n".join(texts)
    again = strip_boilerplate(stripped.blocks, title="", lede=lede)
    assert len(again.blocks) <= len(stripped.blocks)


def test_reading_a_signature_directly() -> None:
    assert read_signature("", set_apart=True) is None
    assert read_signature("x" * 200, set_apart=True) is None
    assert read_signature("Nguồn: .", set_apart=False) is None
