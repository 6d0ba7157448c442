"""WARC files and attachments come first: a row of the target never mentions what is not there.

A file is copied beside and takes its place when it is whole. What a killed merge left is found, and not copied again.
"""

import os
import sqlite3
from hashlib import sha256
from pathlib import Path

from crawler.capture.shelf import FOLDER, renamed
from crawler.errors import ArchiveError
from crawler.merge.source import Source

FILES = "files"
UNFINISHED = ".merging"
HEAD = 65_536  # the warcinfo record in it has an id that no other file has
_ENDS = """
    SELECT warc_file, max(warc_offset + warc_length) AS size FROM captures WHERE warc_file IS NOT NULL
    GROUP BY warc_file ORDER BY warc_file"""
_PATHS = """
    SELECT path FROM attachments WHERE path IS NOT NULL UNION SELECT path FROM file_versions
    UNION SELECT path FROM images WHERE path IS NOT NULL"""


def copy_files(target: Path, source: Source) -> int:
    """Bring over what the source's rows mention; returns how many files were copied. Raises ArchiveError.

    What the source has lost is its `trouble`, and no reason to leave the rest behind: whole copies may be merged later.
    """
    copied = 0
    try:
        for row in source.db.execute(_ENDS).fetchall():
            origin = _inside(source.path, f"{FOLDER}/{row['warc_file']}", FOLDER)
            source.warc[row["warc_file"]] = origin.name
            if size := _whole(source, origin, row["size"]):
                name = source.warc[row["warc_file"]] = _name(target, origin, size)
                copied += _copy(target, origin, target / FOLDER / name, size)
        for row in source.db.execute(_PATHS).fetchall():
            origin = _inside(source.path, row["path"], FILES)
            if size := _whole(source, origin, 1):
                copied += _copy(target, origin, target / row["path"], origin.stat().st_size)
    except OSError as error:
        raise ArchiveError(f"{source.path}: {error.filename}: cannot be copied: {error.strerror}") from error
    return copied


def _whole(source: Source, origin: Path, size: int) -> int:
    """How much there is of `size` bytes; less than all is the source's trouble."""
    have = origin.stat().st_size if origin.exists() else 0
    if not origin.exists():
        source.trouble.append(f"{origin}: is missing")
    elif have < size:
        source.trouble.append(f"{origin}: is cut off: {have} of {size} bytes")
    return min(have, size)


def _inside(archive: Path, name: str, folder: str) -> Path:
    """The archive's file of that name. Somebody else's archive cannot make us copy, or write, anything elsewhere."""
    path = (archive / name).resolve()
    if not path.is_relative_to((archive / folder).resolve()) or ".." in Path(name).parts or Path(name).is_absolute():
        raise ArchiveError(f"{archive}: names the file {name!r}, which is none of its own")
    return archive / name


def _name(target: Path, origin: Path, size: int) -> str:
    """The WARC file's name in the target: its own, unless another file has it (two containers, the same second)."""
    there = target / FOLDER / origin.name
    if not there.exists() or _head(there, size) == _head(origin, size):
        return origin.name
    return renamed(origin.name, sha256(_head(origin, size)).hexdigest()[:8])


def _head(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(min(HEAD, size))


def _copy(target: Path, origin: Path, place: Path, size: int) -> int:
    """The first `size` bytes of `origin`, unless as much of it stands there already."""
    if place.exists() and place.stat().st_size >= size:
        return 0
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target / UNFINISHED
    with origin.open("rb") as file, unfinished.open("wb") as copy:
        left = size
        while left and (chunk := file.read(min(left, 1 << 20))):
            copy.write(chunk)
            left -= len(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    unfinished.replace(place)
    return 1


def list_files(db: sqlite3.Connection, source: Source) -> None:
    """Rows of `warc_files` for what was copied."""
    sizes = {row["warc_file"]: row["size"] for row in source.db.execute(_ENDS).fetchall()}
    runs = {row["name"]: row["run_id"] for row in source.db.execute("SELECT name, run_id FROM warc_files").fetchall()}
    for own, name in source.warc.items():
        run_id = source.runs.get(runs.get(own) or 0)
        db.execute(
            """INSERT INTO warc_files (name, run_id, bytes) VALUES (?, ?, ?)
               ON CONFLICT (name) DO UPDATE SET bytes = max(coalesce(bytes, 0), excluded.bytes)""",
            (name, run_id, sizes[own]),
        )
