"""A consistent copy of an archive, also while a crawl writes to it; made again, it copies only what is new.

The database first, by SQLite's own online backup; what it mentions in WARC files and attachments is on disk by then,
and those only ever grow. So the copy of a file may hold records that the copied database does not know yet, and never
the other way round; they are cut off to what it knows.

What is damaged takes no good copy's place: a database is checked first, a file by the digest that is its name.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from crawler.archive.connection import database_path, open_for_reading
from crawler.capture.shelf import FOLDER
from crawler.errors import ArchiveError, UsageError
from crawler.files.place import kept_files

PAGES = 2_000  # of the database copied in one go; writers wait no longer than that


@dataclass(slots=True)
class BackedUp:
    """What was copied: files in all and bytes; `kept` files were there already, `trouble` says what could not be."""

    copied: int = 0
    kept: int = 0
    bytes: int = 0
    trouble: list[str] = field(default_factory=list)


def back_up(archive: Path, target: Path) -> BackedUp:
    """Bring `target` up to date with the archive, as far as that is whole.

    Raises ArchiveError for a database that is not, UsageError for a target that is none.
    """
    if target.resolve() == archive.resolve():
        raise UsageError(f"{target}: is the archive itself")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target}: is a file")
    done = BackedUp()
    try:
        target.mkdir(parents=True, exist_ok=True)
        _copy_database(archive, target)
        with closing(sqlite3.connect(target / "archive.db")) as db:
            known = db.execute(_ENDS).fetchall()
        for name, end in known:
            _copy_grown(archive / FOLDER / name, target / FOLDER / name, end, done)
        for path in kept_files(archive):
            _copy_whole(path, target / path.relative_to(archive), done)
    except (OSError, sqlite3.Error) as error:
        raise ArchiveError(f"{target}: cannot be written: {error}") from error
    return done


_ENDS = """SELECT warc_file, max(warc_offset + warc_length) FROM captures
           WHERE warc_file IS NOT NULL GROUP BY warc_file ORDER BY warc_file"""


def _copy_database(archive: Path, target: Path) -> None:
    """The database as of one moment; the old copy stays until the new one is whole."""
    fresh = target / "archive.db.new"
    fresh.unlink(missing_ok=True)
    with closing(open_for_reading(archive)) as source, closing(sqlite3.connect(fresh)) as copy:
        source.backup(copy, pages=PAGES)
        copy.execute("PRAGMA journal_mode = DELETE")
        (checked,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if checked != "ok":
        fresh.unlink()
        raise ArchiveError(f"{archive}: archive.db is damaged, and not copied; `khotin verify --repair` mends it")
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    for rest in ("archive.db-wal", "archive.db-shm"):
        (target / rest).unlink(missing_ok=True)
    os.replace(fresh, database_path(target))


def _copy_grown(source: Path, target: Path, end: int, done: BackedUp) -> None:
    """The first `end` bytes of a file that only grows; what is there already is not copied again."""
    have = target.stat().st_size if target.exists() else 0
    if have == end:
        done.kept += 1
        return
    if not source.exists():
        done.trouble.append(f"{source}: is missing")
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file, target.open("r+b" if have else "wb") as copy:
        start = min(have, end)
        file.seek(start)
        copy.seek(start)
        left = end - start
        while left and (chunk := file.read(min(left, 1 << 20))):
            copy.write(chunk)
            left -= len(chunk)
        copy.truncate(end - left)
        copy.flush()
        os.fsync(copy.fileno())
    if left:
        done.trouble.append(f"{source}: ends {left} bytes before the last record that the database knows")
    done.copied += 1
    done.bytes += end - start - left


def _copy_whole(source: Path, target: Path, done: BackedUp) -> None:
    """A file named after its digest: the same name and size is the same file."""
    if target.exists() and target.stat().st_size == source.stat().st_size:
        done.kept += 1
        return
    with source.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != source.stem:
            done.trouble.append(f"{source}: is not what its name says, and not copied")
            return
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(target.name + ".new")
    shutil.copyfile(source, fresh)
    os.replace(fresh, target)
    done.copied += 1
    done.bytes += target.stat().st_size
