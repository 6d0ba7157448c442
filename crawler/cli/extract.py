"""`khotin extract`: reads the stored captures again."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from crawler.capture.extract import Extracted, Extraction
from crawler.cli.options import archive_option, json_option, portals_option
from crawler.files.texts import Texts, read_texts
from crawler.portal import load_portals
from crawler.recipe import load_recipes

MOST_LINES = 20


@click.command("extract")
@click.option("--portal", "only", multiple=True, metavar="ID", help="Only this portal. Repeatable.")
@portals_option
@archive_option
@click.option("--workers", type=click.IntRange(0, 256), default=0, help="Processes (0: one per core).")
@json_option
def command(only: Sequence[str], folders: Sequence[Path], archive: Path, workers: int, as_json: bool) -> int:
    """Read stored captures again with today's recipes, and files that nobody has read yet, without the network."""
    load_portals(folders, load_recipes())  # what is wrong with them is said now, not by each process
    extraction, done = Extraction(archive, folders), None
    try:
        with Progress(console=Console(stderr=True), disable=as_json, transient=True) as bar:
            task = bar.add_task("reading", total=None)
            done = extraction.run(
                only, workers=workers, progress=lambda read, all_: bar.update(task, completed=read, total=all_)
            )
    finally:
        extraction.close(done)
    texts = read_texts(archive, seconds=float("inf"))
    _say(done, texts, as_json=as_json)
    return 1 if done.trouble else 0


def _say(done: Extracted, texts: Texts, *, as_json: bool) -> None:
    if as_json:
        told = {
            "revisions": done.revisions,
            "outcomes": dict(done.outcomes),
            "fields": dict(done.fields),
            "portals": {portal: dict(counts) for portal, counts in done.portals.items()},
            "articles_new": done.found,
            "files": texts.read,
            "trouble": done.trouble,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{done.revisions} revisions read: {_counts(done.outcomes) or 'none has a capture'}")
    if done.fields:
        click.echo(f"fields read otherwise: {_counts(done.fields)}")
    if done.found:
        click.echo(f"{done.found} articles of pages that could not be read before")
    if texts.read:
        click.echo(f"{texts.read} files read, {texts.failed} of them without a text")
    for portal, counts in sorted(done.portals.items()):
        click.echo(f"  {portal}: {_counts(counts)}")
    for line in done.trouble[:MOST_LINES]:
        click.echo(f"! {line}", err=True)
    if len(done.trouble) > MOST_LINES:
        click.echo(f"! and {len(done.trouble) - MOST_LINES} more", err=True)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])))
