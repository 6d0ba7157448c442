"""The live table of a crawl on a terminal."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.logging import RichHandler
from rich.table import Table

from crawler.cli.progress import STATES
from crawler.session import Session

if TYPE_CHECKING:
    from crawler.pool import Pool

ROWS = 20


@contextmanager
def live_table(session: "Pool | Session") -> Iterator[None]:
    """Show the session's portals while the block runs, log lines above them."""
    console = Console(stderr=True)
    logging.basicConfig(level=logging.WARNING, handlers=[RichHandler(console=console, show_path=False)])
    with Live(console=console, refresh_per_second=4, get_renderable=lambda: _table(session)):
        yield


def _table(session: "Pool | Session") -> Table:
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
        table.add_row(run.portal.id, STATES[run.state], *map(str, numbers), owed, at)
    if len(runs) > ROWS:
        table.add_row(f"… {len(runs) - ROWS} more", "")
    return table
