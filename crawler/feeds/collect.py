"""Making feeds of changes, and writing them in any format."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from w3lib.url import safe_url_string

from crawler.archive.reader import Archive
from crawler.archive.records import Change
from crawler.feeds.atom import write_atom
from crawler.feeds.entry import EntryMaker, Feed, clean
from crawler.feeds.jsonfeed import write_jsonfeed
from crawler.feeds.rss import write_rss

WRITERS: dict[str, Callable[[Feed], str]] = {"atom": write_atom, "rss": write_rss, "jsonfeed": write_jsonfeed}
SUFFIXES: dict[str, str] = {"atom": ".atom", "rss": ".rss", "jsonfeed": ".json"}
ENTRIES = 100  # of a feed that nobody bounded
HOME = "https://github.com/khotin/khotin"  # of a feed of many portals


def make_feed(archive: Archive, changes: Iterable[Change], *, name: str, title: str, home: str = "") -> Feed:
    """A feed with one entry for each article of `changes`, its last change; the feed's id hangs on `name`."""
    last = {change.article_id: change for change in sorted(changes, key=lambda change: change.seq)}
    newest_first = sorted(last.values(), key=lambda change: -change.seq)
    maker = EntryMaker(archive)
    feed_id = f"urn:uuid:{uuid5(NAMESPACE_URL, f'khotin:feed:{name}')}"
    return Feed(feed_id, clean(title), tuple(map(maker.of_change, newest_first)), safe_url_string(home or HOME))


def write_feed(feed: Feed, form: str, *, url: str | None = None) -> str:
    """The feed in a format of WRITERS; `url` is where it will be found."""
    return WRITERS[form](replace(feed, url=safe_url_string(url)) if url else feed)
