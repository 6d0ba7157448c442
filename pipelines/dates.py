"""The printed date as an instant in the portal's zone, or a problem: never a guess."""

from typing import Any
from zoneinfo import ZoneInfo

from itemadapter import ItemAdapter

from crawler.items import ArticleItem, Problem
from crawler.text.date_choice import choose_date
from crawler.text.letters import normal_form


def read_date(item: ArticleItem, *, zone: ZoneInfo) -> tuple[dict[str, Any], list[Problem]]:
    """The item's date fields and what a person should know of how they were chosen (crawler.text.date_choice)."""
    choice = choose_date(item.fields.dates, at=item.fetched.at, zone=zone, order=item.date_order)
    printed = choice.candidate.text if choice.candidate else ""
    fields: dict[str, Any] = {"published_text": normal_form(printed)}
    if choice.date is not None:
        fields |= {"published": choice.date.instant, "published_precision": choice.date.precision}
    return fields, [Problem("date", choice.problem, printed)] if choice.problem else []


class DatesPipeline:
    """Reads every article's date in its portal's zone."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> "DatesPipeline":
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, ArticleItem):
            fields, problems = read_date(item, zone=self._crawler.spider.crawl.zone)
            ItemAdapter(item).update(fields)
            item.problems += problems
        return item
