"""The normal form: entities, composition, invisible characters, look-alike letters."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.letters import normal_form, unescape
from crawler.text.syllable import TONES, syllables

SYLLABLES = list(syllables())
PARAGRAPH = (
    "Sáng ngày 31/5, tại Đà Nẵng, Ủy ban nhân dân thành phố tổ chức hội nghị “tổng kết công tác” năm 2017 – 2018; "
    "các đại biểu được nghe báo cáo về tình hình kinh tế, xã hội và ghi nhận ý kiến của cử tri."
)

CASES = {
    "entity before a combining mark": ("bu&ocirc;\u0309i hi&ecirc;\u0323n nay", "buổi hiện nay"),
    "numeric entities": ("Ng&#224;y h&#xE1;i ch&#232;", "Ngày hái chè"),
    "escaped twice": ("Huế&amp;nbsp;&amp;ndash; &amp;amp;ocirc;", "Huế – ô"),
    "title of NukeViet": ("Thông báo&#x3A; số 5&#x002F;TB", "Thông báo: số 5/TB"),
    "escaped over and over": ("&" + "amp;#38;#x26;" * 50 + "lt;", "<"),
    "escaped thrice and only space": ("&amp;amp;nbsp;", ""),
    "no entity": ("AT&T, R&D; &copy 2017 và &lạ;", "AT&T, R&D; &copy 2017 và &lạ;"),
    "unknown entity": ("&khongco; &x;", "&khongco; &x;"),
    "decomposed": (unicodedata.normalize("NFD", PARAGRAPH), PARAGRAPH),
    "tone before circumflex": ("e\u0301\u0302 o\u0309\u0302i a\u0301\u0306n", "ế ổi ắn"),
    "dot before circumflex": ("a\u0323\u0302 e\u0323\u0302 ê\u0323", "ậ ệ ệ"),
    "tone marks of old": ("a\u0340 a\u0341", "à á"),
    "soft hyphen": ("l\u00adương, n\u00ad\u00adước", "lương, nước"),
    "zero width": ("\ufeffViệt\u200b Nam\u2060\u200e", "Việt Nam"),
    "spaces": ("\u00a0a\u2009b\u3000c\t\n d\u2028e ", "a b c d e"),
    "controls": ("a\x00b\x08c\x7fd\x9fe", "abcde"),
    "eth": ("Ðà Nẵng, Quảng Ðông, ðịa phương", "Đà Nẵng, Quảng Đông, địa phương"),
    "eth alone": ("Ðông Hà", "Đông Hà"),
    "eth in capitals": ("ÐOÀN ÐẠI BIỂU", "ĐOÀN ĐẠI BIỂU"),
    "eth in abbreviations": (
        "Quyết định số 45/QÐ-UBND của HÐND, Sở GDÐT",
        "Quyết định số 45/QĐ-UBND của HĐND, Sở GDĐT",
    ),
    "eth in a name of the highlands": ("huyện Ðakrông, Ia Ðrăng", "huyện Đakrông, Ia Đrăng"),
    "African d": ("Ɖà Nẵng", "Đà Nẵng"),
    "struck d": ("D\u0336à Nẵng, d\u0335ường", "Đà Nẵng, đường"),
    "gha for u with horn": ("đƣợc nhƣ trƣờng ƢỚC", "được như trường ƯỚC"),
    "surrogates": ("\ud83d\ude00 a\ud800", "😀 a\ufffd"),
}

FOREIGN = [
    "Ðóra Sigurðsson fór norður að Norðurá með Þórði",
    "ðe cyning and ða men þæt",
    "Sigurðsson đến thăm Hà Nội",
    "Ɖe ŋutsu la ƒe ɖe",
    "Les élèves français étaient à côté du château, où l’on servait déjà du café; naïveté",
    "Übung für die schönen Bäume, Größe und Flüsse in Köln",
    "São Paulo não é a capital; há três cidades, coração, informação",
    "Nå, så må du gå på ski",
    "Thaï, Moï, Laï",
    "Đây là 30 m², 25 °C, n° 5, 10 µm và 1ª",
    "Nǐ hǎo",
    "© 2017 ® ™ – —",
    "人民日报 Россия Ελλάδα ไทย",
    "👨\u200d👩\u200d👧",
]


@pytest.mark.parametrize(("given_text", "expected"), CASES.values(), ids=CASES.keys())
def test_normal_form(given_text: str, expected: str) -> None:
    assert normal_form(given_text) == expected
    assert normal_form(expected) == expected


@pytest.mark.parametrize("text", [PARAGRAPH, "", "UBND", "Hoà Bình, hòa bình", *FOREIGN])
def test_text_in_normal_form_stays(text: str) -> None:
    assert normal_form(text) == text


def test_clean_text_is_returned_itself() -> None:
    text = PARAGRAPH * 20
    assert normal_form(text) is text


def test_markup_written_about_is_kept_readable() -> None:
    assert normal_form("Thẻ &lt;br&gt; dùng để xuống dòng") == "Thẻ <br> dùng để xuống dòng"


def test_unescape_alone_touches_nothing_else() -> None:
    assert unescape("a  &amp;nbsp; b") == "a  \u00a0 b"


def test_every_syllable_from_every_composition() -> None:
    text = " ".join(SYLLABLES)
    windows_1258 = "".join(_vowel_then_tone(letter) for letter in text)
    entities = "".join(f"&#{ord(letter)};" if ord(letter) > 127 else letter for letter in text)
    assert normal_form(text) == text
    assert normal_form(unicodedata.normalize("NFD", text)) == text
    assert normal_form(windows_1258) == text
    assert normal_form(entities) == text
    assert normal_form(entities.replace("&", "&amp;")) == text
    assert normal_form(text.replace("đ", "ð")) == text
    assert normal_form(text.upper().replace("Đ", "Ð")) == text.upper()


def _vowel_then_tone(letter: str) -> str:
    spread = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in spread[1:] if mark in TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in spread if mark not in tones)) + tones


PIECES = "& amp; &# x41; nbsp; ; D Ð ð ƣ e ViÖt ®¶ng hoäi Coäng µ Ã ¡ á»‡ “ ” th ng à ă ạ đ".split()
FRAGMENTS = st.sampled_from(
    [*PIECES, " ", "\u00ad", "\u0302", "\u0301", "\u0336", "\ud800", "\udc00", "\u200d", "\x85", "\x1e"]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(FRAGMENTS, max_size=14).map("".join)))
def test_idempotent_and_never_raises(text: str) -> None:
    once = normal_form(text)
    assert normal_form(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once
    assert once == once.strip()
    once.encode("utf-8")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=12).map(" ".join))
def test_vietnamese_is_never_taken_for_something_else(text: str) -> None:
    assert normal_form(text) == text
    assert normal_form(text.upper()) == text.upper()


def test_a_long_hostile_line_takes_no_quadratic_time() -> None:
    started = time.process_time()
    for hostile in ("&amp;" * 20_000, "a\u0301\u0302" * 20_000, "&" * 100_000, "ViÖt ®" * 10_000, "Ð" * 50_000):
        normal_form(hostile)
    assert time.process_time() - started < 20
