"""RSS 2.0, with the full text in content:encoded and the time of the last change in atom:updated."""

from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from crawler.archive.records import plain_value
from crawler.feeds.atom import ATOM, document
from crawler.feeds.entry import GENERATOR, Entry, Feed

_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"


def write_rss(feed: Feed) -> str:
    """The feed as a document in UTF-8."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM, "content": _CONTENT, "dc": _DC})
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home)
    _add(channel, "description", feed.title)
    _add(channel, "language", "vi")
    _add(channel, "lastBuildDate", _date(feed.updated))
    _add(channel, "generator", GENERATOR)
    if feed.url:
        link = {"rel": "self", "type": "application/rss+xml", "href": feed.url}
        etree.SubElement(channel, f"{{{ATOM}}}link", link)
    for entry in feed.entries:
        _add_item(channel, entry)
    return document(root)


def _add_item(channel: "etree._Element", entry: Entry) -> None:
    item = etree.SubElement(channel, "item")
    _add(item, "title", entry.title)
    _add(item, "link", entry.url)
    _add(item, "guid", entry.id).set("isPermaLink", "false")
    _add(item, "pubDate", _date(entry.published or entry.updated))
    _add(item, f"{{{ATOM}}}updated", plain_value(entry.updated))
    _add(item, f"{{{_DC}}}creator", entry.author)
    for tag in entry.tags:
        _add(item, "category", tag)
    _add(item, "description", entry.summary)
    _add(item, f"{{{_CONTENT}}}encoded", entry.html)


def _add(parent: "etree._Element", name: str, text: str) -> "etree._Element":
    element = etree.SubElement(parent, name)
    element.text = text
    return element


def _date(instant: datetime) -> str:
    return format_datetime(instant)
