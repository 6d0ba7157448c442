"""What a line is by its words alone, where chrome may stand."""

import re
from functools import lru_cache
from typing import Literal

from crawler.extraction.dates_on_page import is_date_line, is_time_line
from crawler.extraction.page_words import (
    BYLINE,
    COMMENTS,
    COUNTED,
    COUNTER,
    CRUMB,
    FIELD_LABEL,
    FILE_NAME,
    FILES_LABEL,
    FOOTER,
    PAGES,
    PAGES_LABEL,
    RELATED,
    TAGS,
    TOOL,
    fold,
)

_LONGEST_COUNTER = 80
_ADDRESS = re.compile(r"(?:(?:link|url|duong dan|lien ket|permalink) ?: ?)?https?://\S+")

Kind = Literal["text", "link", "date", "chrome", "related", "comments", "files", "footer", "byline"]


@lru_cache(maxsize=16384)
def named_line(text: str, size: int, linked: bool) -> Kind | None:
    """What a line's words say it is where chrome may stand; None for text."""
    folded = fold(text)
    if size <= 80 and RELATED.fullmatch(folded):
        return "related"
    if is_date_line(text, size) or is_time_line(text):
        return "date"
    if size <= 120 and COMMENTS.fullmatch(folded):
        return "comments"
    if size <= 300 and _ADDRESS.fullmatch(folded):
        return "chrome"
    if size <= 120 and (is_tool(folded) or CRUMB.fullmatch(folded)):
        return "chrome"
    if (linked and size <= 60 and PAGES.fullmatch(folded)) or (size <= 24 and PAGES_LABEL.fullmatch(folded)):
        return "chrome"
    if TAGS.fullmatch(folded) and (linked or size < 40 or ":" in folded[:12]):
        return "chrome"
    if size <= 120 and (FILES_LABEL.fullmatch(folded) or FILE_NAME.fullmatch(folded)):
        return "files"
    if FOOTER.match(folded) and (size <= _LONGEST_COUNTER or not COUNTED.match(folded)):
        return "footer"
    if size <= 100 and BYLINE.fullmatch(folded):
        return "byline"
    return None


@lru_cache(maxsize=16384)
def is_tool(folded: str) -> bool:
    """Whether a folded text is nothing but a tool, a counter or a form's label."""
    return bool(TOOL.fullmatch(folded) or COUNTER.fullmatch(folded) or FIELD_LABEL.fullmatch(folded))
