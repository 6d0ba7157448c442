"""Atom 1.0 (RFC 4287)."""

from datetime import datetime

from lxml import etree

from crawler.archive.records import plain_value
from crawler.feeds.entry import GENERATOR, Entry, Feed

ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write_atom(feed: Feed) -> str:
    """The feed as a document in UTF-8."""
    root = etree.XML(f'<feed xmlns="{ATOM}"/>')
    root.set(_XML_LANG, "vi")
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _instant(feed.updated))
    _add(root, "link", rel="alternate", href=feed.home)
    if feed.url:
        _add(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _add(_add(root, "author"), "name", GENERATOR)
    _add(root, "generator", GENERATOR)
    for entry in feed.entries:
        _add_entry(root, entry)
    return document(root)


def _add_entry(root: "etree._Element", entry: Entry) -> None:
    element = _add(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", _instant(entry.updated))
    if entry.published:
        _add(element, "published", _instant(entry.published))
    _add(_add(element, "author"), "name", entry.author)
    _add(element, "link", rel="alternate", href=entry.url)
    for file in entry.files:
        _add(element, "link", rel="enclosure", href=file.url, **({"title": file.name} if file.name else {}))
    for tag in entry.tags:
        _add(element, "category", term=tag)
    if entry.summary:
        _add(element, "summary", entry.summary)
    _add(element, "content", entry.html, type="html")


def document(root: "etree._Element") -> str:
    """An XML document with its declaration."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True).decode()


def _add(parent: "etree._Element", name: str, text: str | None = None, **attributes: str) -> "etree._Element":
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = text
    return element


def _instant(instant: datetime) -> str:
    text: str = plain_value(instant)
    return text
