"""One run over one archive: the writer, the readers' connection, the files it was started with, and its counters."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.archive.clock import now
from crawler.archive.connection import open_for_reading
from crawler.archive.orders import Ending, Opening
from crawler.archive.owed import Bounds
from crawler.archive.remote_writer import RemoteWriter
from crawler.archive.runs import portal_row
from crawler.archive.store import Store, Stored
from crawler.errors import ArchiveError
from crawler.files.place import sweep
from crawler.items import Ticket
from crawler.portal import Portal
from crawler.recipe import Recipe

if TYPE_CHECKING:
    from crawler.extraction.recognise import Recognition
    from crawler.files.crawl import FileCrawl


ENGINE = ("crawler.lanes", "crawler.net.handler", "crawler.survey", "crawler.archive.copies")  # what loads slowly
ENDED = ("done", "trouble")  # states of a portal whose crawl is over


@dataclass(slots=True)
class Counts:
    """What a run did to one portal, or in sum."""

    requests: int = 0
    pages: int = 0
    articles_new: int = 0
    articles_edited: int = 0
    articles_gone: int = 0
    articles_restored: int = 0
    articles_same: int = 0
    problems: int = 0
    failed: int = 0
    files: int = 0
    bytes: int = 0

    def count(self, stored: Stored) -> None:
        """Count what the store did with a page."""
        name = {
            "new": "articles_new",
            "edited": "articles_edited",
            "gone": "articles_gone",
            "restored": "articles_restored",
            "same": "articles_same",
            "failed": "failed",
        }.get(stored)
        if name:
            setattr(self, name, getattr(self, name) + 1)

    def add(self, other: "Counts") -> None:
        """Add another portal's counts to this sum."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(slots=True)
class PortalRun:
    """How one portal fares in a run. `trouble` is what a person must look at, one line each."""

    portal: Portal
    counts: Counts = field(default_factory=Counts)
    state: str = "waiting"
    trouble: list[str] = field(default_factory=list)
    recognition: "Recognition | None" = None  # what `auto` took the portal for
    now_at: str = ""
    tls: str = ""  # how the portal was spoken with: "strict, TLSv1.3"


def summarize(runs: Collection[PortalRun], started: datetime, at: datetime | None = None) -> dict[str, object]:
    """The sum of the portals' counts, and the seconds from `started` to `at` (default: now)."""
    total = Counts()
    for run in runs:
        total.add(run.counts)
    return {"portals": len(runs), **asdict(total), "seconds": round(((at or now()) - started).total_seconds(), 3)}


class Session:
    """Opens the archive for one run over `portals`; raises ArchiveError. `close` ends the run's row."""

    def __init__(
        self,
        archive: Path,
        portals: Mapping[str, Portal],
        recipes: Mapping[str, Recipe],
        *,
        bounds: Bounds,
        warc: bool = True,
    ) -> None:
        self.archive = archive
        self.recipes = recipes
        self.bounds = bounds
        self.started = now()
        self.runs = {portal_id: PortalRun(portal) for portal_id, portal in portals.items()}
        self.watch: Callable[[PortalRun], None] = lambda _: None
        self.keep: Callable[[str, bytes, str], None] = lambda url, body, media_type: None  # sees every page as it came
        self.alone = False  # made by a spider under `scrapy crawl`, which closes it too
        self.overrides: dict[str, object] = {}  # Scrapy settings for every portal of this run
        self.fatal: ArchiveError | None = None  # what ended the whole run
        self.interrupted = False  # a signal asked to stop
        self.files: list[FileCrawl] = []  # of the portals under way
        self.endings: set[asyncio.Event] = set()  # of the portals under way
        self.writer = RemoteWriter(Opening(archive, [portal_row(portal) for portal in portals.values()], warc))
        for name in ENGINE:
            import_module(name)  # while the other process opens the archive
        self.writer.open()
        sweep(archive)
        self.reading = open_for_reading(archive)
        self.watching = open_for_reading(archive)  # the display has its own: it runs in another thread

    def keep_captures(self, tickets: Sequence[Ticket]) -> None:
        """Store responses of which no page comes: robots.txt, or a page that is asked for again later."""
        if tickets:
            self.writer.post(Store.keep_alone, tickets)

    def summary(self, at: datetime | None = None) -> dict[str, object]:
        """The run's numbers: `portals, requests, articles_new, … problems, seconds` (DESIGN §8)."""
        return summarize(self.runs.values(), self.started, at)

    def owed(self, run: PortalRun) -> int:
        """Pages the portal's frontier still owes, those under way included."""
        sql = "SELECT count(*) FROM frontier WHERE portal_id = ? AND state = 'pending'"
        return int(self.watching.execute(sql, (run.portal.id,)).fetchone()[0])

    def close(self, status: str) -> None:
        """Commit what waits and end the run as "done", "failed" or "interrupted". `fatal` is set where that failed."""
        stats = self.summary() | {"tls": {run.portal.id: run.tls for run in self.runs.values() if run.tls}}
        stats["trouble"] = {run.portal.id: run.trouble for run in self.runs.values() if run.trouble}
        self.reading.close()
        self.watching.close()
        visited = {portal_id: bool(run.trouble) for portal_id, run in self.runs.items() if run.state in ENDED}
        self.writer.close(Ending(status, stats, visited))
        self.fatal = self.fatal or self.writer.failed
