"""Feeds of what the archive's pages show: all of it, a portal, a search; the filters are those of the pages."""

from crawler.archive.reader import Archive
from crawler.feeds.collect import SUFFIXES, make_feed, write_feed
from crawler.query import parse_query
from crawler.web.asked import Asked

FORMS = {suffix.removeprefix("."): form for form, suffix in SUFFIXES.items()}
TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
ENTRIES = 50


def feed(archive: Archive, asked: Asked) -> tuple[str, str]:
    """The document and its media type."""
    ending, which, typed = asked.path["form"], asked.which, asked.text("q")
    query = parse_query(typed) if typed else None
    changes = archive.latest_changes(which, match=query, limit=ENTRIES)
    portals = {portal.id: portal for portal in archive.portals()}
    one = portals.get(which.portals[0]) if which.portals else None
    title = " · ".join(part for part in (one.name if one else "", f"Tìm: {typed}" if typed else "") if part)
    name = f"web{asked.again()}"
    home = f"{asked.base}/portal/{one.id}" if one and not typed else f"{asked.base}/"
    made = make_feed(archive, changes, name=name, title=title or "Kho tin", home=home)
    return write_feed(made, FORMS[ending], url=f"{asked.base}{asked.here}"), TYPES[ending]
