"""Text normal form: every text of an article in composed, Unicode Vietnamese (crawler.text.letters)."""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from itemadapter import ItemAdapter

from crawler.items import ArticleFields, ArticleItem, Attachment, Block, Found, Image
from crawler.text.legacy import convert_as, recognise, syllable_share
from crawler.text.letters import normal_form

_SYMBOL = re.compile("[\u00a1-\u00bf]")  # letters in legacy codings; no Vietnamese in Unicode has them
_UNICODE = re.compile("[\u0102-\u01b0\u1ea0-\u1ef9]")  # letters that no legacy coding has


def normalize_fields(fields: ArticleFields) -> ArticleFields:
    """The same fields with every text in normal form; blocks keep their lines, blocks without a letter left go.

    A table's short cells do not tell the coding they are typed in: the article's other texts do.
    """
    title, lede = normal_form(fields.title), normal_form(fields.lede)
    blocks = [_normalize_block(block, "") for block in fields.blocks]
    mended = title != fields.title or lede != fields.lede or blocks != fields.blocks
    if mended and (coding := _coding_of(fields)):
        blocks = [_normalize_block(block, coding) for block in fields.blocks]
    return ArticleFields(
        title=title,
        lede=lede,
        byline=normal_form(fields.byline),
        source=normal_form(fields.source),
        section=normal_form(fields.section),
        blocks=[block for block in blocks if block.text],
        body_html=fields.body_html,
        dates=fields.dates,
        attachments=[Attachment(file.url, normal_form(file.name)) for file in fields.attachments],
        images=[Image(image.url, normal_form(image.caption)) for image in fields.images],
    )


def _normalize_block(block: Block, coding: str) -> Block:
    if "\n" in block.text:
        text = "\n".join(line for one in block.text.split("\n") if (line := _normal_line(one, coding)))
    else:
        text = _normal_line(block.text, coding)
    return block if text == block.text else Block(text, block.kind, block.set_apart)


def _coding_of(fields: ArticleFields) -> str:
    """The one legacy coding that texts of the article are typed in; "" where none or several are recognised."""
    texts = [fields.title, fields.lede, *(block.text for block in fields.blocks)]
    typed = [text for text in texts if _SYMBOL.search(text) and not _UNICODE.search(text)]
    told = {coding.name for text in typed if (coding := recognise(text))}
    return told.pop() if len(told) == 1 else ""


def _normal_line(line: str, coding: str) -> str:
    """The line in normal form; typed in the article's `coding` where more of its words are Vietnamese then."""
    text = normal_form(line)
    if not coding or line.isascii():
        return text
    read = normal_form(convert_as(line, coding))
    return read if syllable_share(read)[0] > syllable_share(text)[0] else text


def _normalize_link(link: Found) -> Found:
    if not link.text or (text := _normal_link_text(link.text)) == link.text:
        return link
    return replace(link, text=text)


@lru_cache(maxsize=8192)  # the same other links stand on page after page
def _normal_link_text(text: str) -> str:
    return normal_form(text)


class LettersPipeline:
    """First of all: the later steps read words."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, ArticleItem):
            adapter = ItemAdapter(item)
            adapter["fields"] = normalize_fields(item.fields)
            adapter["found"] = [_normalize_link(link) for link in item.found]
        return item
