"""The WARC files of one process: records are appended, made durable, and taken back where their transaction fails.

A file's name stands in `warc_files` before the file exists, and a record is on disk before the transaction that
mentions it is. So whatever a killed process left behind its last committed record can be told and cut off
(crawler.capture.repair).
"""

import os
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from crawler.archive.clock import now, utc_text
from crawler.capture.record import Packed, warcinfo

FOLDER = "warc"
FILE_SIZE = 1_000_000_000  # a file that has grown beyond this is followed by a new one


class Shelf:
    """Used by the writing thread alone, between BEGIN and COMMIT: `begin`, any number of `put`, `sync`, `committed`.

    `announce` comes first, in the transaction that begins the run. `sync` raises OSError where the records cannot be
    made durable.
    """

    def __init__(
        self, archive: Path, run_id: int, *, size: int | None = None, facts: dict[str, str] | None = None
    ) -> None:
        self._folder = archive / FOLDER
        self._run = run_id
        self._size = file_size() if size is None else size
        self._facts = facts or {}
        self._serial = 0
        self._name = ""
        self._next = ""
        self._file = -1
        self._durable = 0  # bytes of the file that a committed transaction knows
        self._pending: list[bytes] = []
        self._end = 0

    def announce(self, db: sqlite3.Connection) -> None:
        """Name the next file; it comes into being after this transaction."""
        self._next = file_name(now(), self._run, self._serial)
        self._serial += 1
        db.execute("INSERT INTO warc_files (name, run_id) VALUES (?, ?)", (self._next, self._run))

    def begin(self, db: sqlite3.Connection) -> None:
        """A transaction begins: go on to the file announced before; announce one where this one is full."""
        if self._next:
            if self._durable:
                db.execute("UPDATE warc_files SET bytes = ? WHERE name = ?", (self._durable, self._name))
            self._turn_over()
        elif self._durable >= self._size:
            self.announce(db)

    @property
    def mark(self) -> tuple[int, int]:
        """Where the records put so far end; for `back_to`."""
        return len(self._pending), self._end

    def back_to(self, mark: tuple[int, int]) -> None:
        """Forget the records put since `mark`: the job that put them failed."""
        del self._pending[mark[0] :]
        self._end = mark[1]

    def put(self, packed: Packed) -> tuple[str, int, int]:
        """Append an exchange; returns file, offset and length of its response record."""
        if self._end == 0:
            about = {"isPartOf": f"run {self._run}", **self._facts}
            self._append(warcinfo(self._name, utc_text(now()), about))
        self._append(packed.before)
        offset = self._end
        self._append(packed.response)
        return self._name, offset, len(packed.response)

    def sync(self) -> None:
        """Everything put so far is on disk."""
        if not self._pending:
            return
        if self._file < 0:
            self._open()
        data = memoryview(b"".join(self._pending))
        while data:
            data = data[os.write(self._file, data) :]
        os.fsync(self._file)

    def committed(self) -> None:
        """The transaction holds."""
        self._durable = self._end
        self._pending.clear()

    def undo(self) -> None:
        """The transaction does not hold: neither do its records."""
        self._pending.clear()
        self._end = self._durable
        self._next = ""
        if self._file >= 0:
            with suppress(OSError):  # what cannot be cut off now is cut off by the next run
                os.ftruncate(self._file, self._durable)
                os.lseek(self._file, self._durable, os.SEEK_SET)

    def close(self, db: sqlite3.Connection) -> None:
        """The run ends: the files' sizes are final."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        if self._durable:
            db.execute("UPDATE warc_files SET bytes = ? WHERE name = ?", (self._durable, self._name))
        unused = [self._next] if self._durable else [self._name, self._next]
        db.executemany("DELETE FROM warc_files WHERE name = ?", [(name,) for name in unused if name])

    def _append(self, data: bytes) -> None:
        self._pending.append(data)
        self._end += len(data)

    def _turn_over(self) -> None:
        if self._file >= 0:
            os.close(self._file)
        self._name, self._next = self._next, ""
        self._file, self._durable, self._end = -1, 0, 0

    def _open(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._file = os.open(self._folder / self._name, flags, 0o644)
        directory = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def file_size() -> int:
    """Bytes after which a file is followed by a new one; KHOTIN_WARC_BYTES sets another number."""
    return int(os.environ.get("KHOTIN_WARC_BYTES") or FILE_SIZE)


def file_name(at: datetime, run_id: int, serial: int) -> str:
    """`khotin-YYYYMMDDHHMMSS-run-pid-serial.warc.gz`: sorts by time, and no other process makes the same."""
    return f"khotin-{at:%Y%m%d%H%M%S}-{run_id}-{os.getpid()}-{serial:05}.warc.gz"


def renamed(name: str, mark: str) -> str:
    """The name in another archive that has a file of that name: `…-00000+MARK.warc.gz`."""
    stem, dot, ending = name.partition(".")
    return f"{stem}+{mark}{dot}{ending}"


def first_name(name: str) -> str:
    """The name before `renamed`, which the file itself tells of."""
    stem, dot, ending = name.partition(".")
    return f"{stem.partition('+')[0]}{dot}{ending}"
