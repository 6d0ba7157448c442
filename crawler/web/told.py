"""What the archive itself says in English (alarms of `khotin health`, reasons of problems), for Vietnamese pages."""

import re

_REASONS = {
    "no article": "trang không có bài viết",
    "no title": "không có tiêu đề",
    "empty body": "không có nội dung",
    "empty listing": "trang danh sách không có bài nào",
    "part missing": "thiếu một phần của bài",
    "unreadable": "không đọc được",
    "doubtful text": "nội dung đáng ngờ",
    "doubtful absence": "chưa chắc đã bị gỡ",
    "text of another article": "nội dung của bài khác",
    "soft 404": "trang báo không tìm thấy",
    "not published": "trang báo chưa đăng",
    "challenge page": "trang chặn máy tự động",
    "login page": "trang đòi đăng nhập",
    "denied by robots.txt": "robots.txt không cho",
    "robots.txt unavailable": "không lấy được robots.txt",
    "redirected to a listing": "bị chuyển về trang danh sách",
    "redirected to the home page": "bị chuyển về trang chủ",
    "redirected off the portal": "bị chuyển ra ngoài cổng",
    "redirect loop": "chuyển hướng lòng vòng",
    "private address": "địa chỉ nội bộ",
    "undated: printed date unreadable": "không rõ ngày: ngày in trên trang không đọc được",
    "undated: no date beside the title": "không rõ ngày: cạnh tiêu đề không có ngày",
    "undated: nothing printed and no machine's date readable": "không rõ ngày: trang không in ngày",
    "timeout": "quá lâu không trả lời",
    "connection refused": "máy chủ từ chối kết nối",
    "connection failed": "kết nối hỏng",
    "host unknown": "không có tên máy chủ này",
    "truncated": "trang bị đứt giữa chừng",
    "too large": "quá lớn",
    "wrong type": "không đúng loại",
    "TLS refused": "không bắt tay được TLS",
    "feed unreadable": "nguồn cấp tin không đọc được",
    "feed too big": "nguồn cấp tin quá lớn",
}
_FIELDS = {"published": "ngày đăng", "lede": "tóm tắt", "byline": "tác giả"}
_SENTENCES = [
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"status (\d+)", "mã {0}"),
        (r"not one article", "chưa có bài nào"),
        (r"(\d+) articles, expected at least (\d+)", "{0} bài, lẽ ra ít nhất {1}"),
        (r"nothing new ever, expected every (\d+) days", "chưa từng có tin; lẽ ra cứ {0} ngày phải có"),
        (r"nothing new since (\S+), expected every (\d+) days", "không có tin mới từ {0}; lẽ ra cứ {1} ngày phải có"),
        (
            r"nothing new since (\S+); by its own rhythm (\d+) days are much already",
            "không có tin mới từ {0}; theo nhịp đăng của cổng, {1} ngày đã là lâu",
        ),
        (
            r"(published|lede|byline) in (\S+) of the newest articles, expected (\S+)",
            "chỉ {1} bài mới nhất có {0}, lẽ ra {2}",
        ),
        (
            r"(\S+) of the newest article pages hold no article that can be read: a new layout\?",
            "{0} trang bài mới nhất không đọc được: giao diện đã đổi?",
        ),
        (r"the listing (\S+): (.+) since (\S+)", "trang danh sách {0}: {1}, từ {2}"),
    )
]


def in_vietnamese(english: str) -> str:
    """The sentence or reason in Vietnamese; one that nobody translated stays as it is."""
    if english in _REASONS:
        return _REASONS[english]
    for pattern, sentence in _SENTENCES:
        if match := pattern.fullmatch(english):
            return sentence.format(*(_FIELDS.get(part) or in_vietnamese(part) for part in match.groups()))
    return english
