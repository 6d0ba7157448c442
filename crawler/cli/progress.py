"""What a person sees of a crawl: a live table on a terminal, one plain line per portal and half minute otherwise."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.live import Live
from rich.logging import RichHandler
from rich.table import Table

from crawler.pool import Pool
from crawler.session import PortalRun, Session
from crawler.telling import Telling

EVERY = 30.0
ROWS = 20
_STATES = {
    "waiting": "waiting",
    "busy": "host busy: another khotin is asking it",
    "crawling": "crawling",
    "done": "done",
    "stopped": "stopped; the rest is owed",
    "trouble": "[red]look at it[/red]",
}


@contextmanager
def progress_on(session: Pool | Session, *, quiet: bool) -> Iterator[None]:
    """Show the session's progress while the block runs; nothing at all where `quiet`."""
    console = Console(stderr=True)
    if quiet:
        logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
        yield
    elif console.is_terminal:
        logging.basicConfig(level=logging.WARNING, handlers=[RichHandler(console=console, show_path=False)])
        with Live(console=console, refresh_per_second=4, get_renderable=lambda: _table(session)):
            yield
    else:
        logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s")
        session.watch = Telling(_say, every=EVERY)
        yield


def _say(run: PortalRun) -> None:
    """A plain line for logs and pipes."""
    counts = run.counts
    state = _STATES[run.state].replace("[red]", "").replace("[/red]", "")
    done = f"{counts.requests} requests, {counts.articles_new} new, {counts.problems} problems"
    click.echo(f"{run.portal.id}: {state}; {done}", err=True)


def _table(session: Pool | Session) -> Table:
    """Portals under way first; what is shown is what is stored."""
    table = Table(box=None, pad_edge=False)
    for heading, right in [("portal", False), ("state", False), ("new", True), ("edited", True), ("gone", True)]:
        table.add_column(heading, justify="right" if right else "left", no_wrap=True)
    for heading in ("requests", "problems", "owed"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("at", overflow="ellipsis", no_wrap=True, max_width=60)
    order = {"crawling": 0, "busy": 1, "trouble": 2, "waiting": 3, "stopped": 4, "done": 5}
    runs = sorted(session.runs.values(), key=lambda run: order[run.state])
    for run in runs[:ROWS]:
        counts = run.counts
        numbers = (counts.articles_new, counts.articles_edited, counts.articles_gone, counts.requests, counts.problems)
        owed = str(session.owed(run)) if run.state == "crawling" else ""
        at = run.now_at if run.state == "crawling" else ""
        table.add_row(run.portal.id, _STATES[run.state], *map(str, numbers), owed, at)
    if len(runs) > ROWS:
        table.add_row(f"… {len(runs) - ROWS} more", "")
    return table
