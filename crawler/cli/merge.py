"""`khotin merge`: several archives into one."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from crawler.archive.copies import find_copies
from crawler.cli.interruption import ASKED, stopping
from crawler.cli.options import json_option
from crawler.merge.merging import merge


@click.command("merge")
@click.argument("target", type=click.Path(path_type=Path))
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@json_option
def command(target: Path, sources: tuple[Path, ...], as_json: bool) -> int:
    """Bring into TARGET everything that the archives SOURCE hold: articles, every text, what happened, captures, files.

    The sources are only read. Merged again, only what is new comes. TARGET is made where it is not.
    """
    done = merge(target, sources)
    with stopping() as asked:
        find_copies(target, stop=asked.is_set)
    if as_json:
        click.echo(json.dumps({name: value for name, value in asdict(done).items() if value or name != "trouble"}))
    else:
        texts = f", {done.texts} texts of articles that were there" if done.texts else ""
        click.echo(
            f"{target}: {done.articles} articles{texts}, {done.changes} changes, {done.captures} captures, "
            f"{done.files} files came"
        )
        for line in done.trouble:
            click.echo(f"! {line}", err=True)
    return ASKED if asked.is_set() else 1 if done.trouble else 0
