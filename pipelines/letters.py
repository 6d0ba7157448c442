"""Text normal form: every text of an article in composed, Unicode Vietnamese (crawler.text.letters)."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from itemadapter import ItemAdapter

from crawler.items import ArticleFields, ArticleItem, Block, Found
from crawler.text.letters import normal_form


def normalize_fields(fields: ArticleFields) -> ArticleFields:
    """The same fields with every text in normal form; blocks keep their lines, blocks without a letter left go."""
    return replace(
        fields,
        title=normal_form(fields.title),
        lede=normal_form(fields.lede),
        byline=normal_form(fields.byline),
        source=normal_form(fields.source),
        section=normal_form(fields.section),
        blocks=[block for block in map(_normalize_block, fields.blocks) if block.text],
        body_html=fields.body_html,
        attachments=[replace(file, name=normal_form(file.name)) for file in fields.attachments],
        images=[replace(image, caption=normal_form(image.caption)) for image in fields.images],
    )


def _normalize_block(block: Block) -> Block:
    if "\n" in block.text:
        text = "\n".join(line for line in map(normal_form, block.text.split("\n")) if line)
    else:
        text = normal_form(block.text)
    return block if text == block.text else replace(block, text=text)


def _normalize_link(link: Found) -> Found:
    text = _normal_link_text(link.text)
    return link if text == link.text else replace(link, text=text)


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
