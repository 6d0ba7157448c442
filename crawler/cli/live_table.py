"""The live table of a crawl on a terminal."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions
from rich.live import Live
from rich.logging import RichHandler
from rich.table import Table
from rich.text import Text

from crawler.cli.output import counted
from crawler.cli.progress import STATES
from crawler.session import PortalRun, Session

if TYPE_CHECKING:
    from crawler.pool import Pool

ROWS = 20
NUMBERS = {"new": 0, "edited": 72, "gone": 72, "requests": 0, "problems": 0, "owed": 0}  # and from which width on
AT = 100  # the width from which on there is room for what is under way
ORDER = ("crawling", "busy", "trouble", "waiting", "stopped", "done")


@contextmanager
def live_table(session: "Pool | Session") -> Iterator[None]:
    """Show the session's portals while the block runs, log lines above them."""
    console = Console(stderr=True)
    handler = RichHandler(console=console, show_path=False)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], format="%(message)s", datefmt="%H:%M:%S")
    with Live(console=console, refresh_per_second=4, get_renderable=lambda: table_of(session, console.options)):
        yield


def table_of(session: "Pool | Session", options: ConsoleOptions) -> Table:
    """Portals under way first; what is shown is what is stored. Names and addresses give way, figures never do."""
    width = options.max_width
    table = Table(box=None, pad_edge=False)
    table.add_column("portal", max_width=40)
    table.add_column("state", no_wrap=True)
    headings = [heading for heading, least in NUMBERS.items() if width >= least]
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    if width >= AT:
        table.add_column("at", max_width=max(60, width - AT))
    runs = sorted(session.runs.values(), key=lambda run: ORDER.index(run.state))
    rows = max(1, min(ROWS, options.size.height - 4))
    for run in runs[:rows]:
        numbers = _numbers(session, run)
        state = Text(STATES[run.state][0], style="red" if run.state == "trouble" else "")
        at = [_one_line(_at(run))] if width >= AT else []
        table.add_row(_one_line(run.portal.id), state, *(numbers[heading] for heading in headings), *at)
    if hidden := runs[rows:]:
        table.caption = Text(_others(runs, hidden), style="dim")
        table.caption_justify = "left"
    return table


def _others(runs: Sequence[PortalRun], hidden: Sequence[PortalRun]) -> str:
    """What there is no room for, and the sum of all."""
    states = Counter(STATES[run.state][0] for run in hidden)
    asked = counted(sum(run.counts.requests for run in runs), "request")
    total = f"{sum(run.counts.articles_new for run in runs):,} new, {asked}"
    return f"… {len(hidden)} more: {', '.join(f'{n} {state}' for state, n in states.items())}. In all: {total}"


def _numbers(session: "Pool | Session", run: PortalRun) -> dict[str, str]:
    counts = run.counts
    return {
        "new": str(counts.articles_new),
        "edited": str(counts.articles_edited),
        "gone": str(counts.articles_gone),
        "requests": str(counts.requests),
        "problems": str(counts.problems),
        "owed": str(session.owed(run)) if run.state in ("crawling", "stopped") else "",
    }


def _at(run: PortalRun) -> str:
    """What is under way, or why nothing is."""
    if run.state == "crawling":
        return run.now_at.removeprefix(run.portal.fields.home.rstrip("/"))
    return run.trouble[0] if run.trouble else STATES[run.state][1]


def _one_line(text: str) -> Text:
    """A cell that is cut where room is short; brackets in an address are no markup."""
    return Text(text, no_wrap=True, overflow="ellipsis")
