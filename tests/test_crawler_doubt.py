"""Whether a known article's page still shows that article, by the pairs of words both texts have."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.doubt import is_kept, is_shown_elsewhere, pairs_of

HELD = pairs_of(
    "Sáng 5/6, huyện tổ chức hội nghị sơ kết công tác sáu tháng đầu năm.",
    "Các xã báo cáo tiến độ làm đường, cấp nước sạch và sửa trường học trước mùa mưa.",
)
OTHER = pairs_of("Trạm y tế xã vừa nhận bàn giao hai xe cứu thương và một máy siêu âm do hội đồng hương tặng")


def test_an_edited_article_is_the_same_article() -> None:
    more = pairs_of(
        "Sáng 5/6, huyện tổ chức hội nghị sơ kết công tác sáu tháng đầu năm.",
        "Các xã báo cáo tiến độ làm đường, cấp nước sạch và sửa trường học trước mùa mưa. Chủ tịch huyện kết luận.",
    )
    assert is_kept(HELD, more)
    assert is_kept(more, HELD)
    assert not is_kept(HELD, OTHER)


def test_marks_letter_case_and_normal_form_are_no_difference() -> None:
    assert pairs_of("Đà Nẵng Hôm Nay") == pairs_of("da nang hom nay") == pairs_of("Đa\u0300 Nẵng hôm nay")
    assert pairs_of("Huế")
    assert not pairs_of("")


def test_a_first_sentence_alone_is_not_the_article() -> None:
    lede = pairs_of("Sáng 5/6, huyện tổ chức hội nghị sơ kết")
    assert not is_kept(HELD, lede)
    assert is_shown_elsewhere(HELD, lede, [])


def test_another_text_is_the_pages_own_unless_other_addresses_show_it() -> None:
    assert not is_shown_elsewhere(HELD, OTHER, [HELD])
    assert is_shown_elsewhere(HELD, OTHER, [HELD, OTHER])


@given(st.text(), st.text())
def test_any_text_is_kept_by_itself(one: str, other: str) -> None:
    assert is_kept(pairs_of(one, other), pairs_of(one, other))
