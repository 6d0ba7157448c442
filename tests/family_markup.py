"""A stock article's body as the markup its family writes (the `[body]` table of a site.toml)."""

from collections.abc import Callable
from html import escape

import msgspec

from tests.family_stock import BOLD, LINK, PICTURE, StockArticle

WEEKDAYS = ["Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật"]
MONTHS = ["Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai"]


class BodyMarkup(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How this family's editor writes a body; `{}` is the inside. Article N uses `paragraph[N % len]`.

    `picture` gets `{url}` and `{caption}`, `bare_picture` (no caption) `{url}`. `attachment`, where not empty, is put
    after the body for every file (`{url}`, `{name}`); with `attachment_text` the file's name is then part of the body.
    `ending` likewise puts the byline ("field" families print it in their template instead).
    """

    paragraph: list[str] = msgspec.field(default_factory=lambda: ["<p>{}</p>"])
    heading: str = "<h2>{}</h2>"
    bullets: str = "<ul>\n{}\n</ul>"
    item: str = "<li>{}</li>"
    table: str = '<table border="1" cellpadding="0" cellspacing="0"><tbody>\n{}\n</tbody></table>'
    row: str = "<tr>{}</tr>"
    cell: str = "<td>{}</td>"
    quote: str = "<blockquote><p>{}</p></blockquote>"
    picture: str = '<figure><img src="{url}" alt="{caption}" /><figcaption>{caption}</figcaption></figure>'
    bare_picture: str = '<p><img src="{url}" alt="" /></p>'
    attachment: str = ""
    attachment_text: bool = False
    ending: str = ""


class BodyWriter:
    """Writes bodies for one site. `address(id)`, `image(article, name)` and `file(…)` give the site's URLs."""

    def __init__(
        self,
        markup: BodyMarkup,
        address: Callable[[int], str],
        image: Callable[[StockArticle, str], str],
    ) -> None:
        self.markup, self.address, self.image = markup, address, image

    def pages(self, article: StockArticle, *, first: str = "") -> list[str]:
        """The body's HTML, one string per page of the article; `first` is a paragraph (the lede) put before it."""
        shapes = self.markup.paragraph
        shape = shapes[article.id % len(shapes)]
        pages: list[list[str]] = [[_fill(shape, escape(first, quote=False))] if first else []]
        for block in article.blocks:
            if block == "---":
                pages.append([])
            else:
                pages[-1].append(self._block(article, block, shape))
        return ["\n".join(page) for page in pages]

    def _block(self, article: StockArticle, block: str, shape: str) -> str:
        markup = self.markup
        if picture := PICTURE.fullmatch(block):
            kind = markup.picture if picture[1] else markup.bare_picture
            return kind.format(url=self.image(article, picture[2]), caption=escape(picture[1]))
        if block.startswith("## "):
            return _fill(markup.heading, self._inline(block[3:]))
        if block.startswith("> "):
            return _fill(markup.quote, self._inline(block[2:]))
        lines = block.split("\n")
        if block.startswith("- "):
            items = (_fill(markup.item, self._inline(line[2:])) for line in lines)
            return _fill(markup.bullets, "\n".join(items))
        if " | " in block:
            cells = ([_fill(markup.cell, self._inline(cell)) for cell in line.split(" | ")] for line in lines)
            return _fill(markup.table, "\n".join(_fill(markup.row, "".join(row)) for row in cells))
        return _fill(shape, self._inline(block))

    def _inline(self, text: str) -> str:
        text = BOLD.sub(r"<strong>\1</strong>", escape(text, quote=False))
        return LINK.sub(lambda link: f'<a href="{self.address(int(link[2]))}">{link[1]}</a>', text)


def _fill(shape: str, inside: str) -> str:
    return shape.replace("{}", inside, 1)
