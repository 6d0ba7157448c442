"""Forms of a text made for finding and comparing it: without marks, with unified tones, and its number of words.

The usual text is folded as bytes of a made-up code page (ASCII, every letter of Vietnamese, the common signs), one
look-up per letter in C; what holds anything else goes the long way round and comes out the same.
"""

import codecs
import re
import unicodedata

from crawler.text.syllable import LETTERS

_SIGNS = "–—‘’“”…•₫€°²«»\u00a0"


def _bare(text: str) -> str:
    """*text* in lower case without its marks, the long way: by decomposition."""
    spread = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return unicodedata.normalize("NFC", "".join(letter for letter in spread if not unicodedata.combining(letter)))


def _page() -> str:
    """256 characters: printable ASCII and line ends at their own codes, ours wherever control characters would be."""
    ours = iter(sorted(letter for letter in LETTERS + LETTERS.upper() if not letter.isascii()) + list(_SIGNS))
    kept = {0, 9, 10, 13, *range(0x20, 0x7F)}
    return "".join(chr(code) if code in kept else next(ours, "\ufffe") for code in range(256))


_PAGE = _page()
_ENCODING = codecs.charmap_build(_PAGE)
_FOLDED = bytes(ord(_bare(letter)) if letter.isalpha() else code for code, letter in enumerate(_PAGE))
_CLASSES = bytes(b" "[0] if letter.isspace() else b"x"[0] for letter in _PAGE)
_NO_WORD = bytes(code for code, letter in enumerate(_PAGE) if not letter.isalnum() and not letter.isspace())
_NO_LETTER = bytes(code for code, letter in enumerate(_PAGE) if not letter.isalnum())
_WORD = re.compile(r"[^\W_]\S*")

# The newer tone placement at a word's end → the older one, which stays the commoner in print.
_OLDER = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe"}
_OLDER |= {"oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy"}
_NEWER = re.compile(r"[ou][àáảãạèéẻẽẹỳýỷỹỵ](?!\w)")


def search_form(text: str) -> str:
    """*text* as it is searched: lower case, no marks, ``đ`` as ``d``; "Đà Nẵng" gives "da nang", hoà and hòa "hoa".

    Idempotent; any text is accepted, composed or not.
    """
    try:
        page = codecs.charmap_encode(text, "strict", _ENCODING)[0]
    except UnicodeEncodeError:
        return _bare(text)
    return codecs.charmap_decode(page.translate(_FOLDED), "strict", _PAGE)[0]


def letters_of(text: str) -> str:
    """Letters and digits of the search form alone: equal for texts that differ in case, marks, signs and spaces."""
    try:
        page = codecs.charmap_encode(text, "strict", _ENCODING)[0]
    except UnicodeEncodeError:
        return "".join(filter(str.isalnum, _bare(text)))
    return codecs.charmap_decode(page.translate(_FOLDED, _NO_LETTER), "strict", _PAGE)[0]


def tone_form(text: str) -> str:
    """*text* (NFC) in lower case, marks kept, tones placed the older way: "Hoà" gives "hòa"; "quý" stays."""
    return _NEWER.sub(_older, text.lower())


def words(text: str) -> int:
    """The number of words (syllables, that is): stretches between spaces with a letter or a digit in them."""
    try:
        page = codecs.charmap_encode(text, "strict", _ENCODING)[0]
    except UnicodeEncodeError:
        return len(_WORD.findall(text))
    return len(page.translate(_CLASSES, _NO_WORD).split())


def _older(match: re.Match[str]) -> str:
    pair = match[0]
    after_q = pair[0] == "u" and match.start() > 0 and match.string[match.start() - 1] == "q"
    return pair if after_q else _OLDER.get(pair, pair)
