"""Recognising text in the old codings: what must be converted, and above all what must not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.legacy import from_legacy, recognise
from crawler.text.letters import normal_form
from crawler.text.syllable import syllables
from tests.test_crawler_text_codings import typed

SENTENCES = [
    "cộng hoà xã hội chủ nghĩa việt nam, độc lập - tự do - hạnh phúc",
    "thủ tướng chính phủ vừa ban hành quyết định phê duyệt đề án phát triển du lịch",
    "sáng nay, hội đồng nhân dân tỉnh khai mạc kỳ họp thứ ba, bàn về tình hình kinh tế - xã hội",
    "các địa phương ven biển chủ động ứng phó với bão số 5, bảo đảm an toàn cho người dân ở vùng trũng",
]

FOREIGN = [
    "Les élèves français étaient à côté du château, où l’on servait déjà du café; naïveté, maïs, Noël, août, dû, forêt",
    "Le Président a reçu hier à l’Élysée les délégués du comité d’hygiène et de sécurité",
    "Übung für die schönen Bäume, Größe und Flüsse in Köln; Tür, König, Höhe, während, müssen, könnten",
    "Sigurðsson fór til Norðurár með Þórði og Ásu á þriðjudag; þá var bærinn auður og snjór á jörðu",
    "São Paulo não é a capital; há três cidades, coração, informação, é só, já até pé",
    "Nå, så må du gå på ski; når blåbær og rødgrød står på bordet, så får hun løn",
    "Då gå vi så små, när de få små påsar på",
    "El niño comió piña en España; mañana él irá a pie, sí señor, ¿qué tal? ¡olé!",
    "Hyvä päivä, äiti lähtee Jyväskylään; näin hän tää työ",
    "Coördinatie van zeeën, naïeve poëzie, reünie en geïnd",
    "Thaï, Moï, Laï, Haï",
    "© 2017 ®™ · § 5 · 30 m², 25 °C, n° 5, 10 µm, 1ª và 2º",
]


@pytest.mark.parametrize("coding", ["tcvn3", "vni", "viscii", "vps"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_in_an_old_coding_is_converted(sentence: str, coding: str) -> None:
    legacy = typed(sentence, coding)
    recognised = recognise(legacy)
    assert recognised is not None
    assert recognised.name == coding
    assert normal_form(legacy) == sentence


@pytest.mark.parametrize(
    ("legacy", "expected"),
    [
        ("C«ng hoµ x· héi chñ nghÜa ViÖt Nam", "Công hoà xã hội chủ nghĩa Việt Nam"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (
            "Thñ t\u00adíng ChÝnh phñ ban hµnh QuyÕt ®Þnh sè 45/2003/Q§-TTg",
            "Thủ tướng Chính phủ ban hành Quyết định số 45/2003/QĐ-TTg",
        ),
        ("Th«ng b¸o", "Thông báo"),
        ("Thoâng baùo", "Thông báo"),
        ("Hµ Néi míi", "Hà Nội mới"),
        ("Ph¸t triÓn kinh tÕ", "Phát triển kinh tế"),
        ("KÕt qu¶ kú thi", "Kết quả kỳ thi"),
        ("TiÕng ViÖt", "Tiếng Việt"),
        ("Hoäi nghò", "Hội nghị"),
        ("© 2005 Së V¨n ho¸ - Th«ng tin", "© 2005 Sở Văn hoá - Thông tin"),
        ("Viá»‡t Nam Ä‘áº¥t nÆ°á»›c con ngÆ°á»\u009di", "Việt Nam đất nước con người"),
    ],
)
def test_known_shapes(legacy: str, expected: str) -> None:
    assert normal_form(legacy) == expected


def test_a_quotation_in_an_old_coding_is_converted_within_a_unicode_paragraph() -> None:
    text = "Trang bìa ghi: “C«ng hoµ x· héi chñ nghÜa ViÖt Nam” (bản in năm 1998)."
    assert from_legacy(text) == "Trang bìa ghi: “Công hoà xã hội chủ nghĩa Việt Nam” (bản in năm 1998)."


@pytest.mark.parametrize(
    "text", [*FOREIGN, *SENTENCES, "Có gì khó mà ngại", "bà có nhà", "ViÖt Nam", "“Được”, ông nói: «Nào!»"]
)
def test_everything_else_stays(text: str) -> None:
    """One marked word alone ("ViÖt Nam") stays too: nothing tells it from a foreign word."""
    assert from_legacy(text) == text


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([word for line in FOREIGN for word in line.split()]), max_size=6).map(" ".join))
def test_foreign_words_in_any_order_stay(text: str) -> None:
    assert from_legacy(text) == text


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(list(syllables())), max_size=12).map(" ".join))
def test_unicode_vietnamese_stays(text: str) -> None:
    assert from_legacy(text) == text


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=0x17F), max_size=60))
def test_never_raises(text: str) -> None:
    assert isinstance(from_legacy(text), str)
