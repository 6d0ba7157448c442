"""The fixture cases of fixtures/pages, read as a crawl reads them: page, letters, dates, boilerplate."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from crawler.extraction.page import Page
from crawler.extraction.reader import Reader
from crawler.items import ArticleFields, Reading
from crawler.recipe import Recipe, load_recipe
from crawler.text.date_choice import choose_date
from crawler.text.dates import VIETNAM
from pipelines.boilerplate import clean_texts
from pipelines.letters import normalize_fields

RECIPES = Path(__file__).resolve().parent.parent / "crawler" / "recipes"
PAGES = Path(__file__).resolve().parent.parent / "fixtures" / "pages"
CHROME = (
    "các tin khác|tin khác|tin liên quan|bài viết khác|tin cùng chuyên mục|những tin cũ hơn|những tin mới hơn"
    "|tin đã đưa|thống kê truy cập|tổng truy cập|truy cập hiện tại|đang truy cập|lượt xem|đã xem|gửi tin qua email"
    "|gửi email|in ấn|in ra|in bài viết|cỡ chữ|chia sẻ|tổng số điểm|đánh giá bài viết|bình luận|quay lại"
    "|lên đầu trang|giấy phép số|ghi rõ nguồn|trang chủ|đăng nhập|tìm kiếm|xem tin theo ngày|tin nổi bật"
    "|liên kết website|từ khóa|bản quyền|chuyên mục"
).split("|")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class PageCase:
    """One directory: a page as served, how it was asked for, and what it holds."""

    recipe_name: str
    name: str
    folder: Path
    meta: dict[str, Any]
    expected: dict[str, Any]

    @property
    def body(self) -> bytes:
        return (self.folder / "page.html").read_bytes()

    @property
    def recipe(self) -> Recipe | None:
        """The recipe the directory is named after; None for layouts that nobody described."""
        return recipe_named(self.recipe_name)

    def page(self) -> Page:
        return Page(self.body, url=self.meta["url"], content_type=self.meta.get("content_type"))

    def read(self, *, generic: bool = False) -> Reading:
        kind = self.meta["kind"] if self.meta["kind"] in ("article", "listing") else "article"
        return Reader(None if generic else self.recipe).read(self.page(), expected=kind)


@cache
def recipe_named(name: str) -> Recipe | None:
    file = RECIPES / f"{name}.toml"
    return load_recipe(file) if file.is_file() else None


def page_cases(kind: str | None = None) -> list[PageCase]:
    """Every case, or those whose page is of that kind, in the order of their names."""
    cases = []
    for file in sorted(PAGES.glob("*/*/meta.json")):
        meta = json.loads(file.read_text("utf-8"))
        expected = json.loads((file.parent / "expected.json").read_text("utf-8"))
        if kind in (None, meta["kind"]):
            cases.append(PageCase(file.parent.parent.name, file.parent.name, file.parent, meta, expected))
    return cases


def finished(fields: ArticleFields, *, at: datetime, order: str = "dmy") -> dict[str, Any]:
    """The article as the pipelines would archive it, in the names of expected.json."""
    fields = normalize_fields(fields)
    texts = clean_texts(fields)
    choice = choose_date(fields.dates, at=at, zone=VIETNAM, order="mdy" if order == "mdy" else "dmy")
    return {
        **{name: texts[name] for name in ("title", "lede", "body", "section")},
        "byline": texts["byline"] or texts["source"],
        "published": choice.date.instant.isoformat() if choice.date else None,
        "precision": choice.date.precision if choice.date else None,
        "published_text": choice.candidate.text if choice.candidate else "",
        "attachments": [file.url for file in fields.attachments],
        "captions": [image.caption for image in fields.images if image.caption],
    }


def f1(found: str, truth: str) -> float:
    """How much of the words two texts share, 0 … 1, order aside."""
    one, other = Counter(_WORD.findall(found.lower())), Counter(_WORD.findall(truth.lower()))
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else float(one == other)


def leaks(found: str, truth: str) -> list[str]:
    """The words of chrome that a text says more often than the truth does."""
    return [words for words in CHROME if found.lower().count(words) > truth.lower().count(words)]
