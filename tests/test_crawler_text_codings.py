"""The tables of the old codings, and the syllables they spell."""

import pytest

from crawler.text.codings import codings, read_bytes, windows_1252
from crawler.text.syllable import LETTERS, is_syllable, syllables

SYLLABLES = " ".join(syllables())


def typed(text: str, coding: str) -> str:
    """*text* as it stands in a page of that coding which was taken for windows-1252."""
    table = next(entry.table for entry in codings() if entry.name == coding)
    keys: dict[str, str] = {}
    for key, letter in table.items():
        keys.setdefault(letter, key)
    return "".join(letter if letter.isascii() else keys.get(letter, letter) for letter in text)


@pytest.mark.parametrize("coding", ["tcvn3", "vni", "viscii", "vps"])
def test_every_syllable_round_trips(coding: str) -> None:
    table = next(entry for entry in codings() if entry.name == coding)
    assert not set(LETTERS) - set(table.table.values()) - set("aeiouy")
    legacy = typed(SYLLABLES, coding)
    assert legacy != SYLLABLES
    assert table.read(legacy) == SYLLABLES


@pytest.mark.parametrize("coding", ["vni", "viscii", "vps"])
def test_every_capital_round_trips(coding: str) -> None:
    table = next(entry for entry in codings() if entry.name == coding)
    assert table.read(typed(SYLLABLES.upper(), coding)) == SYLLABLES.upper()


@pytest.mark.parametrize("name", ["tcvn5712", "viscii", "vps"])
def test_bytes_hold_every_letter_once(name: str) -> None:
    table = read_bytes(bytes(range(256)), name)
    assert len(table) == 256
    for letter in LETTERS + LETTERS.upper():
        assert table.count(letter) == 1, letter
    assert table[0x20:0x7F] == bytes(range(0x20, 0x7F)).decode("ascii")


def test_bytes_of_known_words() -> None:
    assert read_bytes(b"Vi\xd6t Nam \xa7\xb5 N\xbdng", "tcvn5712") == "Việt Nam Đà Nẵng"
    assert read_bytes(b"Vi\xaet Nam \xd0\xe0 N\xc7ng", "viscii") == "Việt Nam Đà Nẵng"
    assert read_bytes(b"Vi\x8ct Nam \xf1\xe0 N\xa4ng", "vps") == "Việt Nam Đà Nẵng"


def test_unknown_coding_is_loud() -> None:
    with pytest.raises(KeyError):
        read_bytes(b"abc", "koi8")


def test_windows_1252_reads_every_byte() -> None:
    text = windows_1252(bytes(range(256)))
    assert len(set(text)) == 256
    assert windows_1252(b"\x93\x80\x81") == "“€\x81"


@pytest.mark.parametrize(
    "word", "việt hòa hoà thuý thúy quý quốc giếng gì gìn giúp nghiêng khuỷu quyết đắk yêu uỷ ủy".split()
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", "été très café côte schön gn thes les hoanà gê kô cê ngi viêt háp̀ ộtộ sigurđsson".split()
)
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def test_the_inventory_is_whole() -> None:
    inventory = SYLLABLES.split()
    assert 17_000 < len(inventory) == len(set(inventory))
    assert all(map(is_syllable, inventory))
