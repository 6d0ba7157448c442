"""Text typed for the old Vietnamese fonts, or put through the wrong code page: recognised with certainty or left alone.

Recognition is by statistics over one block (a title, a paragraph), never over a page: read by the coding, nearly every
marked word must be a Vietnamese syllable; read as it stands, most must not be; and the signs that give a coding away
(``®``, ``µ`` inside a word for TCVN3, two marks in a row for VNI) must be there in more than one word. French, German,
Icelandic, Portuguese or plain Vietnamese text does not come through all three. A title of a few words must be borne out
by every one of them. The price: a block with a single marked word ("ViÖt Nam") is left alone, because "Nå" or "Thaï"
would be just as good a syllable.

Capitals of the .VnTimeH fonts are small letters shown as capitals. They come out as capitals where the plain letters
around them are ("CéNG HOµ" → "CỘNG HOÀ"); typed small throughout they look like any small letters and stay small.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from crawler.text.codings import Coding, codings, windows_1252
from crawler.text.syllable import LETTERS, is_syllable

_VIETNAMESE = frozenset(LETTERS + LETTERS.upper())
_UNICODE_ONLY = re.compile("[" + "".join(sorted(letter for letter in _VIETNAMESE if ord(letter) > 0xFF)) + "]")
_QUOTED = re.compile('([“”"():;]+)')
_MOJIBAKE = re.compile("[\u00c3-\u00c6\u00e1\u00e2][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]")
_SYMBOLS = frozenset(chr(code) for code in range(0xA1, 0xC0))
_GLARING = {
    "tcvn3": re.compile("(?<=[a-z])[À-ÖØ-Þ]|(?<=[A-Za-z])[¡-¿](?=[a-z])|(?<=[A-Za-z])[µ¶·¸](?![A-Za-z0-9])"),
    "vni": re.compile("[aouyôö][øõ]|[aeo][äåãâ]|aê|[ôö][ùûï]", re.I),
}
_FOOTNOTE = re.compile("[A-Za-z]{1,2}[ª°²³¹º]")
_SHOWN_AS_1252 = {character: byte for byte, character in enumerate(windows_1252(bytes(range(256))))} | {
    chr(code): code for code in range(0x80, 0xA0)
}

# How many different words must speak for a coding. VISCII and VPS share their commonest letters with Latin-1: more.
_LEAST_EVIDENCE = {"tcvn3": 2, "vni": 2, "viscii": 3, "vps": 3}
_FOREIGN_WORDS = frozenset({"où"})  # the one common word that is a syllable with two marks in VNI
_LONE_SIGNS = frozenset("©®§°™•…–—‘’“”")
_JUDGED = 2_000  # so many letters of a block tell its coding
_ENOUGH_WITHOUT_SYMBOLS = 8
_ENOUGH_AMONG_FOREIGN = 4
_MOST_AS_IT_IS = {"tcvn3": 2, "vni": 2, "viscii": 3, "vps": 3}  # quarters of the marked words


def from_legacy(text: str) -> str:
    """*text* with what was typed in TCVN3, VNI, VISCII or VPS, or is UTF-8 taken for windows-1252, turned into Unicode.

    A block that is partly Unicode is judged piece by piece between its quotation marks and brackets. Anything not
    recognised beyond doubt comes back as it is.
    """
    reread = _from_mojibake(text)
    if reread is not None:
        return reread
    if not _UNICODE_ONLY.search(text):
        return _convert(text)
    pieces = _QUOTED.split(text)
    return "".join(piece if _UNICODE_ONLY.search(piece) else _convert(piece) for piece in pieces)


def recognise(text: str) -> Coding | None:
    """The coding that *text*, one block without a letter only Unicode has, is typed in; None where in doubt."""
    tallies = [_tally(text[:_JUDGED], coding) for coding in codings()]
    convincing = [tally for tally in tallies if tally.convinces()]
    return (
        max(convincing, key=lambda tally: (tally.fits - tally.misfits, len(tally.evidence))).coding
        if convincing
        else None
    )


def syllable_share(text: str) -> tuple[int, int]:
    """(marked words that are Vietnamese syllables, marked words) of *text*: how well a decoding of bytes reads."""
    marked = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    return sum(is_syllable(word.lower()) for word in marked), len(marked)


_UNIT = re.compile("[µμ](?:[mglsAFVWML]|Sv|Pa)")  # micrometres and the like


@dataclass(slots=True)
class _Tally:
    """What one coding makes of a block's words."""

    coding: Coding
    fits: int = 0
    misfits: int = 0
    fits_as_it_is: int = 0
    plain: int = 0
    plain_fits: int = 0
    evidence: set[str] = field(default_factory=set)
    signs: set[str] = field(default_factory=set)
    symbols: int = 0
    glaring: int = 0  # words that no language writes: a sign or a capital inside (TCVN3), rare pairs (VNI)

    def convinces(self) -> bool:
        marked = self.fits + self.misfits
        return self._convinces_short() or (
            len(self.evidence) >= _LEAST_EVIDENCE[self.coding.name]
            and len(self.signs) >= 2
            and (self.symbols > 0 or len(self.evidence) >= _ENOUGH_WITHOUT_SYMBOLS or self.coding.name == "vni")
            and self.misfits * 8 <= marked
            and self.fits_as_it_is * 4 <= marked * _MOST_AS_IT_IS[self.coding.name]
            and (self.plain_fits * 5 >= self.plain * 3 or len(self.evidence) >= _ENOUGH_AMONG_FOREIGN)
        )

    def _convinces_short(self) -> bool:
        """A title of a few words: each of them must speak for the coding, and one beyond doubt ("Hµ Néi míi")."""
        return (
            self.misfits == 0
            and self.plain_fits == self.plain
            and self.fits - self.fits_as_it_is >= 2
            and self.glaring > 0
        )


def _tally(text: str, coding: Coding) -> _Tally:
    tally = _Tally(coding)
    for word in coding.word.findall(text):
        if word.isascii():
            # "UBND", "TTg": abbreviations say nothing.
            if len(word) > 1 and (word[1:].islower() or (word.isupper() and len(word) > 5)):
                tally.plain += 1
                tally.plain_fits += is_syllable(word.lower())
        else:
            _weigh(word, tally)
    return tally


def _weigh(word: str, tally: _Tally) -> None:
    if len(word) == 1 or word.lower() in _FOREIGN_WORDS or _UNIT.fullmatch(word):
        return
    read = _word(word, tally.coding)
    if not (read.islower() or read.isupper() or read[1:].islower()) or not is_syllable(read.lower()):
        # An abbreviation ("Q§-TTg") says nothing either way.
        tally.misfits += not (read.isupper() and len(read) <= 5)
        return
    tally.fits += 1
    signs = [sign for sign in tally.coding.unit.findall(word) if not _VIETNAMESE.issuperset(sign) or len(sign) > 1]
    if is_syllable(unicodedata.normalize("NFC", word).lower()):
        tally.fits_as_it_is += 1
    elif (
        signs and not _FOOTNOTE.fullmatch(word) and (tally.coding.name != "vni" or any(len(sign) > 1 for sign in signs))
    ):
        tally.evidence.add(read.lower())
        tally.signs.update(sign[-1].lower() for sign in signs)
        tally.symbols += not _SYMBOLS.isdisjoint(word)
    tally.glaring += tally.coding.name in _GLARING and _GLARING[tally.coding.name].search(word) is not None


def convert_as(text: str, name: str) -> str:
    """*text*, known to be typed in the coding *name*, in Unicode; lone signs ("©", "§") stay."""
    coding = next(coding for coding in codings() if coding.name == name)
    return coding.word.sub(lambda match: _word(match[0], coding), text)


def _convert(text: str) -> str:
    coding = recognise(text)
    if coding is None:
        return text
    converted = convert_as(text, coding.name)
    capitals = coding.name == "tcvn3" and re.search("[A-Z]{2}", text) is not None and re.search("[a-z]", text) is None
    return converted.upper() if capitals else converted


def _word(word: str, coding: Coding) -> str:
    """One word read by the coding; a sign that commonly stands alone ("©", a bullet) stays what it is."""
    if word in _LONE_SIGNS or (word == "·" and coding.name == "tcvn3"):
        return word
    read = coding.read(word)
    if coding.name == "tcvn3" and not read.isupper():
        plain = [letter for letter in word if letter.isascii()]
        if len(plain) > 1 and all(map(str.isupper, plain)):
            return read.upper()
    return read


def _from_mojibake(text: str) -> str | None:
    """UTF-8 that was read as windows-1252 ("Viá»‡t Nam"), read again; None where *text* as a whole is not that."""
    if not _MOJIBAKE.search(text):
        return None
    try:
        read = bytes(_SHOWN_AS_1252[character] for character in text).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None
    fits, marked = syllable_share(unicodedata.normalize("NFC", read))
    return read if _UNICODE_ONLY.search(read) and fits * 5 >= marked * 4 else None
