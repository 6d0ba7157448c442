"""The words by which portals say that a page is not there, and titles that only sound like them."""

import pytest

from crawler.extraction.kind import notice_kind


@pytest.mark.parametrize(
    "said",
    [
        "Không tìm thấy trang",
        "Không thể tìm thấy nội dung yêu cầu",
        "Bài viết không tồn tại hoặc đã bị xóa",
        "Xin lỗi, trang bạn đang tìm không có",
        "Rất tiếc, trang bạn tìm kiếm không tồn tại",
        "Bài viết này đã được gỡ xuống.",
        "Nội dung này hiện không khả dụng",
        "Trang này không còn nữa",
        "Dữ liệu không tồn tại",
        "Địa chỉ không tồn tại",
        "404 - Not Found",
        "No article found",
        "The page you requested could not be found.",
    ],
)
def test_a_page_that_says_it_is_not_there(said: str) -> None:
    assert notice_kind(said) == "missing"


@pytest.mark.parametrize(
    "title",
    [
        "Trang trại bò sữa Bình Khê không còn nữa nỗi lo đầu ra",
        "Không có dữ liệu về giá đất tại ba xã",
        "Trang phục áo dài có sẵn cho du khách",
        "Địa chỉ đỏ giáo dục truyền thống không thể bỏ qua",
        "Nội dung kỳ họp thứ năm",
    ],
)
def test_a_title_that_only_sounds_like_it(title: str) -> None:
    assert notice_kind(title) is None
