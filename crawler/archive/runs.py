"""The rows of `runs`, `portals` and `provinces`: what a crawl is, where it goes, and how it ended."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from crawler import __version__
from crawler.archive.clock import now, utc_text
from crawler.provinces import load_provinces

if TYPE_CHECKING:
    from crawler.portal import Portal

PortalRow = tuple[str, str, str, str | None, str, str, str | None]


def run_lock(archive: Path, run_id: int) -> FileLock:
    """Held by the process that executes the run; free once it ended, however it ended."""
    folder = archive / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / f"run-{run_id}.lock")


def begin_run(connection: sqlite3.Connection, archive: Path) -> tuple[int, FileLock]:
    """A new row in `runs`, and the lock that says it is alive. Runs whose process died are marked "killed"."""
    _bury_dead(connection, archive)
    cursor = connection.execute(
        "INSERT INTO runs (started_at, status, version) VALUES (?, 'running', ?)", (utc_text(now()), __version__)
    )
    run_id = cursor.lastrowid
    assert run_id is not None
    lock = run_lock(archive, run_id)
    lock.acquire()
    return run_id, lock


def finish_run(connection: sqlite3.Connection, run_id: int, status: str, stats: Mapping[str, object]) -> None:
    """Close the run's row; `status` is "done", "failed" or "interrupted", `stats` the summary's numbers."""
    connection.execute(
        "UPDATE runs SET finished_at = ?, status = ?, stats = ? WHERE id = ?",
        (utc_text(now()), status, json.dumps(dict(stats), ensure_ascii=False), run_id),
    )


def portal_row(portal: "Portal") -> PortalRow:
    """What `portals` keeps of a portal's file."""
    fields = portal.fields
    retired = fields.retired.isoformat() if fields.retired else None
    return portal.id, fields.name, fields.province, fields.level, fields.home, fields.recipe, retired


def put_portals(connection: sqlite3.Connection, portals: Iterable[PortalRow]) -> None:
    """Bring the rows of `portals` up to date with their files."""
    connection.executemany(
        """INSERT INTO portals (id, name, province, level, home, recipe, retired_on) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, province = excluded.province, level = excluded.level,
               home = excluded.home, recipe = excluded.recipe, retired_on = excluded.retired_on""",
        portals,
    )


def keep_reading(connection: sqlite3.Connection, portal_id: str, column: str, value: str) -> None:
    """Remember how the portal is read: `column` is "read_with" or "template"."""
    connection.execute(f"UPDATE portals SET {column} = ? WHERE id = ?", (value, portal_id))  # noqa: S608 (our own names)


def put_provinces(connection: sqlite3.Connection) -> None:
    """Bring `provinces` up to date: the units before and after July 2025."""
    connection.executemany(
        """INSERT INTO provinces (name, kind, code, merged_into, since, until) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, code = excluded.code,
               merged_into = excluded.merged_into, since = excluded.since, until = excluded.until""",
        [
            (
                *(unit.name, unit.kind, unit.code, unit.merged_into),
                *(day.isoformat() if day else None for day in (unit.since, unit.until)),
            )
            for unit in load_provinces()
        ],
    )


def _bury_dead(connection: sqlite3.Connection, archive: Path) -> None:
    for row in connection.execute("SELECT id FROM runs WHERE status = 'running'").fetchall():
        lock = run_lock(archive, row["id"])
        try:
            with lock.acquire(timeout=0):
                connection.execute("UPDATE runs SET status = 'killed' WHERE id = ?", (row["id"],))
        except Timeout:
            continue
        Path(lock.lock_file).unlink(missing_ok=True)
