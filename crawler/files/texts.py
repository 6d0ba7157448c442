"""The texts of kept files, read after a crawl into `file_texts`, where searching finds them (extra `khotin[files]`)."""

import json
import os
import selectors
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import monotonic

from filelock import FileLock, Timeout

from crawler.archive.clock import now, utc_text
from crawler.archive.connection import open_for_writing
from crawler.errors import ArchiveError
from crawler.files.place import FOLDER
from crawler.files.readers import READERS

SECONDS = 300.0  # after one crawl
SECONDS_OF_ONE = 60.0
BATCH = 500
LIBRARIES = {"pdf": "pypdf", "xls": "xlrd", "doc": "olefile", "rtf": "striprtf"}
ROOT = Path(__file__).resolve().parents[2]
Stop = Callable[[], bool]


@dataclass(slots=True)
class Texts:
    """How many files were read, and how many of those gave no text."""

    read: int = 0
    failed: int = 0


def read_texts(archive: Path, *, seconds: float = SECONDS, stop: Stop = lambda: False) -> Texts:
    """Read the kept files that nobody has read yet, or as many as `seconds` allow; none where the extra is missing.

    Ends after the file under way when `stop` says so. Does nothing where another process is at it. Raises ArchiveError.
    """
    done = Texts()
    if not readable() or not (archive / FOLDER).is_dir():
        return done
    (archive / "locks").mkdir(exist_ok=True)
    until = monotonic() + seconds
    lock = FileLock(archive / "locks" / "texts.lock")
    try:
        with closing(open_for_writing(archive)) as db, lock.acquire(timeout=0), FileReader() as reader:
            while rows := db.execute(_UNREAD, (json.dumps(readable()), BATCH)).fetchall():
                for row in rows:
                    if monotonic() > until or stop():
                        return done
                    _read(db, archive, row, reader, done)
    except Timeout:
        return done
    except sqlite3.Error as error:
        raise ArchiveError(f"{archive}: texts of files cannot be stored: {error}") from error
    return done


def readable() -> list[str]:
    """The types that can be read: none without the extra, whose first library tells for the others."""
    return list(READERS) if _version("pypdf") else []


def _read(db: sqlite3.Connection, archive: Path, row: sqlite3.Row, reader: "FileReader", done: Texts) -> None:
    ending = row["path"].rpartition(".")[2]
    text, status = reader.read(archive / row["path"], ending)
    db.execute(
        """INSERT INTO file_texts (digest, text, status, reader, read_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (digest) DO NOTHING""",
        (row["digest"], text, status, reader_of(ending), utc_text(now())),
    )
    done.read += 1
    done.failed += not text


def reader_of(ending: str) -> str:
    """What reads files of this type, with its version."""
    library = LIBRARIES.get(ending, "lxml")
    return f"{library} {_version(library)}"


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


class FileReader:
    """The process that reads (crawler.files.reading_process), started again where a file has broken it."""

    def __init__(self, *, seconds: float = SECONDS_OF_ONE) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "FileReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def read(self, path: Path, ending: str) -> tuple[str, str]:
        """The file's text and how it was read: "read", "cut", "empty", "failed: …"."""
        process = self._process or self._start()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps({"path": str(path), "ending": ending}).encode() + b"\n")
            process.stdin.flush()
            answer = json.loads(self._answer(process))
        except TimeoutError:
            self._end()
            return "", "failed: took too long"
        except (OSError, ValueError):
            self._end()
            return "", "failed: broke its reader"
        return str(answer["text"]), str(answer["status"])

    def _answer(self, process: "subprocess.Popen[bytes]") -> bytes:
        """One line; raises TimeoutError, and OSError where the process is gone."""
        assert process.stdout is not None
        pipe, data, until = process.stdout.fileno(), bytearray(), monotonic() + self._seconds
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while not data.endswith(b"\n"):
                if not selector.select(max(until - monotonic(), 0)):
                    raise TimeoutError
                if not (some := os.read(pipe, 1 << 16)):
                    raise OSError("the reader is gone")
                data += some
        return bytes(data)

    def _start(self) -> "subprocess.Popen[bytes]":
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "crawler.files.reading_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for whoever asks
            env=os.environ | {"PYTHONPATH": path},
        )
        return self._process

    def _end(self) -> None:
        if (process := self._process) is None:
            return
        self._process = None
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


_UNREAD = """
    SELECT DISTINCT digest, path FROM (
        SELECT digest, path FROM attachments WHERE path IS NOT NULL UNION SELECT digest, path FROM file_versions)
    WHERE replace(path, rtrim(path, replace(path, '.', '')), '') IN (SELECT value FROM json_each(?))
      AND digest NOT IN (SELECT digest FROM file_texts)
    ORDER BY digest LIMIT ?"""
