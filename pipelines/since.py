"""`--since`: an article older than asked for is left where it is, and so is everything it points back to."""

from datetime import datetime
from typing import Any

from itemadapter import ItemAdapter

from crawler.items import ArticleItem, PageItem


def is_older(article: ItemAdapter, since: datetime) -> bool:
    """Whether the article's date is before `since`; an undated article is never older."""
    published = article["published"]
    return published is not None and published < since


class SincePipeline:
    """Skipped pages stay in the frontier: a later crawl without the bound fetches them."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> "SincePipeline":
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        since = self._crawler.spider.crawl.since
        if since is not None and isinstance(item, ArticleItem) and is_older(ItemAdapter(item), since):
            return PageItem(item.fetched, "skipped")
        return item
