"""`khotin changes`: what happened, in order; with a named cursor, what happened since last time."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from crawler.archive.changes import move_cursor, read_cursor
from crawler.archive.reader import Archive
from crawler.archive.records import KINDS, Change, Kind
from crawler.archive.selection import Selection
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import OutputLost, json_line, write_out
from crawler.cli.selecting import ZONE, note_phrases, read_instant, read_query, selection_options
from crawler.errors import UsageError
from crawler.feeds.collect import ENTRIES, WRITERS, make_feed, write_feed
from crawler.query import Query
from crawler.watch import load_watch

FORMATS = ("text", "jsonl", *WRITERS)
Writer = Callable[[Archive, Iterator[Change]], Iterator[str]]


@dataclass(slots=True)
class Asked:
    """What to read of the change log."""

    which: Selection
    kinds: tuple[Kind, ...]
    match: Query | None
    added: bool
    limit: int | None
    cursor: str | None


@click.command("changes")
@click.option("--since", metavar="T", help="At this instant or later: 2026-11-23T08:30:00Z, 2026-11-23, 24h, 7d.")
@click.option("--cursor", metavar="NAME", help="Only what this named cursor has not read yet; then move it.")
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only this kind. Repeatable.")
@click.option("--match", "query", metavar="QUERY", help="Only texts that a search for QUERY finds.")
@click.option("--added", is_flag=True, help="With --match: of an edit, look only at what it added.")
@click.option(
    "--watch", "watch_file", type=click.Path(path_type=Path), metavar="FILE", help="What a watch's file asks for."
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N changes.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write a file, all or nothing.")
@selection_options(dates=False)
@archive_option
@json_option
def command(
    *,
    which: Selection,
    since: str | None,
    cursor: str | None,
    kinds: tuple[Kind, ...],
    query: str | None,
    added: bool,
    watch_file: Path | None,
    limit: int | None,
    form: str,
    output: Path | None,
    archive: Path,
    as_json: bool,
) -> None:
    """Show what was new, edited, gone or restored, in order; as text with Vietnam's time, as jsonl in UTC.

    A cursor moves only after everything was written: what was not delivered is read again next time.
    """
    if cursor is not None and not cursor.strip():
        raise UsageError("--cursor: a cursor needs a name")
    match = read_query(query) if query is not None else None
    if watch_file is not None:
        if which != Selection() or kinds or match or added:
            raise UsageError("--watch: its file says what is watched; leave the other filters out")
        watch = load_watch(watch_file)
        note_phrases(watch.fields.query, f"{watch_file}: ")
        which, kinds, match, added = watch.which, watch.fields.kinds, watch.match, watch.fields.added
    which = replace(which, changed_since=read_instant(since, "--since"))
    if limit is None and form in WRITERS and not as_json:
        limit = ENTRIES  # a feed is held in memory; a cursor goes on from where it ended
    asked = Asked(which, kinds, match, added, limit, cursor)
    with Archive(archive) as opened:
        read_upto = _deliver(opened, asked, "jsonl" if as_json else form, output)
    if cursor is not None and read_upto:
        move_cursor(archive, cursor, read_upto)


def _deliver(archive: Archive, asked: Asked, form: str, output: Path | None) -> int:
    """Write the changes; the number up to which the log is read when they have arrived."""
    upto = archive.last_seq()
    after = read_cursor(archive.connection, asked.cursor) if asked.cursor is not None else 0
    seqs: deque[int] = deque(maxlen=1)
    count = 0

    def counted() -> Iterator[Change]:
        nonlocal count
        for change in _read(archive, asked, after, upto, newest=form in WRITERS and asked.cursor is None):
            seqs.append(change.seq)
            count += 1
            yield change

    try:
        write_out(_WRITERS[form](archive, counted()), output)
    except BrokenPipeError as error:
        if asked.cursor is None:
            raise
        raise OutputLost(f"the output was not taken in full; the cursor {asked.cursor!r} stays") from error
    return seqs[0] if count == asked.limit else upto


def _read(archive: Archive, asked: Asked, after: int, upto: int, *, newest: bool) -> Iterable[Change]:
    """What to deliver, in order; a feed that no cursor guides holds what is newest."""
    if newest:
        return archive.latest_changes(
            asked.which, kinds=asked.kinds, match=asked.match, added=asked.added, limit=asked.limit or ENTRIES
        )
    return archive.changes(
        asked.which,
        after=after,
        upto=upto,
        kinds=asked.kinds,
        match=asked.match,
        added=asked.added,
        limit=asked.limit,
    )


def _feed(form: str) -> Writer:
    def write(archive: Archive, changes: Iterator[Change]) -> Iterator[str]:
        yield write_feed(make_feed(archive, changes, name="changes", title="khotin"), form)

    return write


def _text(archive: Archive, changes: Iterator[Change]) -> Iterator[str]:
    for change in changes:
        at = change.at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
        yield f"{at}  {change.kind:<8}  {change.portal_id}  {change.title}\n{'':28}{change.url}\n"


def _jsonl(archive: Archive, changes: Iterator[Change]) -> Iterator[str]:
    for change in changes:
        yield json_line(change.as_json())


_WRITERS: dict[str, Writer] = {"text": _text, "jsonl": _jsonl} | {form: _feed(form) for form in WRITERS}
