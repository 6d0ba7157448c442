"""The codings Vietnamese was typed in before Unicode: their tables, and reading bytes or letters by them.

Sources: TCVN 5712:1993 (VN1) and VISCII 1.1 (RFC 1456) as glibc's iconv has them, VPS as Mozilla's converter had it,
VNI for Windows as the VNI fonts are laid out. A page in one of these was shown by a font, so that a browser (and who
copied from it into a database) took its bytes for windows-1252: the letters arrive as characters of that code page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from crawler.text.syllable import LETTERS

# Bytes 0x80 … 0xFF in order; "·" where a coding has no letter (that byte keeps its Latin-1 meaning).
_TCVN3 = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VPS = (
    "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ‘’ỀỂỄỐỒỔỖýỷỵỚỜỞ\u00a0ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕự"
    "ầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺ·àáâãảạă·èéêẽìíîĩẴĐòóôõöƠụùúủüỶẼỳ"
)
# Capitals that found no place above sit among the control codes.
_TCVN3_LOW = {1: "Ú", 2: "Ụ", 4: "Ừ", 5: "Ử", 6: "Ữ", 17: "Ứ", 18: "Ự", 19: "Ỳ", 20: "Ỷ", 21: "Ỹ", 22: "Ý", 23: "Ỵ"}
_VISCII_LOW = {2: "Ẳ", 5: "Ẵ", 6: "Ẫ", 20: "Ỷ", 25: "Ỹ", 30: "Ỵ"}
_VPS_LOW = {2: "Ạ", 3: "Ậ", 4: "Ặ", 5: "Ẹ", 6: "Ệ", 16: "Ị", 17: "Ọ", 18: "Ộ", 19: "Ợ", 20: "Ụ", 21: "Ự", 25: "Ỵ"}
_VPS_LOW |= {28: "Ẫ", 29: "Ữ"}

# VNI writes a base letter, then one mark that stands for everything above and below it.
_VNI_TONES = dict(zip("øùûõï", "àáảãạ", strict=True))
_VNI_ROUND = dict(zip("âàáåãä", "âầấẩẫậ", strict=True))
_VNI_SHORT = dict(zip("êèéúüë", "ăằắẳẵặ", strict=True))
_VNI_SINGLE = dict(zip("ôöíìæóòîñ", "ơưíìỉĩịỵđ", strict=True))


@dataclass(frozen=True, slots=True)
class Coding:
    """One legacy coding as seen in text: *table* maps what stands there (one or two characters) to the letter meant."""

    name: str
    table: Mapping[str, str]
    word: re.Pattern[str]
    """A run of letters in this coding, ASCII included."""
    unit: re.Pattern[str]
    """One key of the table, the longest first."""

    def read(self, text: str) -> str:
        """*text* with every unit replaced by its letter; the rest as it is."""
        return self.unit.sub(self._letter, text)

    def _letter(self, match: re.Match[str]) -> str:
        return self.table[match[0]]


@cache
def codings() -> tuple[Coding, ...]:
    """TCVN3, VNI, VISCII, VPS, in the order in which a draw between them is decided.

    Of TCVN3 only what the ABC fonts (.VnTime) have is read from text: the small letters and ĂÂÊÔƠƯĐ. The codes of
    the other capitals are curly quotes and dashes there; capitals are small letters shown by a second font (.VnTimeH).
    """
    abc = {
        chr(byte): letter for byte, letter in _bytes(_TCVN3).items() if byte > 0xA0 and letter in LETTERS + "ĂÂÊÔƠƯĐ"
    }
    return (
        _coding("tcvn3", abc),
        _coding("vni", _vni()),
        _coding("viscii", _as_shown(_bytes(_VISCII) | _VISCII_LOW)),
        _coding("vps", _as_shown(_bytes(_VPS) | _VPS_LOW)),
    )


def read_bytes(body: bytes, name: str) -> str:
    """Bytes in *name* (tcvn5712, viscii, vps) as text, not yet composed; KeyError for any other name."""
    letters = {
        "tcvn5712": _bytes(_TCVN3) | _TCVN3_LOW,
        "viscii": _bytes(_VISCII) | _VISCII_LOW,
        "vps": _bytes(_VPS) | _VPS_LOW,
    }
    return body.decode("latin-1").translate(letters[name])


def windows_1252(body: bytes) -> str:
    """As browsers read it: the five bytes that code page leaves open become control characters; never fails."""
    return body.decode("latin-1").translate(_HIGH_CONTROLS)


_HIGH_CONTROLS = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}


def _bytes(table: str) -> dict[int, str]:
    return {byte: letter for byte, letter in enumerate(table, 0x80) if letter not in "·\u00a0‘’"}


def _as_shown(letters: dict[int, str]) -> dict[str, str]:
    """Each byte's letter under the characters it may have been taken for: windows-1252's and ISO 8859-1's."""
    shown = {chr(byte): letter for byte, letter in letters.items()}
    return shown | {_HIGH_CONTROLS.get(byte, chr(byte)): letter for byte, letter in letters.items()}


def _vni() -> dict[str, str]:
    rows = dict.fromkeys("uyôö", _VNI_TONES) | dict.fromkeys("eo", _VNI_TONES | _VNI_ROUND)
    rows["a"] = _VNI_TONES | _VNI_ROUND | _VNI_SHORT
    table = dict(_VNI_SINGLE)
    for base, marks in rows.items():
        for mark, model in marks.items():
            table[base + mark] = _moved(model, _VNI_SINGLE.get(base, base))
    capitals = {key.upper(): letter.upper() for key, letter in table.items()}
    mixed = {key[0].upper() + key[1]: letter.upper() for key, letter in table.items() if len(key) == 2}
    return table | capitals | mixed


def _moved(model: str, base: str) -> str:
    """The mark that *model* bears on an a, put on *base*: ("ậ", "o") gives "ộ"."""
    place = LETTERS.index(model)
    row, tone = divmod(place, 6)
    home = base if row == 0 else {"a": "aăâ"[row], "e": "ê", "o": "ô"}[base]
    return LETTERS[LETTERS.index(home) + tone]


def _coding(name: str, table: dict[str, str]) -> Coding:
    units = "|".join(re.escape(key) for key in sorted(table, key=len, reverse=True))
    letters = "".join(sorted({character for key in table for character in key} | set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
    word = f"[{re.escape(letters)}a-z]+"
    return Coding(name, table, re.compile(word), re.compile(units))
