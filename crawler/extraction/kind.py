"""What a page is when it is no article: gone, not yet published, a login, a challenge, a page that only scripts fill.

These are judged only after no article was found on the page, so that an article may say any of the words. "Missing"
is claimed only for a page that says so in a line of its own and holds no paragraph of text, because an article may be
reported gone on its word; a page that merely lost its shape (a new layout) is "other".
"""

import re
from collections.abc import Iterator

from crawler.extraction.element import Element
from crawler.extraction.markup import DROPPED, hidden
from crawler.extraction.page import Page
from crawler.items import PageKind
from crawler.text.folding import search_form

_LONGEST_NOTICE = 200
_FEW_LETTERS = 200
_PROSE = 400
_THING = r"(?:trang|bai viet|noi dung|tin tuc|tin bai|tin|ban tin|bai|duong dan|lien ket|url)"
_LOST = (
    r"(?:(?:khong|chua) (?:con )?ton tai|(?:da )?bi (?:xoa|go|go bo|di chuyen)|da (?:duoc )?(?:xoa|go bo)"
    r"|khong (?:duoc )?tim thay)"
)
_MISSING = re.compile(
    rf"khong (?:the )?(?:tim thay|tim duoc|ton tai)(?: duoc)? (?:\w+ )?{_THING}\b|khong co {_THING} nay"
    rf"|{_THING}\b[^.!?]{{0,60}}\b{_LOST}\b"
    rf"|^(?:(?:xin loi|rat tiec)[,.! ]+)?(?:{_THING}|du lieu|dia chi)(?: nay)?(?: ban (?:dang )?\w+(?: kiem)?)?"
    r"(?: hien)? (?:khong (?:con nua|con|co|co san|kha dung|ton tai)|da (?:duoc |bi )?go (?:xuong|bo))\W*$"
    r"|^no (?:article|content|page)s? found|\b(?:page|article|content)\b[^.!?]{0,40} could not be found"
    r"|^(?:loi|error)? ?404\b|\b404 ?- |page (?:not found|cannot be found)|not found$"
)
_UNPUBLISHED = re.compile(
    rf"{_THING}[^.!?]{{0,30}} (?:chua|khong|dang cho) duoc (?:xuat ban|phe duyet|cong bo|kich hoat|dang)"
    rf"|{_THING}[^.!?]{{0,30}} (?:chua xuat ban|dang cho (?:duyet|xuat ban)|cho phe duyet|da het han)"
)
_SIGNS = ("khong", "chua", "bi ", "da ", "dang cho", "cho phe", "404", "found")  # one is in every notice
_NOTICES: list[tuple[PageKind, re.Pattern[str]]] = [("unpublished", _UNPUBLISHED), ("missing", _MISSING)]
_CHALLENGE = re.compile(
    rb"_Incapsula_Resource|cf-browser-verification|cf_chl_|challenge-platform|/cdn-cgi/challenge|__ddg\d"
    rb"|DDoS protection|cloudrity|slowAES|toNumbers\(|g-recaptcha|h-captcha|/captcha\b|name=[\"']?captcha"
    rb"|document\.cookie\s*=[^<]{0,300}(?:location\.(?:reload|href|replace)|window\.location)",
    re.I,
)
_PASSWORD = re.compile(rb"""<input\b[^>]*\btype\s*=\s*["']?password""", re.I)
_LOGIN = re.compile(r"\bdang nhap\b|\blog ?in\b|\bsign in\b")
_SHELL = re.compile(rb"<app-root|<div id=[\"']?(?:root|app|__next|__nuxt)\b|enable javascript|bat javascript", re.I)


def kind_without_article(page: Page) -> tuple[PageKind, str]:
    """The kind of a page on which neither article nor listing was found, and the words it was told by."""
    if (sign := _CHALLENGE.search(page.raw)) and len(visible_text(page.tree, most=_FEW_LETTERS)) < _FEW_LETTERS:
        return "challenge", f"a challenge page: {sign[0][:40].decode('utf-8', 'replace')}"
    lines = list(notices(page.tree))
    said = [(kind, line) for line in lines if (kind := notice_kind(line))]
    if said and not has_prose(page.tree):
        return said[0][0], f"it says: {said[0][1]}"
    if _PASSWORD.search(page.raw) and _LOGIN.search(search_form(" ".join(lines))) and _says_little(page):
        return "login", "a password is asked for"
    if _SHELL.search(page.raw) and _says_little(page):
        return "other", "only JavaScript fills this page"
    return "other", "neither article nor listing was found"


def notice_kind(text: str) -> PageKind | None:
    """What a short text (a title, a body of one line) says the page is: "missing", "unpublished" or neither."""
    if len(text) > _LONGEST_NOTICE:
        return None
    folded = search_form(text)
    if not any(map(folded.__contains__, _SIGNS)):
        return None
    return next((kind for kind, words in _NOTICES if words.search(folded)), None)


def notices(tree: Element) -> Iterator[str]:
    """The page's short texts that are no links, as they stand in their elements: where a notice would be."""
    for element in tree.iter():
        if element.tag in DROPPED and element.tag not in ("title", "head"):
            continue
        for text in (element.text if element.tag != "a" else None, element.tail):
            if text and (line := " ".join(text.split())) and 3 < len(line) <= _LONGEST_NOTICE:
                yield line


def has_prose(tree: Element) -> bool:
    """Whether the page holds a paragraph: an article may be on it that was not found."""
    texts = (text for element in tree.iter() if element.tag not in DROPPED for text in (element.text, element.tail))
    return any(text and len(text) > _PROSE and len(" ".join(text.split())) > _PROSE for text in texts)


def visible_text(tree: Element, *, most: int) -> str:
    """About the first `most` letters of what a reader sees."""
    parts: list[str] = []
    _collect(tree, parts, most)
    return " ".join(parts)


def _collect(element: Element, parts: list[str], most: int) -> None:
    if element.text and element.text.strip():
        parts.append(element.text.strip())
    for child in element:
        if sum(map(len, parts)) >= most:
            return
        if child.tag not in DROPPED and not hidden(child):
            _collect(child, parts, most)
        if child.tail and child.tail.strip():
            parts.append(child.tail.strip())


def _says_little(page: Page) -> bool:
    return len(visible_text(page.tree, most=4 * _FEW_LETTERS)) < 4 * _FEW_LETTERS
