"""Small pages for the tests of what only some portals do: the smallest markup that shows it, and what is read of it."""

import datetime as dt
from zoneinfo import ZoneInfo

from crawler.extraction.generic import generic_read
from crawler.extraction.page import Page
from crawler.items import ArticleFields
from crawler.text.date_choice import choose_date

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TITLE = "Bà con xã Nậm Lành góp công sửa kênh nội đồng"
TEXT = "Đoạn kênh dài gần hai cây số được nạo vét trong ba ngày, nước đã về tới những thửa ruộng cuối nguồn của xã."
MORE = "Ông Lò Văn Páo cho biết vụ tới cả xã sẽ cấy thêm hai mươi héc-ta lúa nếp ở cánh đồng ven suối."
LEDE = "Hơn ba trăm người đã xuống đồng từ sáng sớm để khơi thông dòng nước trước vụ cấy."
WORDS = ("không", "nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín")
MENU = "".join(f'<li><a href="/muc-{n}">{name}</a></li>' for n, name in enumerate(("Chính trị", "Kinh tế", "Liên hệ")))


def page(main: str, url: str = "http://a.example/tin/bai-12345.html", title: str = TITLE) -> Page:
    markup = f"<html><head><title>{title}</title></head><body><ul>{MENU}</ul><div>{main}</div></body></html>"
    return Page(markup.encode(), url=url)


def read(main: str) -> ArticleFields:
    reading = generic_read(page(main), expected="article")
    assert reading.article is not None, reading.evidence
    return reading.article


def texts(article: ArticleFields) -> list[str]:
    return [block.text for block in article.blocks]


def published(article: ArticleFields) -> str:
    date = choose_date(article.dates, at=dt.datetime(2026, 11, 23, tzinfo=ZONE), zone=ZONE).date
    return date.instant.isoformat()[:16] if date else "-"
