"""`khotin feeds`: feeds as static files, for any web server to hand out."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import click

from crawler.archive.reader import Archive
from crawler.archive.selection import Selection
from crawler.cli.options import archive_option, check_base_url
from crawler.cli.output import write_file
from crawler.cli.selecting import selection_options
from crawler.errors import UsageError
from crawler.feeds.collect import ENTRIES, SUFFIXES, make_feed, write_feed
from crawler.feeds.entry import Feed
from crawler.query import parse_query
from crawler.text.folding import search_form
from crawler.watch import Watch, load_watches

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@click.command("feeds")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option(
    "--search", "searches", multiple=True, metavar="NAME=QUERY", help="Also a feed of what matches QUERY. Repeatable."
)
@click.option(
    "--watches",
    "watch_folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Also a feed for each watch in DIR.",
)
@click.option("--base-url", metavar="URL", help="Where DIR will be found on the web.")
@click.option("--limit", type=click.IntRange(min=1), default=ENTRIES, show_default=True, metavar="N")
@selection_options(dates=False)
@archive_option
def command(
    *,
    which: Selection,
    folder: Path,
    searches: tuple[str, ...],
    watch_folder: Path | None,
    base_url: str | None,
    limit: int,
    archive: Path,
) -> None:
    """Write Atom, RSS and JSON feeds into DIR: of everything, of each portal, of searches and watches; an index.html.

    Each file is replaced at once, and only where it changed.
    """
    check_base_url(base_url)
    asked = dict(_search(text) for text in searches)
    if len(asked) < len(searches):
        raise UsageError("--search: two of them have one name")
    watches = load_watches(watch_folder) if watch_folder else []
    with Archive(archive) as opened:
        feeds = [("all", make_feed(opened, opened.latest_changes(which, limit=limit), name="all", title="Tất cả"))]
        portals = {portal.id: portal for portal in opened.portals()}
        for portal_id, changes in opened.latest_by_portal(which, limit=limit).items():
            portal = portals[portal_id]
            name = f"portal-{portal_id}"
            feeds.append((name, make_feed(opened, changes, name=name, title=portal.name, home=portal.home)))
        for name, query in asked.items():
            found = opened.latest_changes(which, match=parse_query(query), limit=limit)
            feeds.append((f"search-{name}", make_feed(opened, found, name=f"search-{query}", title=f"Tìm: {query}")))
        feeds += [(f"watch-{watch.id}", _watched(opened, watch, limit)) for watch in watches]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made: {error.strerror}") from error
    for name, feed in feeds:
        for form, suffix in SUFFIXES.items():
            url = f"{base_url.rstrip('/')}/{name}{suffix}" if base_url else None
            _replace(folder / f"{name}{suffix}", write_feed(feed, form, url=url))
    _replace(folder / "index.html", "".join(_index(feeds)))
    click.echo(f"{len(feeds)} feeds in {folder}")


def _watched(archive: Archive, watch: Watch, limit: int) -> Feed:
    wanted = watch.fields
    changes = archive.latest_changes(
        watch.which, kinds=wanted.kinds, match=watch.match, added=wanted.added, limit=limit
    )
    return make_feed(archive, changes, name=f"watch-{watch.id}", title=wanted.name)


def _search(text: str) -> tuple[str, str]:
    name, equals, query = text.partition("=")
    plain = "-".join(search_form(name).split())
    if not equals or not _NAME.fullmatch(plain):
        raise UsageError(f"--search: {text!r} is not NAME=QUERY with a name of letters and digits")
    parse_query(query)
    return plain, query


def _replace(path: Path, text: str) -> None:
    """Write the file where its content is another: a server's 304 answers and readers' caches depend on it."""
    if not path.is_file() or path.read_bytes() != text.encode():
        write_file([text], path)


def _index(feeds: list[tuple[str, Feed]]) -> Iterator[str]:
    yield "<!DOCTYPE html>\n<html lang='vi'>\n<head>\n<meta charset='utf-8'>\n<title>khotin</title>\n"
    for name, feed in feeds:
        yield f"<link rel='alternate' type='application/atom+xml' title='{escape(feed.title)}' href='{name}.atom'>\n"
    yield "</head>\n<body>\n<ul>\n"
    for name, feed in feeds:
        links = " ".join(f"<a href='{name}{suffix}'>{form}</a>" for form, suffix in SUFFIXES.items())
        yield f"<li>{escape(feed.title)}: {links}</li>\n"
    yield "</ul>\n</body>\n</html>\n"
