"""Opening archive.db: pragmas, migrations, and one clear error for everything that can be wrong with the directory."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.archive.schema_version import SCHEMA_VERSION
from crawler.errors import ArchiveError

BUSY_MS = 60_000


def database_path(archive: Path) -> Path:
    """Where the archive directory keeps its database."""
    return archive / "archive.db"


def open_for_writing(archive: Path) -> sqlite3.Connection:
    """A connection to the archive, made or migrated first where needed.

    WAL with synchronous=FULL: a committed transaction survives a power loss. Raises ArchiveError.
    """
    try:
        if archive.exists() and not archive.is_dir():
            raise ArchiveError(f"{archive}: is a file; --archive needs a directory")
        archive.mkdir(parents=True, exist_ok=True)
        connection = _connect(database_path(archive))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA journal_size_limit = 67108864")
        connection.execute("PRAGMA temp_store = MEMORY")  # or every savepoint writes its journal to a file of its own
        connection.execute("PRAGMA cache_size = -16384")  # KB: what one commit of a busy crawl changes stays at hand
        connection.execute("PRAGMA wal_autocheckpoint = 4000")  # pages: those written again and again are copied once
        _migrate(archive, connection)
    except (OSError, sqlite3.Error) as error:
        raise ArchiveError(
            f"{archive}: cannot be opened for writing: {getattr(error, 'strerror', None) or error}"
        ) from error
    return connection


def open_for_reading(archive: Path, *, strict: bool = False) -> sqlite3.Connection:
    """A connection that cannot write; works while a crawl is writing. Raises ArchiveError where there is no archive.

    `strict`: the file itself is opened for reading alone, for a process that strangers talk to.
    """
    path = database_path(archive)
    if not path.is_file():
        raise ArchiveError(f"{archive}: no archive here (archive.db is missing); `khotin crawl` makes one")
    try:
        connection = _connect(path, how=_as_it_stands(path) or ("mode=ro" if strict else "mode=rw"))
        connection.execute("PRAGMA query_only = ON")
        _refuse_newer(archive, connection)
        if _version(connection) < SCHEMA_VERSION:
            raise ArchiveError(
                f"{archive}: was written by an older khotin; `khotin crawl` or `khotin verify` migrates it"
            )
    except sqlite3.Error as error:
        raise ArchiveError(f"{archive}: cannot be read: {error}") from error
    return connection


def _as_it_stands(path: Path) -> str:
    """For an archive on a medium that nobody writes to, where SQLite could not make its log; '' for any other."""
    settled = not path.with_name(f"{path.name}-wal").exists()
    return "mode=ro&immutable=1" if settled and not os.access(path.parent, os.W_OK) else ""


def _connect(path: Path, *, how: str = "mode=rwc") -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{how}"
    connection = sqlite3.connect(
        address, uri=True, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _migrate(archive: Path, connection: sqlite3.Connection) -> None:
    _refuse_newer(archive, connection)
    if _version(connection) == SCHEMA_VERSION:
        return
    with _without_frames():
        from sqlite_utils import Database  # noqa: PLC0415 - only a new or an old archive pays for them

        from crawler.archive.schema import migrations  # noqa: PLC0415

    # One transaction for all of it: killed half way it leaves the old schema; two that start at once take turns.
    connection.execute("BEGIN EXCLUSIVE")
    try:
        migrations.apply(Database(connection))
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def _without_frames() -> Iterator[None]:
    """sqlite_utils loads pandas and numpy where they are installed, for half a second and nothing that is needed."""
    hidden = [name for name in ("pandas", "numpy") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def _refuse_newer(archive: Path, connection: sqlite3.Connection) -> None:
    if (version := _version(connection)) > SCHEMA_VERSION:
        raise ArchiveError(
            f"{archive}: schema {version} is newer than this khotin knows ({SCHEMA_VERSION}); use a newer khotin"
        )


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
