"""The invented articles that every family site shows (fixtures/sites/stock.toml), and what a right reading of them is.

A stock article's `body` is plain text, blocks parted by a blank line:

    ## heading          - list item (one line each)        a | b (table, one row a line)        > quote
    ![caption](a.jpg)   --- (page break, for systems with articles of several pages)
    anything else is a paragraph; inside one **bold** and [text](#12), a link to the article with id 12

`text_blocks` gives these blocks as the archive is to hold them (the text conventions of crawler.items.Block).
"""

import re
import tomllib
import unicodedata
from datetime import datetime
from pathlib import Path

import msgspec

SITES = Path(__file__).parent.parent / "fixtures" / "sites"
BOLD = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\[([^\]]+)\]\(#(\d+)\)")
PICTURE = re.compile(r"!\[(.*)\]\((\S+)\)")


class StockSection(msgspec.Struct, forbid_unknown_fields=True):
    """A section; sites may give it another slug or order (site.toml `[[section]]`)."""

    id: int
    slug: str
    name: str


class StockArticle(msgspec.Struct, forbid_unknown_fields=True):
    """One invented article. `posted` is local time; `repeat_lede`: its author typed the lede again as paragraph one."""

    id: int
    section: int
    posted: datetime
    title: str
    lede: str = ""
    body: str = ""
    byline: str = ""
    source: str = ""
    tags: list[str] = []
    attachments: list[str] = []  # names of files
    repeat_lede: bool = False
    alias: str = ""  # the slug, where it is not made of the title

    @property
    def slug(self) -> str:
        return self.alias or slugify(self.title)

    @property
    def blocks(self) -> list[str]:
        return [block for block in re.split(r"\n\s*\n", self.body.strip()) if block]


class Stock(msgspec.Struct, forbid_unknown_fields=True):
    section: list[StockSection]
    article: list[StockArticle]


def load_stock() -> Stock:
    return msgspec.convert(tomllib.loads((SITES / "stock.toml").read_text("utf-8")), Stock)


def slugify(text: str) -> str:
    """ASCII words joined by "-", as every system here makes its addresses ("Đà Nẵng" gives "da-nang")."""
    folded = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").lower())
    return re.sub(r"[^a-z0-9]+", "-", folded.encode("ascii", "ignore").decode()).strip("-")


def plain(text: str) -> str:
    """A paragraph's text without its inline marks."""
    return BOLD.sub(r"\1", LINK.sub(r"\1", text))


def text_blocks(article: StockArticle) -> list[str]:
    """The body as it is to be archived: captions and page breaks gone, tables and lists as lines."""
    blocks = []
    for block in article.blocks:
        if block == "---" or PICTURE.fullmatch(block):
            continue
        blocks.append(plain(block.removeprefix("## ").removeprefix("> ")))
    return blocks
