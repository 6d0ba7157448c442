"""`khotin backup`: a consistent copy of the archive, incremental."""

from pathlib import Path

import click

from crawler.capture.backup import back_up
from crawler.cli.options import archive_option


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@archive_option
def command(folder: Path, archive: Path) -> int:
    """Copy the archive to DIR, also while a crawl writes to it; run again, it copies only what is new.

    Exit 1 where something of the archive is damaged: the rest is copied, and what was copied before stays.
    """
    done = back_up(archive, folder)
    click.echo(f"{folder}: database, {done.copied} files copied ({done.bytes} bytes), {done.kept} there already")
    for line in done.trouble:
        click.echo(f"! {line}", err=True)
    return 1 if done.trouble else 0
