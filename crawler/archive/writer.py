"""The one thread of a process that writes to the archive.

Jobs that wait while a commit is under way share the next one, so that a busy crawl pays for few commits and a slow one
keeps nothing waiting. A job is atomic for itself: an error undoes that job alone. What `submit` returned is done when
its transaction is on disk, and not before.
"""

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from crawler.archive.connection import open_for_writing
from crawler.archive.store import Store
from crawler.capture.record import Packed
from crawler.capture.rows import CaptureRows
from crawler.capture.shelf import Shelf
from crawler.errors import ArchiveError
from crawler.items import Ticket

T = TypeVar("T")
BATCH = 100
_Job = tuple[Callable[[Store], Any], "Future[Any]"]


class Writer:
    """Opens the archive for one run; raises ArchiveError when it cannot be written.

    `failed` holds the error that stopped it (a full disk); every later job ends with that error. No error ends the
    thread itself: whoever waits for a job always hears of it.
    """

    def __init__(self, archive: Path, *, begin: Callable[[sqlite3.Connection], int]) -> None:
        self._path = archive
        self._connection = open_for_writing(archive)
        self.run_id = self._begin(begin)
        self._store = Store(self._connection, self.run_id)
        self._shelf: Shelf | None = None
        self.failed: ArchiveError | None = None
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="archive-writer", daemon=True)
        self._thread.start()

    def _begin(self, begin: Callable[[sqlite3.Connection], int]) -> int:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            run_id = begin(self._connection)
            self._connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            self._connection.close()
            raise self._unwritable(error) from error
        return run_id

    def _unwritable(self, error: BaseException) -> ArchiveError:
        return ArchiveError(f"{self._path}: cannot be written: {error}")

    def shelve(self, shelf: Shelf | None, claim: Callable[[Ticket], Packed] | None = None) -> None:
        """Records go to `shelf` where there is one; `claim` gives what pages were received by. Before the first job."""
        self._shelf = shelf
        if claim is not None:
            self._store.captures = CaptureRows(self._connection, self.run_id, shelf)
            self._store.claim = claim

    def submit(self, job: Callable[[Store], T]) -> "Future[T]":
        """Run `job` in the writing thread; the future is done once its transaction is committed."""
        future: Future[T] = Future()
        self._jobs.put((job, future))
        return future

    def close(self, finish: Callable[[sqlite3.Connection], None]) -> None:
        """Commit what waits, run `finish` last and close the database. `failed` tells whether all of that held."""
        self._jobs.put(None)
        self._thread.join()
        try:
            finish(self._connection)
        except sqlite3.Error as error:
            self.failed = self.failed or self._unwritable(error)
        self._connection.close()

    def _work(self) -> None:
        open_ = True
        while open_:
            batch: list[_Job] = []
            job = self._jobs.get()
            while job is not None:
                if job[1].set_running_or_notify_cancel():
                    batch.append(job)
                if len(batch) >= BATCH or self._jobs.empty():
                    break
                job = self._jobs.get()
            open_ = job is not None
            if batch:
                self._commit(batch)

    def _commit(self, batch: list[_Job]) -> None:
        outcomes: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            if self.failed is not None:
                raise self.failed
            self._connection.execute("BEGIN IMMEDIATE")
            if self._shelf is not None:
                self._shelf.begin(self._connection)
            for job, future in batch:
                outcomes.append((future, *self._run(job)))
            if self._shelf is not None:
                self._shelf.sync()  # records before the rows that mention them
            self._connection.execute("COMMIT")
            if self._shelf is not None:
                self._shelf.committed()
        except Exception as error:  # one nobody thought of stops the run as a full disk does, instead of hanging it
            self.failed = self.failed or self._unwritable(error)
            outcomes = [(future, None, self.failed) for _, future in batch]
            with suppress(sqlite3.Error):  # a full disk may have rolled back by itself
                self._connection.execute("ROLLBACK")
            if self._shelf is not None:
                self._shelf.undo()
        for future, result, failure in outcomes:
            if failure is not None:
                future.set_exception(failure)
            else:
                future.set_result(result)

    def _run(self, job: Callable[[Store], T]) -> tuple[T | None, BaseException | None]:
        """One job in its savepoint. An error of the database itself stops the batch; a job's own error only the job."""
        self._connection.execute("SAVEPOINT job")
        mark = self._shelf.mark if self._shelf is not None else None
        try:
            result = job(self._store)
        except sqlite3.OperationalError:
            raise
        except Exception as error:
            self._connection.execute("ROLLBACK TO job")
            self._connection.execute("RELEASE job")
            if self._shelf is not None and mark is not None:
                self._shelf.back_to(mark)
            return None, error
        self._connection.execute("RELEASE job")
        return result, None
