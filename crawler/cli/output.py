"""Writing what a reading command found, and knowing whether all of it was taken."""

import json
import os
import shutil
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from crawler.cli.interruption import forget_output
from crawler.errors import KhotinError


class OutputLost(KhotinError):
    """What was printed did not arrive: the reader went away or the disk is full."""


def json_line(value: Any) -> str:
    """One JSON value on one line, its letters as they are."""
    return json.dumps(value, ensure_ascii=False) + "\n"


def counted(number: int, noun: str) -> str:
    """`1 request`, `2,500 requests`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@contextmanager
def said_if_slow(line: str, *, after: float = 2.0) -> Iterator[None]:
    """Say on standard error what is under way where the block takes longer than `after` seconds."""
    timer = threading.Timer(after, click.echo, [line], {"err": True})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def write_out(pieces: Iterable[str], path: Path | None = None) -> None:
    """Write everything, UTF-8, to standard output or, all or nothing, to `path`. On return it has left this process.

    Raises OutputLost where it could not be written in full.
    """
    if path is not None:
        write_file(pieces, path)
        return
    with _whole_output():
        stream = sys.stdout.buffer
        for piece in pieces:
            stream.write(piece.encode())
        stream.flush()


def write_file(pieces: Iterable[str], path: Path) -> None:
    """Write `path` in UTF-8 as `whole_file` does."""
    with whole_file(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file to write beside `path` that takes its place when all went well: readers see the old or the new one, whole.

    A link stays one and leads to the new file; what is no file (/dev/null, a pipe) gets the text and stays what it is.
    Raises OutputLost where it cannot be written.
    """
    try:
        special = path.exists() and not path.is_file() and not path.is_dir()
        with _poured_into(path) if special else _put_in_place(path.resolve()) as unfinished:
            yield unfinished
    except OSError as error:
        raise OutputLost(f"{path}: cannot be written: {error.strerror or error}") from error


@contextmanager
def _put_in_place(path: Path) -> Iterator[Path]:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.touch()
        yield unfinished
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _poured_into(path: Path) -> Iterator[Path]:
    with TemporaryDirectory(prefix="khotin-") as folder:
        unfinished = Path(folder) / path.name
        yield unfinished
        with unfinished.open("rb") as file, path.open("wb") as special:
            shutil.copyfileobj(file, special)


@contextmanager
def _whole_output() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        forget_output()
        if isinstance(error, BrokenPipeError):
            raise
        raise OutputLost(f"standard output: cannot be written: {error.strerror}") from error
