"""What the pages say: Vietnamese as it stands in the templates, and the same in English."""

from datetime import date, datetime, timedelta, timezone

from crawler.web.told import in_vietnamese

HOME_ZONE = timezone(timedelta(hours=7))
LANGUAGES = ("vi", "en")
ENGLISH = {
    "Kho tin": "Kho tin",
    "kho lưu tin tức của các cổng thông tin điện tử": "an archive of news from Vietnamese government portals",
    "Đến nội dung": "Skip to content",
    "Trang đầu": "Front page",
    "Tìm kiếm": "Search",
    "Thay đổi": "Changes",
    "Cổng": "Portals",
    "Sức khỏe": "Health",
    "Vấn đề": "Problems",
    "Lần chạy": "Runs",
    "Tìm": "Search",
    "Tìm trong kho tin": "Search the archive",
    "có dấu hoặc không dấu": "with or without marks",
    "Bộ lọc": "Filters",
    "Mọi cổng": "All portals",
    "Mọi tỉnh, thành": "All provinces",
    "Tỉnh, thành phố": "Province",
    "Chuyên mục": "Section",
    "Từ ngày": "From",
    "Đến ngày": "To",
    "Tình trạng": "Status",
    "Tất cả": "All",
    "đang có": "live",
    "đã gỡ": "taken down",
    "Bỏ bộ lọc": "Clear filters",
    "kết quả": "results",
    "OR chỉ nối hai từ đứng cạnh nó. Có phải bạn muốn tìm": "OR joins the two words beside it alone. Did you mean",
    "hơn 2.000": "more than 2,000",
    "bài, mới nhất trước": "articles, the newest first",
    "Không tìm thấy bài nào.": "No article was found.",
    "Thử ít từ hơn, bỏ dấu, hoặc bỏ bớt bộ lọc.": "Try fewer words, leave out marks, or clear some filters.",
    "Trang trước": "Previous",
    "Trang sau": "Next",
    "trang": "page",
    "bài viết": "articles",
    "cổng": "portals",
    "phiên bản": "revisions",
    "thay đổi": "changes",
    "Mới nhất trong kho": "Latest in the archive",
    "Các cổng": "Portals",
    "Xem tất cả": "See all",
    "Mới": "New",
    "Sửa": "Edited",
    "Đã gỡ": "Taken down",
    "Đăng lại": "Restored",
    "Không rõ ngày": "No date",
    "Tóm tắt": "Summary",
    "Tác giả": "By",
    "Nguồn": "Source",
    "Về bài này": "About this article",
    "Trang gốc": "Original page",
    "Ngày in trên trang": "Date as printed",
    "Thấy lần đầu": "First seen",
    "Thấy lần cuối": "Last seen",
    "Trang gốc đã không còn từ": "The original page has been gone since",
    "Bạn đang xem phiên bản": "You are looking at revision",
    "Xem bản mới nhất": "See the newest",
    "Lịch sử": "History",
    "Xem bản này": "See this one",
    "So với bản trước": "Compare with the one before",
    "Tệp đính kèm": "Attachments",
    "Tải về": "Download",
    "địa chỉ gốc": "original address",
    "Hình ảnh": "Pictures",
    "Cùng nội dung ở cổng khác": "The same text on other portals",
    "đăng trước": "published first",
    "đăng lại": "took it over",
    "giống": "alike",
    "Tin liên quan trên trang": "Links on the page",
    "Được dẫn từ": "Linked from",
    "chưa có trong kho": "not in the archive",
    "Bản lưu": "Captures",
    "lúc": "at",
    "mã": "status",
    "loại": "type",
    "tệp WARC": "WARC file",
    "vị trí": "offset",
    "chỉ giữ mã băm": "digest only",
    "Những địa chỉ khác": "Other addresses",
    "So sánh": "Comparison",
    "Bản": "Revision",
    "từ thêm": "words added",
    "từ bớt": "words removed",
    "Về bài viết": "Back to the article",
    "Cấp": "Level",
    "Công thức": "Recipe",
    "Trang chủ": "Home page",
    "Lần lấy tin cuối": "Last crawled",
    "Ngừng từ": "Retired",
    "Bài mới nhất": "Latest articles",
    "Vấn đề đang mở": "Open problems",
    "Không có vấn đề nào đang mở.": "No problem is open.",
    "Chưa có bài nào.": "No article yet.",
    "Cách đọc": "How it reads",
    "Nguồn cấp tin": "Feeds",
    "Loại": "Kind",
    "Mọi loại": "All kinds",
    "Lọc": "Filter",
    "Cũ hơn": "Older",
    "Mới nhất": "Newest",
    "Không có thay đổi nào.": "No change.",
    "Giai đoạn": "Stage",
    "Lý do": "Reason",
    "Chi tiết": "Detail",
    "Số lần": "Times",
    "Từ": "Since",
    "Bắt đầu": "Started",
    "Kết thúc": "Finished",
    "Kết quả": "Outcome",
    "Yêu cầu": "Requests",
    "Phiên bản khotin": "Version",
    "Im lặng": "Silence",
    "Có ngày": "Dated",
    "Có tóm tắt": "With summary",
    "Không đọc được": "Unreadable",
    "Mọi cổng đều ổn.": "Every portal is well.",
    "cổng cần xem lại": "portals need looking at",
    "Không có tệp mô tả; không đánh giá được.": "No portal file; cannot be judged.",
    "Tin mới cuối": "Last new",
    "Không tìm thấy": "Not found",
    "Không hiểu yêu cầu": "The request cannot be understood",
    "Kho tin đang bận": "The archive is busy",
    "Hãy thử lại sau, hoặc hỏi hẹp hơn.": "Try again later, or ask for less.",
    "Không có trang, bài viết hay tệp nào ở địa chỉ này.": "There is no page, article or file at this address.",
    "Kho tin không sửa gì trên các trang gốc; bản quyền thuộc các cổng.": (
        "Nothing of the original pages was changed; copyright remains with the portals."
    ),
    "Bảng cuộn ngang": "Table, scrolls sideways",
    "chuyên mục": "sections",
    "trong tệp": "in the file",
    "khác": "other",
}

# The archive's own terms, which are English (docs/schema.md).
VIETNAMESE = {
    "listed": "chưa tải",
    "stored": "đã lưu",
    "too large": "quá lớn",
    "wrong type": "không đúng loại",
    "unwanted": "không lấy",
    "denied": "robots.txt không cho",
    "failed": "hỏng",
    "gone": "đã gỡ",
    "national": "trung ương",
    "province": "tỉnh, thành phố",
    "department": "sở, ngành",
    "district": "huyện",
    "commune": "xã, phường",
    "running": "đang chạy",
    "done": "xong",
    "interrupted": "bị ngắt",
    "killed": "bị dừng đột ngột",
    "fetch": "tải trang",
    "extract": "đọc trang",
    "date": "ngày tháng",
    "validate": "kiểm tra",
    "file": "tệp",
}


class Words:
    """One language's words, numbers and dates."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, vietnamese: str) -> str:
        """The phrase in this language; raises KeyError for one that was forgotten."""
        return vietnamese if self.language == "vi" else ENGLISH[vietnamese]

    def term(self, english: str) -> str:
        """A term that the archive itself uses; one that nobody translated stays as it is."""
        return VIETNAMESE.get(english, english) if self.language == "vi" else english

    def told(self, english: str) -> str:
        """What the archive tells of itself: an alarm, a reason."""
        return in_vietnamese(english) if self.language == "vi" else english

    def number(self, value: int) -> str:
        """With the thousands set apart as the language does."""
        return f"{value:,}".replace(",", ".") if self.language == "vi" else f"{value:,}"

    def day(self, value: date | None) -> str:
        """A date, '' for none."""
        return "" if value is None else f"{value:%d/%m/%Y}" if self.language == "vi" else f"{value:%Y-%m-%d}"

    def moment(self, value: datetime | None) -> str:
        """An instant of the crawler's, in Vietnam's time."""
        return "" if value is None else f"{self.day(value.astimezone(HOME_ZONE))} {value.astimezone(HOME_ZONE):%H:%M}"

    def printed(self, value: datetime | None, precision: str | None) -> str:
        """When an article was published, no finer than its portal printed it."""
        if value is None:
            return self.say("Không rõ ngày")
        if precision == "month":
            return f"{value:%m/%Y}" if self.language == "vi" else f"{value:%Y-%m}"
        return self.day(value) + (f" {value:%H:%M}" if precision == "minute" else "")
