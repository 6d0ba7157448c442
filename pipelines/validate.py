"""What may enter the archive: never half an article."""

from typing import Any

from itemadapter import ItemAdapter

from crawler.errors import PageUnreadable
from crawler.items import ArticleItem, PageItem, Problem

LONGEST_TITLE = 1_000


def check_article(article: ItemAdapter) -> list[Problem]:
    """What is odd about an article that may still be archived.

    Raises PageUnreadable where it may not: without a title there is no article. An empty body is archived (real portals
    hold such pages) and told.
    """
    title = article["title"]
    if not title:
        raise PageUnreadable("no title")
    if len(title) > LONGEST_TITLE:
        raise PageUnreadable("no title", f"{len(title)} letters stand where the title should be")
    if not article["body"] and not article["fields"].attachments and not article["fields"].images:
        return [Problem("validate", "empty body")]
    return []


class ValidatePipeline:
    """Turns an article that is none into a page with a problem, so that its links and its frontier row are kept."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, ArticleItem):
            return item
        try:
            item.problems += check_article(ItemAdapter(item))
        except PageUnreadable as error:
            problems = [*item.problems, Problem("validate", error.reason, error.detail)]
            return PageItem(item.fetched, "unread", found=item.found, problems=problems)
        return item
