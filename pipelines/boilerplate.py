"""Body text without what portals print around it: tools, counters, signatures, lists of other news."""

from typing import Any

from itemadapter import ItemAdapter

from crawler.items import ArticleFields, ArticleItem
from crawler.text.boilerplate import strip_boilerplate


def clean_texts(fields: ArticleFields) -> dict[str, str]:
    """Title, lede, body, byline, source and section as they are archived: blocks joined by one blank line."""
    stripped = strip_boilerplate(fields.blocks, title=fields.title, lede=fields.lede)
    return {
        "title": fields.title,
        "lede": fields.lede,
        "body": "\n\n".join(block.text for block in stripped.blocks),
        "body_html": fields.body_html,
        "byline": fields.byline or stripped.byline,
        "source": fields.source or stripped.source,
        "section": fields.section,
    }


class BoilerplatePipeline:
    """After the letters, for it looks for words."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, ArticleItem):
            ItemAdapter(item).update(clean_texts(item.fields))
        return item
