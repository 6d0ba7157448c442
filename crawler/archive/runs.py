"""The rows of `runs`, `portals` and `provinces`: what a crawl is, where it goes, and how it ended."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from filelock import FileLock, Timeout

from crawler import __version__
from crawler.archive.clock import now, utc_text
from crawler.portal import Portal
from crawler.provinces import load_provinces


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


def finish_run(connection: sqlite3.Connection, run_id: int, status: str, stats: dict[str, object]) -> None:
    """Close the run's row; `status` is "done", "failed" or "interrupted", `stats` the summary's numbers."""
    connection.execute(
        "UPDATE runs SET finished_at = ?, status = ?, stats = ? WHERE id = ?",
        (utc_text(now()), status, json.dumps(stats, ensure_ascii=False), run_id),
    )


def put_portals(connection: sqlite3.Connection, portals: Iterable[Portal]) -> None:
    """Bring the rows of `portals` and `provinces` up to date with their files."""
    connection.executemany(
        """INSERT INTO portals (id, name, province, level, home, recipe, retired_on) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, province = excluded.province, level = excluded.level,
               home = excluded.home, recipe = excluded.recipe, retired_on = excluded.retired_on""",
        [
            (
                *(portal.id, portal.fields.name, portal.fields.province, portal.fields.level),
                *(portal.fields.home, portal.fields.recipe),
                portal.fields.retired.isoformat() if portal.fields.retired else None,
            )
            for portal in portals
        ],
    )


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
