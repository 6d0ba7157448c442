"""`khotin search`: find articles by their words."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from crawler.archive.reader import Archive
from crawler.archive.selection import Selection
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import counted, json_line, write_out
from crawler.cli.selecting import read_query, selection_options
from crawler.feeds.collect import WRITERS, make_feed, write_feed
from crawler.search import Found, Hit
from crawler.snippet import Passage


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, metavar="N")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", *WRITERS]),
    default="text",
    show_default=True,
    help="A feed holds what changed last of all that matches.",
)
@click.option("--exact", is_flag=True, help="Only articles that have the marks as typed.")
@selection_options()
@archive_option
@json_option
def command(
    *, query: tuple[str, ...], which: Selection, limit: int, form: str, exact: bool, archive: Path, as_json: bool
) -> None:
    """Find articles by their words, the best first.

    Words without marks find every marking; words with marks come first where they stand as typed. "A phrase" in quotes,
    beginn* of a word, one OR another (of several syllables: "đất đai" OR "quy hoạch"), -without (after `--` where it
    comes first).
    """
    typed = " ".join(query)
    parsed = read_query(typed)
    with Archive(archive) as opened:
        if form in WRITERS and not as_json:
            newest = opened.latest_changes(which, match=parsed, limit=limit)
            write_out([write_feed(make_feed(opened, newest, name=f"search-{typed}", title=f"Tìm: {typed}"), form)])
            return
        found = opened.search(parsed, which, limit=limit, exact=exact)
    if as_json or form == "json":
        hits = [hit.as_json() for hit in found.hits]
        write_out([json_line({"query": typed, "total": found.total, "hits": hits})])
    elif sys.stdout.isatty():
        _show(found, exact=exact)
    else:
        write_out(_plain(found, exact=exact))


def _plain(found: Found, *, exact: bool) -> Iterator[str]:
    for hit in found.hits:
        yield f"{hit.title.marked('**', '**')}\n    {_about(hit)}\n    {hit.url}\n"
        yield f"    {_in_file(hit)}{hit.passage.marked('**', '**')}\n\n" if hit.passage.text else "\n"
    yield _count(found, exact=exact) + "\n"


def _show(found: Found, *, exact: bool) -> None:
    console = Console(highlight=False)
    for hit in found.hits:
        console.print(_coloured(hit.title, "bold"))
        console.print(Text(f"    {_about(hit)}\n    {hit.url}", "dim"))
        console.print(Text("    ").append(_in_file(hit), "dim").append_text(_coloured(hit.passage, "")), end="\n\n")
    console.print(Text(_count(found, exact=exact), "dim"))


def _in_file(hit: Hit) -> str:
    return f"in the file “{hit.file}”: " if hit.file else ""


def _coloured(passage: Passage, style: str) -> Text:
    text = Text()
    for piece, found in passage.pieces():
        text.append(piece, f"{style} yellow".strip() if found else style)
    return text


def _about(hit: Hit) -> str:
    published = hit.published_at.date().isoformat() if hit.published_at else "no date"
    parts = (published, f"{hit.portal_id}/{hit.key}", hit.section, "gone" if hit.status == "gone" else None)
    return " · ".join(part for part in parts if part)


def _count(found: Found, *, exact: bool) -> str:
    total = "more than 2,000 articles" if found.total is None else counted(found.total, "article")
    if exact and found.total != len(found.hits):
        return f"{total} found, marks aside; {len(found.hits)} with the marks as typed shown"
    return f"{total} found" + (f", the best {len(found.hits)} shown" if found.total != len(found.hits) else "")
