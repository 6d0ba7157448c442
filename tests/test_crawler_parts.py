"""Articles of several pages: their parts are found and joined in order."""

from crawler.items import ArticleFields, Attachment, Block, Link, Reading
from crawler.parts import Parts

URL = "https://www.halam.example/2019/12/12/ky-hop/"


def reading(text: str, *pages: tuple[str, str], other: str = "") -> Reading:
    links = [Link(f"{URL}{path}", "page", label) for path, label in pages]
    links += [Link(other, "other")] if other else []
    fields = ArticleFields(title="Kỳ họp", blocks=[Block(text)], body_html=f"<p>{text}</p>")
    return Reading("article", "", fields, links)


def whole(first: str, pages: dict[str, Reading]) -> Reading:
    parts = Parts(f"{URL}{first}", pages[first], lambda url: url.startswith(URL))
    asked = []
    while url := parts.missing():
        asked.append(url)
        parts.add(url, pages[url.removeprefix(URL)])
    assert len(asked) == len(set(asked)) == len(pages) - 1
    return parts.joined()


def texts(joined: Reading) -> list[str]:
    assert joined.article is not None
    return [block.text for block in joined.article.blocks]


def test_numbered_parts_are_joined_in_their_order_from_whichever_was_asked_for() -> None:
    pages = {
        "": reading("một", ("2/", "2"), ("3/", "Trang 3")),
        "2/": reading("hai", ("", "1"), ("3/", "3"), other="https://www.halam.example/khac/"),
        "3/": reading("ba", ("", "1"), ("2/", "2")),
    }
    for first in pages:
        joined = whole(first, pages)
        assert texts(joined) == ["một", "hai", "ba"]
        assert [link.url for link in joined.links] == ["https://www.halam.example/khac/"]
        assert joined.article is not None
        assert joined.article.body_html == "<p>một</p>\n<p>hai</p>\n<p>ba</p>"


def test_parts_named_one_after_the_other_are_followed_to_the_last() -> None:
    pages = {
        "": reading("một", ("2/", "Tiếp")),
        "2/": reading("hai", ("", "Trước"), ("3/", "Tiếp")),
        "3/": reading("ba", ("2/", "Trước")),
    }
    assert texts(whole("", pages)) == ["một", "hai", "ba"]


def test_what_cannot_be_a_part_of_the_article_is_left_alone() -> None:
    page = reading("một")
    page.links.append(Link("https://elsewhere.example/2/", "page", "2"))
    assert Parts(URL, page, lambda url: url.startswith(URL)).missing() is None


def test_files_of_all_parts_are_kept_once_and_the_last_part_signs() -> None:
    first, second = reading("một", ("2/", "2")), reading("hai")
    assert first.article is not None
    assert second.article is not None
    file = Attachment("https://www.halam.example/a.pdf")
    first.article.attachments = [file]
    second.article.attachments, second.article.byline = [file, Attachment("https://www.halam.example/b.pdf")], "An"
    joined = whole("", {"": first, "2/": second})
    assert joined.article is not None
    assert len(joined.article.attachments) == 2
    assert joined.article.byline == "An"
