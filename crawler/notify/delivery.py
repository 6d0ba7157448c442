"""Delivering the outbox: every receiver on its own, in order, until it has everything or did not take something."""

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

import aiohttp
from filelock import FileLock, Timeout

from crawler import __version__
from crawler.archive.clock import now, utc_text
from crawler.archive.connection import open_for_writing
from crawler.archive.reader import Archive
from crawler.errors import ArchiveError, ConfigurationError
from crawler.notify.by_apprise import open_apprise, send
from crawler.notify.message import Message, make_message
from crawler.notify.outbox import Waiting, fill, offer, prune, refused, taken, waiting
from crawler.notify.target import Receiver, Target, make_receiver
from crawler.notify.timing import after_quiet, next_try, ripe_at
from crawler.notify.webhook import NotTaken, post
from crawler.watch import Watch

AT_ONCE = 16
TIMEOUT = 20.0
HOME = "https://github.com/khotin/khotin"


class Sender(Protocol):
    """How messages go to one receiver; raises NotTaken."""

    def __call__(self, http: aiohttp.ClientSession, message: Message, *, at: datetime) -> Awaitable[None]: ...


@dataclass(slots=True)
class Line:
    """One receiver of one watch, and how it fares: messages and changes taken, what went wrong, when to go on."""

    watch: Watch
    receiver: Receiver
    messages: int = 0
    changes: int = 0
    error: str = ""
    next_at: datetime | None = None

    @property
    def name(self) -> str:
        """For people; holds no secret."""
        return f"{self.watch.id} → {self.receiver.shown}"


@dataclass(slots=True)
class Told:
    """What one run did. `trouble` is what a person must look at; `busy`: another process is at it, nothing was done."""

    lines: list[Line] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    busy: bool = False


def notify(
    path: Path,
    watches: Sequence[Watch],
    *,
    environment: Mapping[str, str] = os.environ,
    clock: Callable[[], datetime] = now,
    timeout: float = TIMEOUT,
) -> Told:
    """Queue the watches' news and send what is due. Raises ConfigurationError before anything is sent, ArchiveError."""
    lines = [Line(watch, _receiver(watch, entry, environment)) for watch in watches for entry in watch.fields.to]
    senders = {line.receiver.id: _sender(line.receiver, timeout) for line in lines}
    Archive(path).close()  # an archive that is not there is not made
    db = open_for_writing(path)
    (path / "locks").mkdir(exist_ok=True)
    try:
        with FileLock(path / "locks" / "notify.lock").acquire(timeout=0), Archive(path) as archive:
            told = Told(lines)
            for watch in watches:
                targets = [line.receiver.id for line in lines if line.watch is watch]
                if targets:
                    told.trouble += fill(archive, db, watch, targets, at=clock())
            asyncio.run(_Delivery(archive, db, clock, timeout).run(lines, senders))
            for watch in watches:
                prune(db, watch, [line.receiver.id for line in lines if line.watch is watch], at=clock())
    except Timeout:
        return Told(busy=True)
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: the outbox cannot be kept: {error}") from error
    finally:
        db.close()
    for line in lines:
        if line.error and line.next_at:
            told.trouble.append(f"{line.name}: {line.error}; again at {utc_text(line.next_at)}")
    return told


def _receiver(watch: Watch, entry: str | Target, environment: Mapping[str, str]) -> Receiver:
    try:
        return make_receiver(entry, environment)
    except ConfigurationError as error:
        raise ConfigurationError(f"{watch.id}.toml: {error}") from error


def _sender(receiver: Receiver, timeout: float) -> Sender:
    if receiver.secret is not None:
        return partial(post, receiver=receiver)
    service = open_apprise(receiver)

    async def by_apprise(http: aiohttp.ClientSession, message: Message, *, at: datetime) -> None:
        await send(service, message, timeout=timeout)

    return by_apprise


class _Delivery:
    """Sends what is due; every step is on disk before the next."""

    def __init__(self, archive: Archive, db: sqlite3.Connection, clock: Callable[[], datetime], timeout: float) -> None:
        self._archive = archive
        self._db = db
        self._clock = clock
        self._timeout = timeout
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def run(self, lines: Sequence[Line], senders: Mapping[str, Sender]) -> None:
        limits = aiohttp.ClientTimeout(total=self._timeout)
        agent = {"User-Agent": f"khotin/{__version__} (+{HOME})"}
        async with aiohttp.ClientSession(timeout=limits, headers=agent) as http:
            await asyncio.gather(*(self._line(http, line, senders[line.receiver.id]) for line in lines))

    async def _line(self, http: aiohttp.ClientSession, line: Line, sender: Sender) -> None:
        """One receiver of one watch, message after message."""
        while not line.error and (what := waiting(self._db, line.watch, line.receiver.id)) is not None:
            line.next_at = self._due(line.watch, what)
            if line.next_at > self._clock():
                line.error = (
                    what.last_error or "" if what.tries else ""
                )  # it is still away: who looks now must hear of it
                return
            async with self._slots:
                await self._send(http, line, sender, what)
        if not line.error:
            line.next_at = None

    def _due(self, watch: Watch, what: Waiting) -> datetime:
        due = max(ripe_at(watch.fields.digest, what.queued_at), what.next_try_at or what.queued_at)
        return after_quiet(max(due, self._clock()), watch.fields.quiet)

    async def _send(self, http: aiohttp.ClientSession, line: Line, sender: Sender, what: Waiting) -> None:
        target = line.receiver.id
        message = make_message(self._archive, line.watch, target, what.seqs)
        offer(self._db, line.watch, target, what)
        try:
            await sender(http, message, at=self._clock())
        except NotTaken as error:
            line.error = str(error)
            line.next_at = next_try(self._clock(), what.tries + 1, error.wait)
            refused(self._db, line.watch, target, line.error, until=line.next_at)
            return
        taken(self._db, line.watch, target, what, at=self._clock())
        line.messages += 1
        line.changes += len(what.seqs)
