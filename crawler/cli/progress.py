"""What a person sees of a crawl: a live table on a terminal, one plain line per portal and half minute otherwise."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from crawler.cli.output import counted
from crawler.session import PortalRun, Session
from crawler.telling import Telling

if TYPE_CHECKING:
    from crawler.pool import Pool

EVERY = 30.0
STATES = {  # a word, and what it means
    "waiting": ("waiting", ""),
    "busy": ("host busy", "another khotin is asking it"),
    "crawling": ("crawling", ""),
    "done": ("done", ""),
    "stopped": ("stopped", "the rest is owed"),
    "trouble": ("look at it", ""),
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
    state = ": ".join(filter(None, STATES[run.state]))
    done = f"{counted(counts.requests, 'request')}, {counts.articles_new} new, {counted(counts.problems, 'problem')}"
    click.echo(f"{run.portal.id}: {state}; {done}", err=True)
