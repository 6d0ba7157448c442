"""The words and figures of a printed date, recognised on folded skeletons (every digit is 0, see dates_letters).

Nothing here looks at the value of a figure, so what is found holds for every string of the same skeleton.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from crawler.text import dates_words as words

_D = "0{1,2}"
_END = "(?![a-z])"
_YEAR = r"(?P<y>0000)(?:(?!0)|(?=00?[:h]00(?!0)))"
# A figure glued behind a date makes it something else (1.2.2017.5), unless it begins a time (31/05/2017-14:30).
_LAST = r"(?![./-]0+(?![:hg0])|/[a-z]{1,6}-|\s?%)"
_NEXT_DATE = r"00?\s?[/.-]\s?00?\s?[/.-]\s?0000"


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_MONTH_VI = (
    rf"(?:(?:thang|thg\.?)\s?(?:(?P<mo>{_D})(?!0)|(?P<mw>{_any(words.MONTHS_VI)}){_END})"
    rf"|(?:th\.?\s?|t)(?P<mt>{_D})(?!0))"
)
_MONTH_EN = rf"(?P<me>{_any(words.MONTHS_EN)}){_END}\.?"
_ORDINAL = rf"(?P<d>{_D})(?!0)(?:(?:st|nd|rd|th){_END})?"
_GAP = r"[\s,./|-]*"
_TIME = r"(?P<h>00?):(?P<mi>00)(?::(?P<s>00))?"
_COUNTED = r"0+(?:[.,]000)*(?!0|[/:h]|[.-]0|\s?(?:thang|thg|th0)|\s?[|-]\s?00?\s?[|-])"
_NUMBER = rf"(?:0{{1,4}}|(?:{_any(words.NUMBERS)}){_END})"
_SPANS = rf"(?:{_NUMBER}\s?(?:{_any(words.UNITS)}){_END}[\s,]*)+"
_HALF = r"(?:[ap]\.?m\.?|s\.?a\.?|c\.?h\.?|sang|chieu|toi|trua|dem)"
_NAMED_ZONES = _any(set(words.ZONES) - {"gmt", "utc"})


def _separated(first: str, second: str, third: str) -> str:
    shapes = (
        rf"{first}\s{{0,2}}{sep}\s{{0,2}}{second}\s{{0,2}}{sep}\s{{0,2}}(?:{third})" for sep in r"/ \. - \| \\".split()
    )
    return f"(?:{'|'.join(shapes)})"


# In order: at each place the first that fits is the token. Groups are named for the readers in dates_slots.
_PATTERNS: dict[str, str] = {
    "ago": rf"(?:(?:khoang|hon|gan)\s)?{_SPANS}(?:truoc|ago){_END}"
    rf"(?!\s(?:khi|do|day|han|mat|ngay|tet|le|dai hoi|bau cu)(?![a-z]))|cach day\s{_SPANS}",
    "php": r"(?P<y>0000)-(?P<mo>00)-(?P<d>00)(?:(?P<sign>[+-])(?P<oh>00)|(?P<zone>utc|gmt|ict))"
    r"(?P<h>00):(?P<mi>00):(?P<s>00)(?!0)",
    "ymd": _separated("0000", _D, rf"{_D}(?:(?!0)|(?=00:00))") + r"(?:t(?=0))?" + _LAST,
    "dmy": rf"(?:{_separated(_D, _D, r'0000(?:(?!0)|(?=00?[:h]00(?!0)))|00(?!0)')}"
    rf"|{_D}/{_D}(?:[.-]|[\s,/]*nam\s)0000(?!0))" + _LAST,
    "vi_dmy": rf"(?:(?:mong|mung)\s)?(?:(?P<d>{_D})(?!0)|(?<=ng\s)(?P<dw>{_any(words.DAY_WORDS)}))"
    rf"(?:\s?[,./-]?\s?){_MONTH_VI}"
    rf"(?:{_GAP}(?:nam\s*)?{_YEAR}|{_GAP}nam\s(?P<yy>00)(?![0:h]))?"
    rf"(?!\s?[./-]\s?00?(?!0|\s?(?:[:hg]|gio|[ap]\.?m|{words.COUNT_AFTER}{_END})))",
    "en_dmy": rf"{_ORDINAL}(?:\s+day)?(?:\s+of)?{_GAP}{_MONTH_EN}"
    rf"(?:{_GAP}{_YEAR}|(?:-|[\s,]*'|\s(?=00\s00?:00))(?P<yy>00)(?![0:h]))?",
    "en_ymd": rf"(?P<y>0000){_GAP}{_MONTH_EN}{_GAP}(?P<d>{_D})(?!0)",
    "document": r"0+[a-z]?(?:/0000)?(?:/[a-z]{2,}0*(?:-[a-z]+0*)*|-[a-z]{2,}/[a-z]{2,})",
    "my": rf"{_D}\s?[/-]\s?0000(?!0|[./-]0)",
    "ym": r"0000-00(?!0|[./:-]0)",
    "count": rf"{words.COUNT_BEFORE}\s?[:(|-]?\s?{_COUNTED}|0+(?:[.,]000)*\s?{words.COUNT_AFTER}{_END}",
    "clock": rf"(?P<h>{_D})\s?:\s?(?P<mi>00)(?:\s?:\s?(?P<s>00)(?:[.,]0{{1,9}})?)?(?:(?!0|\s?:\s?0)|(?={_NEXT_DATE}))",
    "hours": rf"(?P<h>{_D})\s?(?:h|g|gio){_END}(?:(?P<mi>{_D})(?![0/])"
    rf"|[\s,:]{{1,2}}(?P<mj>{_D})(?!0|\s?/|\s?[.-]\s?00?\s?[.-]|\s*(?:thang|thg|th0|t0|{_any(words.MONTHS_EN)})))?"
    rf"(?:\s?(?:'|p|ph|phut){_END}(?:\s?(?P<s>{_D})\s?(?:''|\"|giay|s){_END})?)?(?!0)",
    "dotted": rf"(?P<h>{_D})\.(?P<mi>00)"
    rf"(?=\s?[ap]\.?m|(?<=0000\s00\.00)(?![0.,])|(?<=0000,\s00\.00)(?![0.,])|,?\s(?:ngay\s)?{_NEXT_DATE})",
    "hour": rf"(?P<h>{_D})(?=\s?[ap]\.?m\.?{_END})",
    "dm": rf"{_D}[/.-]{_D}(?!0|/(?!0)|\s?[/.-]\s?0+(?![:hg0]))",
    "compact": r"(?P<y>0000)(?P<mo>00)(?P<d>00)(?:(?P<t>t)?(?P<h>00)(?P<mi>00)(?P<s>00)?)?(?!0|[./:-]0)",
    "offset": r"(?:gmt|utc)\s?(?P<sign>[+-])\s?(?P<oh>0{1,2})(?::?(?P<om>00))?(?![0a-z])"
    r"|(?:gmt|utc)\s(?P<oh4>0{1,2})(?=\s?(?:[)\]]|$))|(?:gmt|utc)(?![0a-z])"
    r"|\+(?P<oh2>0{1,2})(?::?(?P<om2>00))?(?!0|[/.-]0)"
    r"|(?:(?<=[:.]00)|(?<=[:.]00\s)|(?<=\.000)|(?<=\.000000)|(?<=m\s))(?P<minus>-)(?P<oh3>00):?(?P<om3>00)(?!0|[/.-]0)",
    "zone": rf"(?:{_NAMED_ZONES}){_END}",
    "range": r"(?:tu|from)(?=\s(?:ngay\s|luc\s|thang\s)?0)"
    r"|(?:den|to|until|toi)(?=\s(?:het\s|ngay\s|luc\s)*0|\snay(?![a-z]))"
    r"|(?:truoc|sau|(?:cham|muon|tre)\snhat|tro\s(?:ve\s)?(?:truoc|sau|di))(?=\s(?:la\s)?(?:ngay\s)?0)"
    r"|tro\s(?:ve\s)?(?:truoc|sau|di)(?![a-z])"
    r"|(?<=0)\s?[-=]*>(?=\s?(?:ngay\s)?0)",
    "lunar": rf"(?:{words.LUNAR}|al){_END}",
    "vi_mdy": rf"{_MONTH_VI}[\s.,]+(?P<d>{_D})[\s,]+{_YEAR}",
    "vi_my": rf"{_MONTH_VI}{_GAP}(?:nam\s*)?{_YEAR}",
    "ctime": rf"{_MONTH_EN}\s+(?P<d>{_D})\s+{_TIME}(?:\s+(?:gmt|utc|(?P<zone>{_NAMED_ZONES}){_END}))?"
    rf"(?:\s?(?P<sign>[+-])(?P<oh>00):?(?P<om>00))?\s+{_YEAR}",
    "en_mdy": rf"{_MONTH_EN}{_GAP}{_ORDINAL}(?:[\s,./-]+{_YEAR}|[\s,]*'(?P<yy>00)(?!0))?",
    "en_my": rf"{_MONTH_EN}{_GAP}{_YEAR}",
    "weekday": rf"thu\s?(?:{_any(words.WEEKDAYS_VI)}){_END}"
    rf"|(?:thu|th)[\s.]?(?P<n>0)(?!0|\s?(?P<x>[/.-])\s?00?\s?[/.-]\s?0000)"
    rf"(?!\s?(?:th\s|{_any(words.MONTHS_EN)}))|t\.?\s?(?P<m>0)(?!0)|chua?\s?nhat|c\.?n{_END}"
    rf"|(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?(?:day)?{_END}",
    "bare_weekday": rf"(?:{_any(words.WEEKDAYS_VI)})(?=,\s?0)",
    "half": rf"{_HALF}(?![a-z0])(?!\s(?:pa|dec|huynh|thay|rai|nay|qua){_END})",
    "aside": words.ASIDE,
    "published": words.PUBLISHED,
    "unrelated": rf"(?:{words.UNRELATED})",
    "updated": words.UPDATED,
    "now": rf"(?:{_any(words.NOW)}){_END}",
    "relative_day": rf"(?:{_any(words.RELATIVE_DAYS)}){_END}",
    "phone": words.PHONE,
    "document_word": rf"(?:{words.DOCUMENT_WORDS}){_END}",
    "number": r"0+(?:[.,]0+)*",
    "word": r"[a-z]+",
}

DATES = frozenset("php ymd dmy vi_dmy en_dmy en_ymd compact vi_mdy ctime en_mdy dm my ym vi_my en_my".split())
_FIGURES_FIRST = frozenset("php ymd dmy en_dmy en_ymd document my ym clock hours dotted hour dm compact number".split())
TIMES = frozenset({"clock", "hours", "dotted", "hour"})
LABELS = frozenset({"published", "updated", "unrelated"})

_WITHOUT_GROUPS = frozenset(kind for kind, pattern in _PATTERNS.items() if "(?P<" not in pattern)
_SIGNS = ("offset", "range")
_WORDS_ONLY = frozenset(_PATTERNS) - {*_FIGURES_FIRST, "ago", "vi_dmy", "count"}


@cache
def _reader(kind: str) -> re.Pattern[str]:
    """The expression of one kind with its groups: most dates a portal prints are of one or two."""
    return re.compile(_PATTERNS[kind])


def _first_of(kinds: Iterable[str]) -> re.Pattern[str]:
    """One expression that tells which of `kinds` comes first, without their groups."""
    return re.compile("|".join(f"(?P<{kind}>{re.sub('[?]P<[a-z0-9]+>', '?:', _PATTERNS[kind])})" for kind in kinds))


_AT_FIGURE = _first_of(kind for kind in _PATTERNS if kind not in _WORDS_ONLY)
_AT_LETTER = _first_of(kind for kind in _PATTERNS if kind not in _FIGURES_FIRST)
_AT_SIGN = _first_of(_SIGNS)
_START = re.compile(r"[0a-z+=>\s-]")
_LATER = {kind: tuple(_PATTERNS)[place:] for place, kind in enumerate(_PATTERNS)}
_ENGLISH = frozenset({"en_dmy", "en_mdy", "en_ymd", "en_my", "ctime", "offset", "zone"})
# What a folded word must have been to mean what the token says: "đang" and "Đảng" are no "đăng", "tối" is no "tới".
_GENUINE = {
    "published": re.compile(r"(?!.*\b(?!đăng|dang)[dđ][aăâàáảãạằắẳẵặầấẩẫậ]ng\b)"),
    "range": re.compile(
        r"từ|tu|from|đến|den|tới|to|until|trước|truoc|sau|chậm|cham|muộn|muon|trễ|tre|trở|tro|\s?[-=>]"
    ),
    "half": re.compile(r"s\.?a|c\.?h|[ap]\.?m|sáng|sang|chiều|chieu|tối|toi|trưa|trua|đêm|dem"),
    "relative_day": re.compile(r"(?!.*kìa)"),
    "lunar": re.compile(r"âm lịch|am lich|nhằm ngày|nham ngay|tháng chạp|thang chap|âl"),
}

# One part of an "ago" token: a count in figures or words, and its unit.
AGO_PART = re.compile(
    rf"(?:(?P<n>0{{1,4}})|(?P<w>(?:{_any(words.NUMBERS)}){_END}))\s?(?P<unit>{_any(words.UNITS)}){_END}"
)


class Token(NamedTuple):
    kind: str
    match: re.Match[str]
    start: int
    end: int


def tokens_of(source: str, folded: str) -> list[Token]:
    """The tokens of `folded` in order; `source`, unfolded, is for the words that only their marks tell apart."""
    found: list[Token] = []
    start = _START.search(folded)
    while start:
        place = start.start()
        token = _token_at(place, source, folded)
        if token:
            found.append(token)
            place = token.end - 1
        start = _START.search(folded, place + 1)
    return found


def _token_at(place: int, source: str, folded: str) -> Token | None:
    first = folded[place]
    hit = (_AT_FIGURE if first == "0" else _AT_LETTER if "a" <= first <= "z" else _AT_SIGN).match(folded, place)
    if hit is None or hit.lastgroup is None:
        return None
    if hit.lastgroup in _WITHOUT_GROUPS and _is_genuine(hit.lastgroup, source[place : hit.end()]):
        return Token(hit.lastgroup, hit, place, hit.end())
    for kind in _LATER[hit.lastgroup]:
        match = _reader(kind).match(folded, place)
        if match and _is_genuine(kind, source[place : match.end()]):
            return Token(kind, match, place, match.end())
    return None


def _is_genuine(kind: str, printed: str) -> bool:
    if kind in _ENGLISH:
        return printed.isascii()
    told_by = _GENUINE.get(kind)
    return told_by is None or told_by.match(printed.lower()) is not None
