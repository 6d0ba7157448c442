"""What one run of a crawl writes, from its row in `runs` to its end: it lives in the process that writes."""

import sqlite3
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from crawler.archive.clock import now
from crawler.archive.orders import Ending, Job, Opening, Order, Take
from crawler.archive.runs import begin_run, finish_run, put_portals, put_provinces
from crawler.archive.store import Store
from crawler.archive.visits import note_visits
from crawler.archive.writer import Writer
from crawler.capture.capturer import Capturer
from crawler.capture.repair import repair_files
from crawler.capture.shelf import Shelf
from crawler.errors import ArchiveError


class Recording:
    """Opens the archive and begins the run; raises ArchiveError. `close` ends it, `leave` only lets go of it.

    Its lock says that somebody may still write: it is held here, and free once this process is gone.
    """

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._shelf: Shelf | None = None
        self._writer = Writer(opening.archive, begin=self._begin)
        self._captures = Capturer(opening.archive, keep=opening.warc)
        self._writer.shelve(self._shelf, self._captures.claim)
        self.run_id = self._writer.run_id

    def _begin(self, connection: sqlite3.Connection) -> int:
        archive = self._opening.archive
        put_provinces(connection)
        put_portals(connection, self._opening.portals)
        run_id, self._lock = begin_run(connection, archive)
        repair_files(connection, archive)
        if self._opening.warc:
            self._shelf = Shelf(archive, run_id)
            self._shelf.announce(connection)
        return run_id

    def obey(self, order: Order) -> "Future[Any] | None":
        """Begin what is asked; the future of a job is done when its transaction is on disk."""
        if isinstance(order, Take):
            self._captures.take(order.ticket, order.exchange)
            return None
        assert isinstance(order, Job)
        return self._writer.submit(partial(self._do, order))

    def _do(self, order: Job, store: Store) -> Any:
        with self._captures.claims():
            return order.job(store, *order.args, **order.kwargs)

    def close(self, ending: Ending) -> ArchiveError | None:
        """Commit what waits and end the run; what went wrong, if anything did."""
        self._captures.close()
        self._writer.close(lambda connection: self._finish(connection, ending))
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)
        return self._writer.failed

    def leave(self) -> None:
        """Commit what waits; the run has lost its crawl, and the next one will call it killed."""
        self._captures.close()
        self._writer.close(lambda _: None)

    def _finish(self, connection: sqlite3.Connection, ending: Ending) -> None:
        note_visits(connection, ending.visited, at=now())
        finish_run(connection, self.run_id, ending.status, ending.stats)
        if self._shelf is not None:
            self._shelf.close(connection)
