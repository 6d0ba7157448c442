"""`khotin stats`: how much the archive holds."""

from collections.abc import Iterator
from pathlib import Path

import click

from crawler.archive.numbers import PortalStats, Stats
from crawler.archive.reader import Archive
from crawler.archive.selection import Selection
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import counted, json_line, write_out
from crawler.cli.selecting import selection_options


@click.command("stats")
@selection_options(dates=False, sections=False)
@archive_option
@json_option
def command(which: Selection, archive: Path, as_json: bool) -> None:
    """Show how much the archive holds, in all and by portal."""
    with Archive(archive) as opened:
        total, portals = opened.stats(), opened.portal_stats(which)
    if as_json:
        write_out([json_line(total.as_json() | {"by_portal": [portal.as_json() for portal in portals]})])
    else:
        write_out(_lines(total, portals))


def _lines(total: Stats, portals: list[PortalStats]) -> Iterator[str]:
    yield f"{total.articles:,} articles ({total.live:,} live, {total.gone:,} gone, {total.undated:,} without a date), "
    yield f"{total.revisions:,} revisions, {total.changes:,} changes, {total.words:,} words\n"
    yield f"{total.problems:,} open problems, {total.owed:,} URLs owed, archive.db of {_size(total.bytes)}"
    yield f", {counted(total.files, 'file')} of {_size(total.files_bytes)}" if total.files else ""
    yield f", last run {total.last_run_at:%Y-%m-%d %H:%M} UTC\n" if total.last_run_at else "\n"
    if not portals:
        return
    yield f"\n{'portal':<24} {'articles':>9} {'gone':>6} {'edited':>7} {'undated':>8} {'problems':>9}  published\n"
    for one in portals:
        span = f"{one.first_published_on} … {one.last_published_on}" if one.first_published_on else "-"
        yield f"{one.portal_id:<24} {one.articles:>9,} {one.gone:>6,} {one.edited:>7,} {one.undated:>8,} "
        yield f"{one.problems:>9,}  {span}\n"


def _size(number: int) -> str:
    return f"{number / 1e6:,.1f} MB" if number >= 100_000 else f"{number / 1e3:,.1f} KB"
