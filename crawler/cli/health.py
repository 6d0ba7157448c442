"""`khotin health`: which portals need a person."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import click

from crawler.archive.clock import now
from crawler.archive.connection import open_for_reading
from crawler.cli.options import archive_option, json_option, portals_option
from crawler.cli.output import json_line, write_out
from crawler.health import PortalHealth, health_of
from crawler.portal import load_portals, pick_portals
from crawler.recipe import load_recipes


@click.command("health")
@click.argument("ids", nargs=-1, metavar="[PORTAL]...")
@portals_option
@archive_option
@json_option
def command(ids: Sequence[str], folders: Sequence[Path], archive: Path, as_json: bool) -> int:
    """Show how the archive's portals fare, or those named; exit 1 when one needs looking at or cannot be judged."""
    known = load_portals(folders, load_recipes())
    with closing(open_for_reading(archive)) as db:
        held = [row["id"] for row in db.execute("SELECT id FROM portals ORDER BY id")]
        portals = pick_portals(known, ids or [one for one in held if one in known])
        found = health_of(db, portals, at=now())
    write_out([json_line([one.as_json() for one in found])] if as_json else _lines(found))
    unjudged = [] if ids else [one for one in held if one not in known]
    for one in unjudged:
        click.echo(f"! {one}: not judged, for no portal file describes it; --portals DIR says where that is", err=True)
    return 1 if unjudged or any(one.alarms for one in found) else 0


def _lines(found: list[PortalHealth]) -> Iterator[str]:
    yield f"{'portal':<24} {'articles':>9} {'last new':>10} {'crawled':>10} {'dated':>6} {'lede':>5} {'unread':>6}  "
    yield "problems\n"
    for one in found:
        new = f"{one.last_new_at:%Y-%m-%d}" if one.last_new_at else "-"
        crawled = f"{one.last_crawl_at:%Y-%m-%d}" if one.last_crawl_at else "-"
        problems = ", ".join(f"{count} {reason}" for reason, count in one.problems.items()) or "-"
        yield f"{one.portal_id:<24} {one.articles:>9,} {new:>10} {crawled:>10} {one.published:>6.0%} {one.lede:>5.0%} "
        yield f"{one.drift:>6.0%}  {problems}\n"
        for alarm in one.alarms:
            yield f"  ! {alarm}\n"
