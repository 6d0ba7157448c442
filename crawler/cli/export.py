"""`khotin export`: articles for other programs."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
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
from crawler.cli.selecting import read_instant, selection_options
from crawler.errors import UsageError
from crawler.export import csv_lines, json_lines, write_parquet
from crawler.export_sqlite import write_sqlite
from crawler.query import parse_query

_LINES = {"csv": csv_lines, "jsonl": json_lines}


@click.command("export")
@click.option(
    "--format", "form", type=click.Choice(["csv", "jsonl", "parquet", "sqlite", "warc", "wacz"]), required=True
)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Default: standard output.")
@click.option("--match", "query", metavar="QUERY", help="Only texts that a search for QUERY finds.")
@click.option("--status", type=click.Choice(["live", "gone"]))
@click.option("--changed-since", metavar="T", help="Only articles whose text was new or edited since then.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N articles.")
@click.option("--excel", is_flag=True, help="CSV: begin with the mark by which Excel knows UTF-8.")
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
    archive: Path,
) -> None:
    """Write articles as CSV, JSON Lines, Parquet or an SQLite database of their own; as WARC or WACZ what was received.

    Columns are those of the table `articles` (docs/schema.md). A file is replaced only when it is whole.
    """
    which = replace(which, status=status, changed_since=read_instant(changed_since, "--changed-since"))
    match = parse_query(query) if query is not None else None
    if form not in _LINES and output is None:
        raise UsageError(f"--format {form} is no text: name a file with --output")
    with Archive(archive) as opened:
        articles = _watched(opened, which, opened.articles(which, match=match, limit=limit), output)
        if form in _LINES:
            write_out(_marked(_LINES[form](articles), excel and form == "csv"), output)
        elif output is not None:
            with whole_file(output) as path:
                if form in EXPORTS:
                    captures = Which(tuple(article.id for article in articles))
                    EXPORTS[form](archive, captures, path, name=output.name)
                elif form == "parquet":
                    write_parquet(articles, path)
                else:
                    write_sqlite(opened.database, (article.id for article in articles), path)


def _marked(lines: Iterator[str], mark: bool) -> Iterator[str]:
    if mark:
        yield "\ufeff"
    yield from lines


def _watched(archive: Archive, which: Selection, articles: Iterator[Article], output: Path | None) -> Iterable[Article]:
    """With a progress display where a person waits for a file."""
    if output is None or not sys.stderr.isatty():
        return articles
    console = Console(stderr=True)
    return track(articles, "articles", total=archive.count(which), console=console, transient=True)
