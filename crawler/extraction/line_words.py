"""What a line is by its words alone, where chrome may stand."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from crawler.extraction.dates_on_page import has_date, is_date_line, is_time_line
from crawler.extraction.page_words import (
    BYLINE,
    COMMENTS,
    COUNTED,
    COUNTER,
    CRUMB,
    DOCUMENT_LABEL,
    FIELD_LABEL,
    FILE_NAME,
    FILES_HEAD,
    FILES_LABEL,
    FOOTER,
    GENERIC_NAME,
    MENU_NAME,
    PAGER_STEP,
    PAGES,
    PAGES_LABEL,
    PORTAL_NAME,
    RELATED,
    SECTION_LABEL,
    TAGS,
    TOOL,
    fold,
    names_site,
    words_of,
)

LONGEST_SHARED = 400
_PAGE_NUMBER = re.compile(r"(?:trang|page|phan)? ?(\d\d?)")
_LONGEST_COUNTER = 80
_ADDRESS = re.compile(r"(?:(?:link|url|duong dan|lien ket|permalink) ?: ?)?https?://\S+")

Kind = Literal["text", "link", "date", "chrome", "related", "comments", "files", "footer", "byline"]


@lru_cache(maxsize=16384)
def is_tool(folded: str) -> bool:
    """Whether a folded text is nothing but a tool, a counter or a form's label."""
    return bool(TOOL.fullmatch(folded) or COUNTER.fullmatch(folded) or FIELD_LABEL.fullmatch(folded))


class LineWords:
    """What a line says whatever stands around it. Every answer is found when it is first asked for and kept, and short
    lines of the same words share theirs: a portal's frame comes again on every page."""

    __slots__ = (
        "folded",
        "has_date",
        "heads_files",
        "is_date",
        "kind",
        "labels_document",
        "leads_on_pages",
        "linked_kind",
        "names_no_article",
        "names_portal",
        "names_site",
        "page_number",
        "reads_like_title",
        "size",
        "text",
        "words",
    )
    text: str
    size: int
    folded: str
    words: str
    has_date: bool
    heads_files: bool  # may be the heading of files
    is_date: bool  # is there to tell a date
    kind: Kind | None  # named_line
    linked_kind: Kind | None  # named_line where the line holds a link
    names_no_article: bool  # what portals call sections, menus, other news and tools
    names_portal: bool
    names_site: bool
    labels_document: bool
    reads_like_title: bool
    leads_on_pages: bool  # a step of a pager
    page_number: int  # "Trang 2", 0 where the line is none

    def __init__(self, text: str, size: int) -> None:
        self.text = text
        self.size = size

    def __getattr__(self, name: str) -> object:
        if name not in _ANSWERS:
            raise AttributeError(name)
        answer = _ANSWERS[name](self)
        setattr(self, name, answer)
        return answer


_ANSWERS: dict[str, Callable[[LineWords], object]] = {
    "folded": lambda line: fold(line.text),
    "words": lambda line: words_of(line.text),
    "has_date": lambda line: has_date(line.text),
    "heads_files": lambda line: FILES_HEAD.fullmatch(line.folded) is not None,
    "is_date": lambda line: is_date_line(line.text, line.size),
    "kind": lambda line: named_line(line.text, line.size, linked=False),
    "linked_kind": lambda line: named_line(line.text, line.size, linked=True),
    "names_portal": lambda line: line.size < 120 and PORTAL_NAME.fullmatch(line.folded) is not None,
    "names_site": lambda line: names_site(line.text),
    "labels_document": lambda line: line.size <= 40 and DOCUMENT_LABEL.match(line.folded) is not None,
    "names_no_article": lambda line: (
        any(table.fullmatch(line.folded) for table in (RELATED, MENU_NAME, GENERIC_NAME)) or is_tool(line.folded)
    ),
    "reads_like_title": lambda line: is_title_like(line.text),
    "leads_on_pages": lambda line: PAGER_STEP.fullmatch(line.folded) is not None,
    "page_number": lambda line: int(found[1]) if (found := _PAGE_NUMBER.fullmatch(line.folded)) else 0,
}


def line_words(text: str, size: int) -> LineWords:
    """What a line of `size` letters says."""
    return shared_words(text, size) if size <= LONGEST_SHARED else LineWords(text, size)


@lru_cache(maxsize=16384)
def shared_words(text: str, size: int) -> LineWords:
    """What a line of at most `LONGEST_SHARED` letters says."""
    return LineWords(text, size)


def is_title_like(text: str, attribute: str | None = None) -> bool:
    """Whether a link's words, or those of its `title`, are a headline's rather than a menu's."""
    full = attribute if attribute and len(attribute) > len(text) else text
    return len(full) >= 28 and len(full.split()) >= 6


def named_line(text: str, size: int, *, linked: bool) -> Kind | None:
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
    if linked and size <= 80 and SECTION_LABEL.fullmatch(folded):
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
