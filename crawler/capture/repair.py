"""After a kill: WARC files end where the database says they end."""

import os
import sqlite3
from pathlib import Path

from crawler.capture.shelf import FOLDER


def repair_files(db: sqlite3.Connection, archive: Path) -> list[str]:
    """Cut off what processes that died had not committed; returns the names of the files that changed.

    To be called in a transaction, after dead runs were marked: files of runs that are alive are left alone, and so is
    every file that no run announced (imported ones, those of an archive whose database was lost).
    """
    rows = db.execute(
        """SELECT name, (SELECT max(warc_offset + warc_length) FROM captures WHERE warc_file = name) AS bytes
           FROM warc_files JOIN runs ON runs.id = run_id WHERE warc_files.bytes IS NULL AND runs.status <> 'running'"""
    ).fetchall()
    return [row["name"] for row in rows if _settle(db, archive / FOLDER / row["name"], row["bytes"] or 0)]


def _settle(db: sqlite3.Connection, path: Path, size: int) -> bool:
    """The file at its committed size; one of which nothing was committed never was."""
    changed = False
    if path.is_file() and path.stat().st_size > size:
        changed = True
        if size:
            with path.open("r+b") as file:
                file.truncate(size)
                os.fsync(file.fileno())
        else:
            path.unlink()
    if size:
        db.execute("UPDATE warc_files SET bytes = ? WHERE name = ?", (size, path.name))
    else:
        db.execute("DELETE FROM warc_files WHERE name = ?", (path.name,))
    return changed
