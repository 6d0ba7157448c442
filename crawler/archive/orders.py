"""What the reading process and the one that writes say to each other, pickled, on the pipes between them.

Down go one `Opening`, any number of `Job` and `Take`, one `Ending`; up come one `Opened`, a `Done` or `Failed` for
every job that somebody waits for, one `Ended`. A process that dies closes its pipes, which the other sees.
"""

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
_SIZE = Struct("<Q")


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


def frame(message: Opening | Order | Answer) -> bytes:
    """The message as bytes, its length in front."""
    body = pickle.dumps(message, PROTOCOL)
    return _SIZE.pack(len(body)) + body


def receive(pipe: BinaryIO) -> Any:
    """The next message; raises EOFError where the other side is gone."""
    (size,) = _SIZE.unpack(_exactly(pipe, _SIZE.size))
    return pickle.loads(_exactly(pipe, size))  # noqa: S301 (our own process)


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError("the pipe is closed")
    return data


class Frames:
    """Messages out of the bytes of a pipe, however they come in pieces."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> list[Any]:
        """Every message that is whole now."""
        self._bytes += data
        whole, start = [], 0
        while len(self._bytes) >= start + _SIZE.size:
            (size,) = _SIZE.unpack_from(self._bytes, start)
            end = start + _SIZE.size + size
            if len(self._bytes) < end:
                break
            whole.append(pickle.loads(self._bytes[start + _SIZE.size : end]))  # noqa: S301 (our own process)
            start = end
        del self._bytes[:start]
        return whole
