"""`khotin crawl`: the main job."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from crawler.archive.owed import Bounds, Recheck
from crawler.cli.options import archive_option, json_option, portals_option
from crawler.cli.progress import progress_on
from crawler.errors import UsageError
from crawler.lanes import run_session
from crawler.portal import Portal, load_portals, pick_portals
from crawler.recipe import load_recipes
from crawler.session import Session


@click.command("crawl")
@click.argument("ids", nargs=-1, metavar="[PORTAL]...")
@portals_option
@archive_option
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only articles published on or after this day.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many new articles of each portal.")
@click.option(
    "--recheck",
    type=click.Choice(["due", "all", "none"]),
    default="due",
    show_default=True,
    help="Which known articles are looked at again.",
)
@json_option
def command(
    ids: Sequence[str],
    folders: Sequence[Path],
    archive: Path,
    since: datetime | None,
    limit: int | None,
    recheck: Recheck,
    as_json: bool,
) -> int:
    """Crawl the portals named into the archive; else all of --portals DIR; else every live bundled one."""
    bounds = Bounds(since.date() if since else None, limit, recheck=recheck)
    return crawl(choose(ids, folders), archive, bounds=bounds, as_json=as_json)


def choose(ids: Sequence[str], folders: Sequence[Path]) -> list[Portal]:
    """The portals named; else the live ones of the user's folders; else the live bundled ones."""
    portals = load_portals(folders, load_recipes())
    if ids:
        return pick_portals(portals, ids)
    own = [portal for portal in portals.values() if not folders or portal.path.parent in folders]
    live = [portal for portal in own if portal.fields.retired is None]
    if not live:
        raise UsageError("every portal here is retired; name one to crawl it all the same")
    return live


def crawl(portals: Sequence[Portal], archive: Path, *, bounds: Bounds, as_json: bool) -> int:
    """Crawl `portals` and say how it went; returns the exit code."""
    session = Session(archive, {portal.id: portal for portal in portals}, load_recipes(), bounds=bounds)
    try:
        with progress_on(session, quiet=as_json):
            run_session(session, list(session.runs))
    finally:
        trouble = [f"{run.portal.id}: {line}" for run in session.runs.values() for line in run.trouble]
        session.close("interrupted" if session.interrupted else "failed" if trouble or session.fatal else "done")
    if session.fatal is not None:
        raise session.fatal
    summary = session.summary()
    if as_json:
        click.echo(json.dumps({**summary, "trouble": trouble}, ensure_ascii=False))
    else:
        click.echo(sentence(summary))
        for line in trouble:
            click.echo(f"! {line}", err=True)
    return 130 if session.interrupted else 1 if trouble else 0


def sentence(summary: dict[str, object]) -> str:
    """The summary as people read it."""
    kinds = ("new", "edited", "gone", "restored")
    happened = [f"{summary[f'articles_{kind}']} {kind}" for kind in kinds if summary[f"articles_{kind}"]]
    return (
        f"{', '.join(happened) or 'nothing new'} · {summary['portals']} portal{'' if summary['portals'] == 1 else 's'}, "
        f"{summary['requests']} requests, {summary['problems']} problems, {summary['seconds']:.1f} s"
    )
