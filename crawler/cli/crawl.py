"""`khotin crawl`: the main job."""

import json
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.archive.clock import now, utc_text
from crawler.archive.owed import Bounds, Recheck
from crawler.cli.interruption import ASKED, signals_given_back, stopping
from crawler.cli.options import archive_option, json_option, portals_option
from crawler.cli.output import counted, said_if_slow
from crawler.cli.progress import progress_on
from crawler.due import MINUTES, Due, claim_due
from crawler.errors import UsageError
from crawler.portal import Portal, load_portals, pick_portals
from crawler.recipe import load_recipes
from crawler.session import Session, summarize

if TYPE_CHECKING:
    from crawler.pool import Pool

AFTERWARDS = "looking for the same text on other portals, and reading new files; Ctrl-C leaves it to the next crawl"


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
@click.option(
    "--files/--no-files",
    default=None,
    help="Documents of every type, or no files at all, whatever the portals' files say.",
)
@click.option("--no-warc", is_flag=True, help="Keep digests of what was received, but no copies (WARC files).")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes; each crawls many portals at once, so more than one only helps where reading them fills a core.",
)
@click.option("--due", is_flag=True, help="Only portals that are due by their own rhythm; see `khotin schedule`.")
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    metavar="N",
    help=f"At most so long for each portal; the rest goes on the next time. [default: {MINUTES:g} with --due]",
)
@json_option
def command(
    ids: Sequence[str],
    folders: Sequence[Path],
    archive: Path,
    since: datetime | None,
    limit: int | None,
    recheck: Recheck,
    files: bool | None,
    no_warc: bool,
    workers: int,
    due: bool,
    minutes: float | None,
    as_json: bool,
) -> int:
    """Crawl the portals named into the archive; else all of --portals DIR; else every live bundled one."""
    if minutes is None and due:
        minutes = MINUTES
    seconds = None if minutes is None else 60 * minutes
    bounds = Bounds(since.date() if since else None, limit, seconds=seconds, recheck=recheck, files=files)
    portals = choose(ids, folders)
    if not due:
        return crawl(portals, archive, bounds=bounds, workers=workers, warc=not no_warc, as_json=as_json)
    with claim_due(archive, portals, at=now()) as found:
        if not found.portals:
            return _nothing(found, as_json=as_json)
        return crawl(found.portals, archive, bounds=bounds, workers=workers, warc=not no_warc, as_json=as_json)


def _nothing(due: Due, *, as_json: bool) -> int:
    """Say that no portal is due; that is no failure."""
    if as_json:
        click.echo(json.dumps({**summarize([], now()), "trouble": []}))
    elif due.busy:
        click.echo("another crawl of what is due is at work")
    else:
        click.echo(f"nothing is due before {utc_text(due.next_at)}" if due.next_at else "nothing is due")
    return 0


def choose(ids: Sequence[str], folders: Sequence[Path]) -> list[Portal]:
    """The portals named; else the live ones of the user's folders; else the live bundled ones."""
    portals = load_portals(folders, load_recipes(), ids=ids)
    if ids:
        return pick_portals(portals, ids)
    own = [portal for portal in portals.values() if not folders or portal.path.parent in folders]
    live = [portal for portal in own if portal.fields.retired is None]
    if not live:
        raise UsageError("every portal here is retired; name one to crawl it all the same")
    return live


@signals_given_back()
def crawl(
    portals: Sequence[Portal],
    archive: Path,
    *,
    bounds: Bounds,
    workers: int = 1,
    warc: bool = True,
    as_json: bool = False,
) -> int:
    """Crawl `portals` and say how it went; returns the exit code."""
    if workers > 1 and len(portals) > 1:
        run: Pool | Session = _in_processes(portals, archive, bounds=bounds, workers=workers, warc=warc, quiet=as_json)
    else:
        run = _in_this_process(portals, archive, bounds=bounds, warc=warc, quiet=as_json)
    if run.fatal is not None:
        raise run.fatal
    with nullcontext() if as_json else said_if_slow(AFTERWARDS):
        interrupted = run.interrupted or _interrupted_afterwards(archive)
    trouble = trouble_of(run)
    if as_json:
        click.echo(json.dumps({**run.summary(), "trouble": trouble}, ensure_ascii=False))
    else:
        click.echo(sentence(run.summary()))
        for line in trouble:
            click.echo(f"! {line}", err=True)
    return ASKED if interrupted else 1 if trouble else 0


def _interrupted_afterwards(archive: Path) -> bool:
    """Look for copies and read files until a signal asks to stop; the rest is done after the next crawl."""
    from crawler.archive.copies import find_copies  # noqa: PLC0415 - they load while the archive is opened
    from crawler.files.texts import read_texts  # noqa: PLC0415

    with stopping() as asked:
        find_copies(archive, stop=asked.is_set)
        if not asked.is_set():
            read_texts(archive, stop=asked.is_set)
    return asked.is_set()


def trouble_of(run: "Pool | Session") -> list[str]:
    """What a person must look at, each line with its portal."""
    return [f"{one.portal.id}: {line}" for one in run.runs.values() for line in one.trouble]


def _in_this_process(portals: Sequence[Portal], archive: Path, *, bounds: Bounds, warc: bool, quiet: bool) -> Session:
    session = Session(archive, {portal.id: portal for portal in portals}, load_recipes(), bounds=bounds, warc=warc)
    from crawler.lanes import run_session  # noqa: PLC0415 - Scrapy loads while the archive is opened

    try:
        with progress_on(session, quiet=quiet):
            run_session(session, list(session.runs))
    finally:
        troubled = bool(trouble_of(session)) or session.fatal is not None
        with stopping() as asked:  # the run's row is closed whatever signal comes now
            session.close("interrupted" if session.interrupted else "failed" if troubled else "done")
        session.interrupted = session.interrupted or asked.is_set()
    return session


def _in_processes(
    portals: Sequence[Portal], archive: Path, *, bounds: Bounds, workers: int, warc: bool, quiet: bool
) -> "Pool":
    from crawler.pool import Pool  # noqa: PLC0415 - for `--workers` alone

    pool = Pool(archive, portals, bounds=bounds, workers=workers, warc=warc)
    with progress_on(pool, quiet=quiet):
        pool.run()
    return pool


def sentence(summary: dict[str, object]) -> str:
    """The summary as people read it."""
    kinds = ("new", "edited", "gone", "restored")
    number = {name: value for name, value in summary.items() if isinstance(value, int)}
    happened = [f"{number[f'articles_{kind}']:,} {kind}" for kind in kinds if number[f"articles_{kind}"]]
    if number["files"]:
        happened.append(counted(number["files"], "file"))
    asked = f"{counted(number['portals'], 'portal')}, {counted(number['requests'], 'request')}"
    done = f"{asked}, {counted(number['problems'], 'problem')}, {summary['seconds']:.1f} s"
    return f"{', '.join(happened) or 'nothing new'} · {done}"
