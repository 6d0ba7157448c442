"""What a person sees of a crawl: a live table on a terminal, one plain line per portal and half minute otherwise."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from crawler.session import PortalRun, Session
from crawler.telling import Telling

if TYPE_CHECKING:
    from crawler.pool import Pool

EVERY = 30.0
STATES = {
    "waiting": "waiting",
    "busy": "host busy: another khotin is asking it",
    "crawling": "crawling",
    "done": "done",
    "stopped": "stopped; the rest is owed",
    "trouble": "[red]look at it[/red]",
}


@contextmanager
def progress_on(session: "Pool | Session", *, quiet: bool) -> Iterator[None]:
    """Show the session's progress while the block runs; nothing at all where `quiet`."""
    if quiet:
        logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
        yield
    elif sys.stderr.isatty():
        from crawler.cli.live_table import live_table  # noqa: PLC0415 - rich loads slowly

        with live_table(session):
            yield
    else:
        logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s")
        session.watch = Telling(_say, every=EVERY)
        yield


def _say(run: PortalRun) -> None:
    """A plain line for logs and pipes."""
    counts = run.counts
    state = STATES[run.state].replace("[red]", "").replace("[/red]", "")
    done = f"{counts.requests} requests, {counts.articles_new} new, {counts.problems} problems"
    click.echo(f"{run.portal.id}: {state}; {done}", err=True)
