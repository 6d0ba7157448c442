"""`khotin import-warc`: reads WARC files of other crawlers through the same recipes."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from crawler.capture.ingest import Ingest, Ingested
from crawler.cli.options import archive_option, json_option, portals_option


@click.command("import-warc")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@portals_option
@archive_option
@json_option
def command(files: Sequence[Path], folders: Sequence[Path], archive: Path, as_json: bool) -> int:
    """Read WARC files, packed or not, of a crawl of known portals into the archive."""
    ingest = Ingest(archive, folders)
    failed = True
    try:
        done = ingest.foreign(files)
        failed = False
    finally:
        ingest.close(failed=failed)
    say_ingested(done, as_json=as_json)
    return 1 if done.damage or done.adopted.trouble else 0


def say_ingested(done: Ingested, *, as_json: bool) -> None:
    """What came of WARC files."""
    adopted = done.adopted
    if as_json:
        told = {
            "files": done.files,
            "responses": done.responses,
            "skipped": dict(done.skipped),
            "articles_new": adopted.articles,
            "articles_edited": adopted.edited,
            "older": adopted.older,
            "trouble": [*done.damage, *adopted.trouble],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    skipped = "".join(f", {count} {why}" for why, count in sorted(done.skipped.items()))
    click.echo(
        f"{done.files} files, {done.responses} responses{skipped}: {adopted.articles} articles, {adopted.edited} edits"
        + (f", {adopted.older} older than what is known" if adopted.older else "")
    )
    for line in (*done.damage, *adopted.trouble):
        click.echo(f"! {line}", err=True)
