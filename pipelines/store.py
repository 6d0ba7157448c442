"""The last step: one page or file, one transaction, with its frontier row."""

from contextlib import suppress
from typing import Any

from itemadapter import ItemAdapter

from crawler.errors import ArchiveError
from crawler.items import ArticleItem, FileItem, PageItem


class StorePipeline:
    """Waits until the page is on disk, so that a page counts as under way until nothing can lose it."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> "StorePipeline":
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        kind = ItemAdapter(item).item.__class__
        if kind not in (ArticleItem, PageItem, FileItem):
            raise TypeError(f"the archive takes ArticleItem, PageItem and FileItem, not {type(item).__name__}")
        crawl = self._crawler.spider.crawl
        with suppress(ArchiveError):  # the crawl itself has noted it: it ends the whole run
            await (crawl.files if kind is FileItem else crawl).settle(item)
        return item
