"""The letters of an article as a whole: what one text cannot tell another does."""

import pytest

from crawler.items import ArticleFields, Block
from pipelines.letters import normalize_fields

TEXT = "§¶ng bé x· Kim Thñy ®· l·nh ®¹o nh©n d©n thùc hiÖn tèt c¸c nhiÖm vô ph¸t triÓn kinh tÕ - x· héi."


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1 | C¸ r« phi | kg\n2 | Lóa tÎ | kg", "1 | Cá rô phi | kg\n2 | Lúa tẻ | kg"),
        ("Ng©n S¬n | 9\nM\xadêng Khoa | 4\nLoµi | 3", "Ngân Sơn | 9\nMường Khoa | 4\nLoài | 3"),
        ("Con sè biÕt nãi", "Con số biết nói"),
        ("Kg | 12,5", "Kg | 12,5"),
        ("Bà con xã Nậm Lành", "Bà con xã Nậm Lành"),
    ],
)
def test_texts_too_short_to_tell_their_coding_are_read_as_the_rest_of_the_article(typed: str, read: str) -> None:
    fields = ArticleFields("Tin", blocks=[Block(TEXT), Block(typed)])
    assert normalize_fields(fields).blocks[1].text == read


def test_without_a_text_that_tells_nothing_is_converted() -> None:
    fields = ArticleFields("Tin", blocks=[Block("Tải về © 2017"), Block("Giá 5 £ | 3 µm")])
    assert [block.text for block in normalize_fields(fields).blocks] == ["Tải về © 2017", "Giá 5 £ | 3 µm"]
