"""The reading process's end of the archive: what is to be stored is handed to a process of its own.

So reading pages and storing them do not take turns: SQLite, the search index and WARC packing have a core for
themselves. The rules are the writer's (crawler.archive.writer): a job is done when its transaction is on disk.
"""

import asyncio
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from crawler.archive.orders import (
    NOBODY,
    Answer,
    Done,
    Ended,
    Ending,
    Failed,
    Frames,
    Job,
    Opened,
    Opening,
    Order,
    Take,
    send,
)
from crawler.archive.store import Store
from crawler.capture.exchange import Exchange
from crawler.errors import ArchiveError
from crawler.items import Ticket

T = TypeVar("T")
P = ParamSpec("P")
ROOT = Path(__file__).resolve().parents[2]
ROOM = 1 << 20  # bytes of the pipe: some pages, so that handing one over does not wait
SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
CHUNK = 1 << 16


class RemoteWriter:
    """Starts the process at once; `open` waits until it has begun the run. `failed` holds what stopped it."""

    def __init__(self, opening: Opening) -> None:
        self.failed: ArchiveError | None = None
        self.run_id = 0
        self._archive = opening.archive
        self._frames = Frames()
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._numbers = count(NOBODY + 1)
        self._tickets = count(1)
        self._taken: list[Take] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._process = _start()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._orders, self._answers = self._process.stdin, self._process.stdout
        self._send(opening)

    @property
    def pid(self) -> int:
        """Of the process that writes."""
        return self._process.pid

    def open(self) -> None:
        """The run has begun and has its `run_id`. Raises ArchiveError."""
        answer = next(self._answers_to_come(), None)
        if isinstance(answer, Opened):
            self.run_id = answer.run_id
            return
        self._lost()
        raise answer.error if isinstance(answer, Failed) else self._died()

    def submit(self, job: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> "asyncio.Future[T]":
        """Run `job` with the store; done once its transaction is committed. Job and arguments are pickled by name."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        if self._orders.closed:
            future.set_exception(self.failed or self._died())
            return future
        self._listen()
        number = next(self._numbers)
        self._waiting[number] = future
        if not self._send(Job(number, job, args, kwargs)):
            self._lost()
        return future

    def post(self, job: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> None:
        """The same where nobody waits for it: what went wrong is told to whoever asks next."""
        self._send(Job(NOBODY, job, args, kwargs))

    def take(self, exchange: Exchange) -> Ticket:
        """Hand over a response as it was received; a job that names its ticket stores it.

        It goes with the next job: each write wakes the other process, and the job of its page comes soon.
        """
        ticket = next(self._tickets)
        self._taken.append(Take(ticket, exchange))
        return ticket

    def close(self, ending: Ending) -> None:
        """Commit what waits and end the run. `failed` tells whether all of that held."""
        self._deafen()
        self._waiting.clear()
        if self._send(ending):
            os.set_blocking(self._answers.fileno(), True)
            for answer in self._answers_to_come():
                if isinstance(answer, Ended):
                    self.failed = self.failed or answer.error
                    self._wait()
                    return
        self._lost()

    def _answers_to_come(self) -> Iterator[Answer]:
        """Every answer, waited for, until the pipe is closed."""
        while data := os.read(self._answers.fileno(), CHUNK):
            yield from self._frames.feed(data)

    def _send(self, message: Opening | Order) -> bool:
        """Whether the process took it: one that is gone cannot."""
        taken, self._taken = self._taken, []
        try:
            send(self._orders.fileno(), *taken, message)
        except (BrokenPipeError, ValueError):
            return False
        return True

    def _listen(self) -> None:
        """Hear answers in the loop that is running."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            os.set_blocking(self._answers.fileno(), False)
            loop.add_reader(self._answers.fileno(), self._hear)
            self._loop = loop

    def _deafen(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._answers.fileno())
        self._loop = None

    def _hear(self) -> None:
        with suppress(BlockingIOError):
            if not (data := os.read(self._answers.fileno(), CHUNK)):
                self._lost()
                return
            for answer in self._frames.feed(data):
                self._settle(answer)

    def _settle(self, answer: Any) -> None:
        future = self._waiting.pop(answer.number)
        if future.done():
            return
        if isinstance(answer, Done):
            future.set_result(answer.result)
        else:
            future.set_exception(answer.error)

    def _lost(self) -> None:
        """The process is gone: so is whatever waits for it."""
        self._deafen()
        self._wait()
        self.failed = self.failed or self._died()
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(self.failed)
        self._waiting.clear()

    def _died(self) -> ArchiveError:
        return ArchiveError(f"{self._archive}: the process that writes died ({self._process.returncode})")

    def _wait(self) -> None:
        self._orders.close()
        self._process.wait()
        self._answers.close()


def _start() -> "subprocess.Popen[bytes]":
    """Signals are held back around its birth: it lets them through when it is ready to ignore them."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "crawler.archive.writing_process"]
    held = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        process = subprocess.Popen(  # noqa: S603 (our own command)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=os.environ | {"PYTHONPATH": path}
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
    if (resize := getattr(fcntl, "F_SETPIPE_SZ", None)) is not None and process.stdin is not None:
        with suppress(OSError):  # a system may allow less
            fcntl.fcntl(process.stdin, resize, ROOM)
    return process
