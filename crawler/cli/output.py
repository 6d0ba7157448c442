"""Writing what a reading command found, and knowing whether all of it was taken."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from crawler.errors import KhotinError


class OutputLost(KhotinError):
    """What was printed did not arrive: the reader went away or the disk is full."""


def json_line(value: Any) -> str:
    """One JSON value on one line, its letters as they are."""
    return json.dumps(value, ensure_ascii=False) + "\n"


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
    """Write `path` atomically: a reader sees the old file or the whole new one, also after a power loss."""
    try:
        with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8") as file:
            try:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
                os.fchmod(file.fileno(), 0o666 & ~_umask())
                os.replace(file.name, path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise OutputLost(f"{path}: cannot be written: {error.strerror}") from error


@contextmanager
def _whole_output() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        # What Python still holds would be written again at exit, fail again and change the exit code.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        if isinstance(error, BrokenPipeError):
            raise
        raise OutputLost(f"standard output: cannot be written: {error.strerror}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
