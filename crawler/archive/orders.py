"""What the reading process and the one that writes say to each other, pickled, on the pipes between them.

A message is its size and that of what goes beside it, the pickle, and what goes beside it: the bytes of a response,
which would else be copied into the pickle and out of it again.

Down go one `Opening`, any number of `Job` and `Take`, one `Ending`; up come one `Opened`, a `Done` or `Failed` for
every job that somebody waits for, one `Ended`. A process that dies closes its pipes, which the other sees.
"""

import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO, NamedTuple

from crawler.archive.runs import PortalRow
from crawler.capture.exchange import Exchange
from crawler.errors import ArchiveError
from crawler.items import Ticket

PROTOCOL = 5
NOBODY = 0  # waits for the job
MOST_PARTS = 256  # of one write; systems take some 1,000
_SIZES = Struct("<QQ")


class Opening(NamedTuple):
    """Begin a run over these portals. `warc`: keep copies of what is received, else digests only."""

    archive: Path
    portals: Sequence[PortalRow]
    warc: bool


class Job(NamedTuple):
    """Call `job` with the store and these arguments; all of it is found by name in the other process."""

    number: int
    job: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


class Take(NamedTuple):
    """Pack a response; the job that stores it names its ticket."""

    ticket: Ticket
    exchange: Exchange


class Ending(NamedTuple):
    """End the run; `visited`: the portals whose crawl came to its end, and whether something went wrong there."""

    status: str
    stats: Mapping[str, object]
    visited: Mapping[str, bool]


class Opened(NamedTuple):
    """The run's number in `runs`."""

    run_id: int


class Done(NamedTuple):
    """The job's transaction is on disk."""

    number: int
    result: Any


class Failed(NamedTuple):
    """Nothing of the job is in the archive. Number NOBODY: the archive could not be opened."""

    number: int
    error: BaseException


class Ended(NamedTuple):
    """All is written, or `error` tells why not."""

    error: ArchiveError | None


Order = Job | Take | Ending
Answer = Opened | Done | Failed | Ended


def send(pipe: int, *messages: Opening | Order | Answer) -> None:
    """Write the messages to a pipe that blocks. Raises BrokenPipeError where nobody reads them."""
    parts = [memoryview(part) for message in messages for part in frame(message)]
    while parts:
        written = os.writev(pipe, parts[:MOST_PARTS])
        while parts and written >= len(parts[0]):
            written -= len(parts.pop(0))
        if written:
            parts[0] = parts[0][written:]


def frame(message: Opening | Order | Answer) -> list[bytes | memoryview]:
    """The message's bytes, in the order they are written."""
    beside: list[pickle.PickleBuffer] = []
    body = pickle.dumps(message, PROTOCOL, buffer_callback=beside.append)
    parts = [part.raw() for part in beside]
    return [_SIZES.pack(len(body), sum(map(len, parts))), body, *parts]


def receive(pipe: BinaryIO) -> Any:
    """The next message; raises EOFError where the other side is gone."""
    size, beside = _SIZES.unpack(_exactly(pipe, _SIZES.size))
    body = _exactly(pipe, size)
    return pickle.loads(body, buffers=[_exactly(pipe, beside)])  # noqa: S301 (our own process)


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError("the pipe is closed")
    return data


class Frames:
    """Messages with nothing beside them, as answers are, out of the bytes of a pipe however they come in pieces."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> list[Any]:
        """Every message that is whole now."""
        self._bytes += data
        whole, start = [], 0
        while len(self._bytes) >= start + _SIZES.size:
            size, _ = _SIZES.unpack_from(self._bytes, start)
            end = start + _SIZES.size + size
            if len(self._bytes) < end:
                break
            whole.append(pickle.loads(self._bytes[start + _SIZES.size : end]))  # noqa: S301 (our own process)
            start = end
        del self._bytes[:start]
        return whole
