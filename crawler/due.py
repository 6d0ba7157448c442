"""What `khotin crawl --due` crawls, one such crawl of an archive at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from crawler.archive.connection import open_for_reading, open_for_writing
from crawler.archive.visits import due_times
from crawler.portal import Portal

MINUTES = 50.0  # that one portal is given: a first crawl takes hours, and goes on the next time


@dataclass(frozen=True, slots=True)
class Due:
    """`portals` are due, the most overdue first; `next_at` is when the next other one is. `busy`: another has them."""

    portals: list[Portal] = field(default_factory=list)
    next_at: datetime | None = None
    busy: bool = False


@contextmanager
def claim_due(archive: Path, portals: Sequence[Portal], *, at: datetime) -> Iterator[Due]:
    """The portals that are due at `at`, ours for as long as the context is open. Raises ArchiveError."""
    open_for_writing(archive).close()  # made or migrated
    (archive / "locks").mkdir(exist_ok=True)
    lock = FileLock(archive / "locks" / "due.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield Due(busy=True)
        return
    try:
        yield read_due(archive, portals, at=at)
    finally:
        lock.release()


def read_due(archive: Path, portals: Sequence[Portal], *, at: datetime) -> Due:
    """The same for who only wants to know. Raises ArchiveError where there is no archive."""
    db = open_for_reading(archive)
    try:
        times = due_times(db, portals, at=at)
    finally:
        db.close()
    known = {portal.id: portal for portal in portals}
    later = [time for time in times.values() if time > at]
    return Due([known[portal_id] for portal_id, time in times.items() if time <= at], min(later, default=None))
