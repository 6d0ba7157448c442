"""The letters of an article as a whole: what one text cannot tell another does."""

from crawler.items import ArticleFields, Block
from pipelines.letters import normalize_fields


def test_cells_too_short_to_tell_their_coding_are_read_as_the_rest_of_the_article() -> None:
    text = "§¶ng bé x· Kim Thñy ®· l·nh ®¹o nh©n d©n thùc hiÖn tèt c¸c nhiÖm vô ph¸t triÓn kinh tÕ - x· héi."
    fields = ArticleFields("Tin", blocks=[Block(text), Block("1 | C¸ r« phi | kg\n2 | Lóa tÎ | kg", "table")])
    assert normalize_fields(fields).blocks[1].text == "1 | Cá rô phi | kg\n2 | Lúa tẻ | kg"
