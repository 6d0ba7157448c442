"""How alike two texts are, and by which numbers alike texts find each other.

A text is taken as the set of its word quadruples, in lower case and with tones placed one way. The signature is one
permutation hashing (Li, Owen, Zhang 2012) with the empty places filled as Shrivastava proposed (2017), banded for
look-up. It is written here, not taken from datasketch (which brings NumPy and SciPy) nor from a package whose hashes
may change with its version: the numbers stay in archives for years, and only CRC-32 and integers go into them.
"""

import re
from collections.abc import Iterator
from zlib import crc32

from crawler.text.folding import tone_form
from crawler.text.syllable import LETTERS

SHINGLE = 4
FEWEST = 20  # different quadruples; below that, being alike tells nothing
BANDS, ROWS = 24, 3  # texts that share half of their quadruples meet in 96 % of cases, those that share a tenth in 2 %
Facts = tuple[frozenset[str], frozenset[str]]
_PLACES = BANDS * ROWS
_SPREAD = 0x9E3779B97F4A7C15
_WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(b" ")
_NUMBER = re.compile(r"\d[\d.,:/-]*\d|\d+")
# Two capitalised words or more, one behind the other: who and where. One alone may be a sentence's first.
_CAPITALISED = rf"[A-Z{LETTERS.upper()}]\w*"
_NAME = re.compile(rf"{_CAPITALISED}(?: {_CAPITALISED})+")


def shingles(text: str) -> frozenset[int]:
    """The text's word quadruples, each as its CRC-32."""
    data = " ".join(_WORD.findall(tone_form(text))).encode()
    starts = [0, *(space.end() for space in _SPACE.finditer(data)), len(data) + 1]
    return frozenset([crc32(data[start : end - 1]) for start, end in zip(starts, starts[SHINGLE:], strict=False)])


def similarity(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of all their shingles that both have (Jaccard), 0 … 1."""
    return len(one & other) / len(one | other) if one or other else 0.0


def bands(of: frozenset[int]) -> list[int]:
    """Numbers of which alike texts have at least one in common; none where the text is too short to tell."""
    if len(of) < FEWEST:
        return []
    # Of the shingles that fall to a place the smallest wins, since it is written last.
    mixed = sorted([(shingle * _SPREAD & 0xFFFFFFFFFFFFFFFF) >> 16 for shingle in of], reverse=True)
    least = {value % _PLACES: value for value in mixed}
    values = [least.get(place) or _borrowed(place, least) for place in range(_PLACES)]
    return [_band(number, values[number * ROWS : (number + 1) * ROWS]) for number in range(BANDS)]


def facts(text: str) -> Facts:
    """The text's figures, and its names of two words or more."""
    return frozenset(_NUMBER.findall(text)), frozenset(_NAME.findall(text))


def same_facts(one: Facts, other: Facts) -> bool:
    """Whether both kinds are mostly the same: what tells a copy from a form letter."""
    return all(len(a & b) >= 0.6 * min(len(a), len(b)) for a, b in zip(one, other, strict=True))


def _borrowed(place: int, least: dict[int, int]) -> int:
    """The value of another place, drawn by `place` alone, so that alike texts borrow alike."""
    return next(least[other] for other in _draws(place) if other in least)


def _draws(place: int) -> Iterator[int]:
    state = place + 1
    while True:
        state = state * 6364136223846793005 + 1442695040888963407 & 0xFFFFFFFFFFFFFFFF
        yield (state >> 33) % _PLACES


def _band(number: int, values: list[int]) -> int:
    """63 bits, so that SQLite holds it as an integer."""
    key = number
    for value in values:
        key = (key * _SPREAD ^ value) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    return key >> 1
