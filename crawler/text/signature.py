"""The line below an article that says who wrote it or where it was taken from."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

_LONGEST = 120
_LONGEST_NAME = 60
_MOST_NAME_WORDS = 5
_BYLINE_LABEL = re.compile(
    r"(?:viết bởi|đăng bởi|written by)\s*[:：]?\s*(?=\S)"
    r"|(?:tác giả(?: bài viết)?|người viết|bài viết|thực hiện|biên tập"
    r"|(?:tin|bài)(?:\s*(?:,|và|&|-|/)\s*(?:ảnh|bài|tin))*|ảnh"
    r"|nhóm (?:pv|phóng viên)|phóng viên|pv|ctv)\s*[:：]\s*(?=\S)",
    re.I,
)
_SPEAKER = re.compile(r"(?:phóng viên|pv|ctv)\b", re.I)
_SIGNED = re.compile(r"\(?\s*đã ký(?: tên)?(?:,? đóng dấu)?\s*\)?", re.I)
_SOURCE_LABEL = re.compile(r"(?:nguồn(?: tin)?|trích nguồn|trích|dẫn nguồn|theo)\s*[:：]\s*(?=\S)", re.I)
_FROM = re.compile(r"(?:(?:nguồn|trích)(?: từ| theo)? |theo )(?=\S)", re.I)
_HOST = re.compile(
    r"(?!.*\.(?:pdf|docx?|xlsx?|pptx?|rtf|zip|rar|7z|csv|jpe?g|png)$)"  # a file's name is none
    r"(?:https?://)?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/[\w./-]*)?",
    re.I,
)
_OFFICE = re.compile(
    r"(?:Ban|BBT|Phòng|Sở|Báo|Đài|Trung tâm|Văn phòng|Cổng|Chi cục|Cục|Hội|Đoàn|UBND|Ủy ban|Tổ|Công an|Trường|Nhóm"
    r"|Tạp chí|Bản tin|Thông tấn|Trang|Website|Tòa soạn|Phóng viên|Cộng tác viên)\b"
)
_POST = re.compile(r"\b(?:trưởng|giám đốc|chủ tịch|bí thư|chủ nhiệm|thư ký|thủ trưởng|chánh|phó)\b", re.I)
_WORD = re.compile(r"[^\W\d_][\w.’'-]*")
_JOINT = frozenset(("-", "–", "và", "&", ",", "/"))
_SENTENCE_END = re.compile(r"[.!?…:;”\")]$")


@dataclass(frozen=True, slots=True)
class Signature:
    """`role` is what the line names; `name` how: without a label such as "Tác giả:", with "Theo" where it says so."""

    role: Literal["byline", "source"]
    name: str


def read_signature(line: str, *, set_apart: bool, before: str = "") -> Signature | None:
    """Who or what signs; None for a line that may be text.

    `set_apart`: the markup shows it right-aligned, bold or italic. `before` is the text above: a bare name signs only
    below a finished sentence (below "CHỦ TỊCH" and "(Đã ký)" it is part of a document).
    """
    text = unicodedata.normalize("NFC", " ".join(line.split()))
    if not text or len(text) > _LONGEST:
        return None
    if text[0] in "([" and text[-1] in ")]":
        text = text[1:-1].strip()
    labelled = _labelled(text) or _source(text)
    if labelled is not None:
        return labelled
    if _SIGNED.fullmatch(before.rpartition("\n")[2]):
        return None
    below_sentence = not before or bool(_SENTENCE_END.search(before)) or (set_apart and not before.isupper())
    return Signature("byline", text) if below_sentence and _is_name(text, set_apart=set_apart) else None


def _labelled(text: str) -> Signature | None:
    if label := _BYLINE_LABEL.match(text):
        name = text[label.end() :]
        speaks = _SPEAKER.match(text) and not _is_name(name, set_apart=True)  # "PV: Xin cảm ơn ông!"
        return None if speaks else _named("byline", name)
    label = _SOURCE_LABEL.match(text)
    return _named("source", text[label.end() :]) if label else None


def _source(text: str) -> Signature | None:
    if _HOST.fullmatch(text):
        return Signature("source", text)
    start = _FROM.match(text)
    if start is None:
        return None
    rest = text[start.end() :].rstrip(" .")
    named = bool(rest) and (_HOST.fullmatch(rest) or rest[0].isupper())
    short = len(rest) <= _LONGEST_NAME and not re.search(r"[,;:.!?]\s", rest)
    return Signature("source", f"{text[: start.end()]}{rest}") if named and short else None


def _named(role: Literal["byline", "source"], name: str) -> Signature | None:
    name = name.strip(" .;")
    return Signature(role, name) if name and len(name) <= _LONGEST else None


def _is_name(text: str, *, set_apart: bool) -> bool:
    """Whether the line is one or two people's names, initials, or (set apart) an office's."""
    if _POST.search(text) or len(text) > _LONGEST_NAME or any(map(str.isdigit, text)) or text[-1] in ".!?:;…":
        return False
    if set_apart and _OFFICE.match(text):
        return not re.search(r"[.!?:;]", text)
    words = re.findall(r"[^\s,]+|,", text)
    names = [word for word in words if word not in _JOINT]
    if not all(_WORD.fullmatch(word) and word[0].isupper() for word in names):
        return False
    pairs = sum(word in _JOINT for word in words) + 1
    fewest = 1 if set_apart else 2
    return fewest <= len(names) <= _MOST_NAME_WORDS * min(pairs, 3)
