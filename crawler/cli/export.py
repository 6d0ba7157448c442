"""`khotin export`: articles for other programs."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from crawler.archive.reader import Archive
from crawler.archive.records import Article
from crawler.archive.selection import Selection
from crawler.capture.export import EXPORTS, Which
from crawler.cli.options import archive_option
from crawler.cli.output import whole_file, write_out
from crawler.cli.selecting import read_instant, read_query, selection_options
from crawler.errors import UsageError
from crawler.export import csv_lines, json_lines, write_parquet
from crawler.export_files import write_files
from crawler.export_sqlite import write_sqlite

MANY = 2**63  # where nothing is said of how many
_LINES = {"csv": csv_lines, "jsonl": json_lines}


@click.command("export")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "parquet", "sqlite", "warc", "wacz", "files"]),
    required=True,
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Default: standard output. files: a folder."
)
@click.option("--match", "query", metavar="QUERY", help="Only texts that a search for QUERY finds.")
@click.option("--status", type=click.Choice(["live", "gone"]))
@click.option("--changed-since", metavar="T", help="Only articles whose text was new or edited since then.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N articles.")
@click.option("--excel", is_flag=True, help="CSV: begin with the mark by which Excel knows UTF-8.")
@click.option(
    "--everything",
    is_flag=True,
    help="WARC, WACZ: all that was received of the portals, listings and robots.txt too, not only of articles.",
)
@click.option("--received-since", metavar="T", help="WARC, WACZ: only what was received at T or later.")
@click.option("--received-until", metavar="T", help="WARC, WACZ: only what was received before T.")
@selection_options()
@archive_option
def command(
    *,
    which: Selection,
    form: str,
    output: Path | None,
    query: str | None,
    status: str | None,
    changed_since: str | None,
    limit: int | None,
    excel: bool,
    everything: bool,
    received_since: str | None,
    received_until: str | None,
    archive: Path,
) -> None:
    """Write articles as CSV, JSON Lines, Parquet or an SQLite database of their own; as WARC or WACZ what was received.

    Columns are those of the table `articles` (docs/schema.md). A file is replaced only when it is whole. `files` copies
    the documents that articles offer into a folder of each article.
    """
    span = Span(
        everything,
        read_instant(received_since, "--received-since"),
        read_instant(received_until, "--received-until"),
    )
    if span and form not in EXPORTS:
        raise UsageError(f"--everything, --received-since and --received-until are for WARC and WACZ, not for {form}")
    if everything and (which != which.of_portals() or query or status or changed_since or limit):
        raise UsageError("--everything goes with --portal, --province and --received-… alone")
    which = replace(which, status=status, changed_since=read_instant(changed_since, "--changed-since"))
    match = read_query(query) if query is not None else None
    if form not in _LINES and output is None:
        raise UsageError(f"--format {form} is no text: name a {'folder' if form == 'files' else 'file'} with --output")
    with Archive(archive) as opened:
        articles: Iterable[Article] = opened.articles(which, match=match, limit=limit)
        if output is not None and sys.stderr.isatty():
            articles = _watched(articles, total=None if match else min(opened.count(which), limit or MANY))
        if form == "files" and output is not None:
            click.echo(f"{write_files(opened, articles, output)} files", err=True)
        elif form in _LINES:
            write_out(_marked(_LINES[form](articles), excel and form == "csv"), output)
        elif output is not None:
            with whole_file(output) as path:
                if form in EXPORTS:
                    EXPORTS[form](archive, span.captures(opened, which, articles), path, name=output.name)
                elif form == "parquet":
                    write_parquet(articles, path)
                else:
                    write_sqlite(opened.database, (article.id for article in articles), path)


@dataclass(frozen=True, slots=True)
class Span:
    """Which responses belong into a WARC file besides those of the articles chosen."""

    everything: bool
    since: datetime | None
    until: datetime | None

    def __bool__(self) -> bool:
        return self.everything or self.since is not None or self.until is not None

    def captures(self, archive: Archive, which: Selection, articles: Iterable[Article]) -> Which:
        """The same for crawler.capture.export."""
        if not self.everything:
            return Which(tuple(article.id for article in articles), since=self.since, until=self.until)
        chosen = {one.portal_id for one in archive.portal_stats(which)}
        return Which(portals=tuple(sorted(chosen)), since=self.since, until=self.until)


def _marked(lines: Iterator[str], mark: bool) -> Iterator[str]:
    if mark:
        yield "\ufeff"
    yield from lines


def _watched(articles: Iterable[Article], *, total: int | None) -> Iterable[Article]:
    """With a progress display, for a person who waits for a file; `total` None: nobody knows before the end."""
    console = Console(stderr=True)
    return track(articles, "articles", total=total, console=console, transient=True)
