"""Printed text made comparable for the date reader: plain form, folded form, skeleton.

Dates are recognised on a *folded* text: lower case, no marks, one kind of dash, slash, colon and space. Folding never
changes a text's length, so a position in the folded text is a position in the plain one.
"""

import re
import unicodedata

_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u2028\u2029\u0085"
)
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_LOOKALIKES = {
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d",
    "/": "\u2044\u2215\uff0f",
    ":": "\u02d0\u2236\ua789\ufe55\uff1a",
    ".": "\uff0e\u2024",
    ",": "\uff0c",
    "|": "\u2502\u00a6\uff5c\u01c0",
    "'": "\u2018\u2019\u201b\u2032\u00b4\u02b9",
    '"': "\u201c\u201d\u2033",
    "(": "\uff08",
    ")": "\uff09",
    "+": "\uff0b",
    ">": "\u2192\u203a\u00bb\u21d2",
    " ": _SPACES,
}
_STROKES = {"Đ": "d", "đ": "d", "Ð": "d", "ð": "d"}
_FIRST_MARK, _LAST_MARK = 0x0300, 0x036F


def _fold_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {ord(char): plain for char, plain in _STROKES.items()}
    for block in (range(0x41, 0x5B), range(0xC0, 0x250), range(0x1E00, 0x1F00)):
        for point in block:
            base = unicodedata.normalize("NFD", chr(point))[0].lower()
            if base.isascii() and base.isalpha():
                table.setdefault(point, base)
    for plain, shapes in _LOOKALIKES.items():
        table.update({ord(shape): plain for shape in shapes})
    table.update({0xFF10 + digit: str(digit) for digit in range(10)})
    table.update(dict.fromkeys(range(_FIRST_MARK, _LAST_MARK + 1)))
    table.update(dict.fromkeys(map(ord, _INVISIBLE)))
    return table


_FOLD = _fold_table()
_DROPPED = re.compile(f"[{_INVISIBLE}{chr(_FIRST_MARK)}-{chr(_LAST_MARK)}]")
_SPACE_RUNS = re.compile(r"\s{2,}")
_WRAPPED_WORDS = re.compile(r"(?<=[^\W\d_])(?:\s{2,}|[\n\r\t])(?=[^\W\d_])")
_WIDE_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}
_ZEROED = bytes.maketrans(b"123456789", b"000000000")


def fold(text: str) -> str:
    """`text` in small unmarked letters; as long as `text` exactly when `text` is plain but for wide digits."""
    return text.lower() if text.isascii() else text.translate(_FOLD)


def plain(text: str) -> str:
    """NFC without invisible characters, with ASCII digits and single spaces, as a browser shows it (a run that breaks
    the line beside a figure or sign stays a line break): what the reader quotes as `PrintedDate.text`."""
    text = _DROPPED.sub("", unicodedata.normalize("NFC", text)).translate(_WIDE_DIGITS)
    return _SPACE_RUNS.sub(_one_space, _WRAPPED_WORDS.sub(" ", text))


def _one_space(run: re.Match[str]) -> str:
    return " " if set(run.group()).isdisjoint("\n\r\t") else "\n"


def skeleton(text: str) -> bytes:
    """`text` in UTF-8 with each digit as 0: equal for strings that differ in their figures only.

    >>> skeleton("Thứ 4, 31/05/2017").decode()
    'Thứ 0, 00/00/0000'
    """
    return text.encode("utf-8", "surrogatepass").translate(_ZEROED)
