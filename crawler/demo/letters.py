"""The ways in which such portals write Vietnamese letters into HTML: the same text, other bytes."""

import html
import unicodedata
from collections.abc import Set
from html.entities import codepoint2name

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
MARKUP = frozenset("<>&\"'")


def write_letters(text: str, style: Set[str] = frozenset()) -> str:
    """`text` as HTML character data in the given style: decomposed, entities, numeric, eth, shy; plain without one."""
    if "eth" in style:
        text = text.replace("Đ", "Ð")
    if "shy" in style:
        text = " ".join(hyphenate(word, number) for number, word in enumerate(text.split(" ")))
    if "decomposed" in style:
        return html.escape("".join(map(part_tone, text)))
    if "entities" in style:
        return "".join(named(char) for letter in text for char in part_tone(letter))
    if "numeric" in style:
        return "".join(numeric(char, number) for number, char in enumerate(text))
    return html.escape(text).replace("\u00ad", "&shy;")


def part_tone(letter: str) -> str:
    """windows-1258 style: ổ is ô and a combining hook, not o with two marks."""
    marks = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in marks if mark in TONES)
    if not tones:
        return letter
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES)) + tones


def named(char: str) -> str:
    """A named entity where HTML 4 has one in Latin-1, the bare character (also a combining mark) elsewhere."""
    code = ord(char)
    if char in MARKUP or 0xA0 <= code <= 0xFF:
        return f"&{codepoint2name[code]};" if code in codepoint2name else html.escape(char)
    return char


def numeric(char: str, number: int) -> str:
    """Decimal and hexadecimal references by turns for everything beyond ASCII."""
    if ord(char) < 0x80 and char not in MARKUP:
        return char
    return f"&#{ord(char)};" if number % 2 else f"&#x{ord(char):X};"


def hyphenate(word: str, number: int) -> str:
    """A soft hyphen inside every third longer word: "nước" becomes "n\u00adước"."""
    return word[:1] + "\u00ad" + word[1:] if number % 3 == 0 and len(word) > 3 and word.isalpha() else word
