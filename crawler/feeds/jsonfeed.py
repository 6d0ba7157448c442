"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
from mimetypes import guess_type
from typing import Any

from crawler.archive.records import plain_value
from crawler.feeds.entry import Entry, Feed


def write_jsonfeed(feed: Feed) -> str:
    """The feed as one JSON object."""
    head: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "language": "vi",
        "items": [_item(entry) for entry in feed.entries],
    }
    if feed.url:
        head["feed_url"] = feed.url
    return json.dumps(head, ensure_ascii=False, indent=1) + "\n"


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "date_modified": plain_value(entry.updated),
        "authors": [{"name": entry.author}],
        "tags": list(entry.tags),
    }
    if entry.published:
        item["date_published"] = plain_value(entry.published)
    if entry.files:
        item["attachments"] = [
            {
                "url": file.url,
                "mime_type": file.media_type or guess_type(file.url)[0] or "application/octet-stream",
                **({"title": file.name} if file.name else {}),
            }
            for file in entry.files
        ]
    return item
