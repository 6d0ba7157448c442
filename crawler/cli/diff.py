"""`khotin diff`: what an edit changed, by word."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from crawler.archive.reader import Archive
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import json_line, write_out
from crawler.diff import Block, Diff, Op, compare
from crawler.diff_html import page

_STYLE: dict[Op, str] = {"added": "green", "removed": "red strike", "same": ""}
_SIGNS: dict[Op, tuple[str, str]] = {"added": ("{+", "+}"), "removed": ("[-", "-]"), "same": ("", "")}


@click.command("diff")
@click.argument("article")
@click.argument("older", type=click.IntRange(min=1), required=False, metavar="[FROM]")
@click.argument("newer", type=click.IntRange(min=1), required=False, metavar="[TO]")
@click.option("--format", "form", type=click.Choice(["text", "html", "json"]), default="text", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write a file, all or nothing.")
@archive_option
@json_option
def command(
    *,
    article: str,
    older: int | None,
    newer: int | None,
    form: str,
    output: Path | None,
    archive: Path,
    as_json: bool,
) -> None:
    """Show by word what changed between two revisions of ARTICLE; without numbers, what its last edit changed.

    With FROM alone, everything since that revision.
    """
    with Archive(archive) as opened:
        found = opened.article(article)
        newer = newer or found.revision_no
        older = older or max(newer - 1, 1)
        diff = compare(opened.revision(found.id, older), opened.revision(found.id, newer))
    if as_json or form == "json":
        write_out([json_line(diff.as_json())], output)
    elif form == "html":
        write_out([page(diff, url=found.url)], output)
    elif output is None and sys.stdout.isatty() and _shows_colours(console := Console(highlight=False)):
        for line in _lines(diff, colour=True):
            console.print(line)
    else:
        write_out((f"{line.plain}\n" for line in _lines(diff, colour=False)), output)


def _shows_colours(console: Console) -> bool:
    """Whether old and new can be told apart by colour: not with NO_COLOR, not on a dumb terminal."""
    return console.color_system is not None and not console.no_color


def _lines(diff: Diff, *, colour: bool) -> Iterator[Text]:
    """The title, what changed and a line of context around; without colour, changes in signs as git writes them."""
    yield Text(
        f"{diff.older.revision_no} ({diff.older.seen_at:%Y-%m-%d %H:%M} UTC) → "
        f"{diff.newer.revision_no} ({diff.newer.seen_at:%Y-%m-%d %H:%M} UTC): "
        f"{diff.words('added')} words added, {diff.words('removed')} removed",
        "dim",
    )
    if not diff.changed:
        same = diff.older.revision_no == diff.newer.revision_no
        yield Text("the same revision" if same else "the text is the same; the files it offers changed")
        return
    skipped = 0
    for number, block in enumerate(diff.blocks):
        near = any(one.change != "same" for one in diff.blocks[max(number - 1, 0) : number + 2])
        if near or block.part == "title":
            if skipped:
                yield Text(f"… {skipped} unchanged …", "dim")
            skipped = 0
            yield _line(block, colour=colour)
        else:
            skipped += 1
    if skipped:
        yield Text(f"… {skipped} unchanged …", "dim")


def _line(block: Block, *, colour: bool) -> Text:
    if block.change == "moved away":
        return Text(f"↕{block.move} moved from here: {block.text}", "dim")
    line = Text(f"↕{block.move} moved here: " if block.change == "moved" else "", "cyan")
    for piece in block.pieces:
        opening, closing = ("", "") if colour else _SIGNS[piece.op]
        line.append(f"{opening}{piece.text}{closing}", _STYLE[piece.op] or None)
    return line
