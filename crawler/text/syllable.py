"""The Vietnamese syllable: which letter groups can be one, and the full inventory of them.

Orthography as schools teach it since 1980, both tone placements (``hòa`` and ``hoà``), plus the few shapes that place
names of the Central Highlands add (``Đắk``, ``Lắk``). About 18,000 spellings are accepted; French, German, Icelandic or
English words of more than three letters almost never are, which is what recognition elsewhere rests on.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
"""Combining marks in dictionary order: level, grave, acute, hook above, tilde, dot below."""

VOWELS = "aăâeêioôơuưy"
LETTERS = "".join(unicodedata.normalize("NFC", v + tone) for v in VOWELS for tone in TONES) + "đ"
"""Every lower-case letter Vietnamese adds to ASCII, and the six plain vowels among them."""

_BACK_ONSETS = ("", "b", "ch", "d", "đ", "h", "kh", "l", "m", "n", "nh", "p", "ph", "r", "s", "t", "th", "tr", "v", "x")
_FRONT_ONLY = ("k", "gh", "ngh")
_BACK_ONLY = ("c", "g", "ng")
_ONSET = re.compile("(ngh|ng|nh|gh|gi|g|kh|k|ch|c|th|tr|t|ph|p|qu|b|d|đ|h|l|m|n|r|s|v|x|)(.+)", re.DOTALL)

# Rhymes without tone. The tone goes on the letter before the dot; in older spelling on the one before the comma.
_RHYMES = """
a. a.c a.ch a.i a.m a.n a.ng a.nh a.o a.p a.t a.u a.y ă.c ă.k ă.m ă.n ă.ng ă.p ă.t â.c â.m â.n â.ng â.p â.t â.u â.y
e. e.c e.k e.m e.n e.ng e.o e.p e.t ê. ê.ch ê.m ê.n ê.nh ê.p ê.t ê.u
i. i.a i.ch i.m i.n i.nh i.p i.t i.u iê.c iê.m iê.n iê.ng iê.p iê.t iê.u
o. o.c o.i o.m o.n o.ng o.p o.t oo.c oo.ng o,a. oa.c oa.ch oa.i oa.m oa.n oa.ng oa.nh oa.o oa.p oa.t oa.y
oă.c oă.m oă.n oă.ng oă.t o,e. oe.n oe.o oe.t ô. ô.c ô.i ô.m ô.n ô.ng ô.p ô.t ơ. ơ.i ơ.m ơ.n ơ.p ơ.t
u. u.a u.c u.i u.m u.n u.ng u.p u.t uâ.n uâ.ng uâ.t uâ.y uê. uê.ch uê.nh uô.c uô.i uô.m uô.n uô.ng uô.t uơ.
u,y. uya. uy.ch uy.n uy.nh uy.p uy.t uy.u uyê.n uyê.t ư. ư.a ư.c ư.i ư.m ư.n ư.ng ư.t ư.u ươ.c ươ.i ươ.m ươ.n ươ.ng
ươ.p ươ.t ươ.u y. yê.m yê.n yê.ng yê.t yê.u
"""
_AFTER_QU = """
a ac ach ai am an ang anh ao at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât âu ây e en eo et ê ên ênh êt êu i ia ich
in it iên iêt y ych yn ynh yt yên yêt ôc ơ ơi ơn ơt
"""
_AFTER_GI = """
a ac ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âm ân âp ât âu ây e eo em ep et êng êt o oc oi om on
ong ot ô ôc ôi ôn ông ôp ôt ơ ơi ơn u ua uc ui um un ung up uôc ư ưa ưt ương ươc ươi
"""


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether *word* (NFC, lower case) is spelled like a Vietnamese syllable, its tone where it may stand."""
    match = _ONSET.fullmatch(word)
    if match is None:
        return False
    onset, rest = match.groups()
    toned = _toned_rhymes()
    # "giếng" is g + iếng: the i that was taken for the onset belongs to the rhyme.
    return rest in toned[onset] or (onset == "gi" and "i" + rest in toned["g"])


def syllables() -> Iterator[str]:
    """Every accepted spelling once, lower case, NFC, in code-point order: the whole inventory."""
    return iter(sorted({onset + rhyme for onset, rhymes in _toned_rhymes().items() for rhyme in rhymes}))


@cache
def _toned_rhymes() -> dict[str, frozenset[str]]:
    """Onset → the rhymes, tones included, that may follow it."""
    plain = _RHYMES.split()
    front = [rhyme for rhyme in plain if rhyme[0] in "ieêy"]
    table = {onset: _with_tones(plain) for onset in _BACK_ONSETS}
    table |= {onset: _with_tones(front) for onset in _FRONT_ONLY}
    table |= {onset: _with_tones([r for r in plain if r[0] not in "ieêy"]) for onset in _BACK_ONLY}
    # "Bắc Kạn", "Kông": k before a back vowel lives on in names; "gì", "giếng" are g with a rhyme in i.
    table["k"] |= _with_tones(["a.n", "ô.ng", "a.", "o.n"])
    table["g"] |= _with_tones([r for r in plain if r[0] == "i"])
    table["qu"] = _with_tones([_dotted(rhyme, plain) for rhyme in _AFTER_QU.split()])
    table["gi"] = _with_tones([_dotted(rhyme, plain) for rhyme in _AFTER_GI.split()])
    return table


def _dotted(rhyme: str, plain: list[str]) -> str:
    known = {entry.replace(".", "").replace(",", ""): entry for entry in plain}
    nucleus = "yê" if rhyme.startswith("yê") else "y" if rhyme.startswith("y") else rhyme[0]
    return known.get(rhyme) or f"{nucleus}.{rhyme[len(nucleus) :]}"


def _with_tones(rhymes: list[str]) -> frozenset[str]:
    """All tones a rhyme may bear: one that ends in c, ch, k, p or t only the acute and the dot below."""
    spelled: set[str] = set()
    for rhyme in rhymes:
        nucleus, _, ending = rhyme.partition(".")
        older, _, newer = nucleus.partition(",")
        places = [(older, newer + ending), (older + newer, ending)] if newer else [(nucleus, ending)]
        tones = TONES[2::3] if ending in {"c", "ch", "k", "p", "t"} else TONES
        spelled |= {unicodedata.normalize("NFC", head + tone) + tail for head, tail in places for tone in tones}
    return frozenset(spelled)
