"""One of the archives that are merged: read as of one moment, never written; and where its rows went."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.archive.connection import open_for_reading

Row = dict[str, Any]


@dataclass(slots=True)
class Source:
    """`number` is its place on the command line. The maps lead from its ids to the target's."""

    number: int
    path: Path
    db: sqlite3.Connection
    settled: bool  # no log lay beside its database
    runs: dict[int, int] = field(default_factory=dict)
    captures: dict[int, int] = field(default_factory=dict)
    articles: dict[int, int] = field(default_factory=dict)
    attachments: dict[int, int] = field(default_factory=dict)
    revisions: dict[tuple[int, int], int] = field(default_factory=dict)  # its (article, number) → the target's id
    warc: dict[str, str] = field(default_factory=dict)  # names of WARC files
    trouble: list[str] = field(default_factory=list)  # files that its rows mention and that are not whole

    def close(self) -> None:
        """Leave it as it was found: without the empty log that reading made."""
        self.db.close()
        if self.settled:
            open_for_reading(self.path).close()

    def rows(self, sql: str, *values: Any) -> Iterator[Row]:
        """Rows as dictionaries, read as they are asked for."""
        for row in self.db.execute(sql, values):
            yield dict(row)

    def mapped(self, row: Row) -> Row:
        """The row with its references led to the target's rows; what does not come along becomes NULL."""
        maps = {"run_id": self.runs, "capture_id": self.captures, "article_id": self.articles}
        led = {name: maps[name].get(row[name]) for name in maps if row.get(name) is not None}
        return row | led


def open_source(number: int, path: Path) -> Source:
    """The archive as it stands now, whatever is written to it meanwhile. Raises ArchiveError."""
    settled = not (path / "archive.db-wal").exists()
    db = open_for_reading(path, strict=True)
    db.execute("BEGIN")
    db.execute("SELECT count(*) FROM runs").fetchone()  # from here on nothing moves
    return Source(number, path, db, settled)


def insert(db: sqlite3.Connection, table: str, row: Row, *, ignore: bool = False) -> int:
    """Put the row into the table of the same columns; the id it got. `ignore`: not where one with its key stands."""
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    done = db.execute(f"INSERT {'OR IGNORE ' if ignore else ''}INTO {table} ({names}) VALUES ({marks})", row)  # noqa: S608
    return int(done.lastrowid or 0)


def update(db: sqlite3.Connection, table: str, row_id: int, values: Row) -> None:
    """Set the columns of one row."""
    if values:
        sets = ", ".join(f"{name} = :{name}" for name in values)
        db.execute(f"UPDATE {table} SET {sets} WHERE id = :row_id", values | {"row_id": row_id})  # noqa: S608


def one(db: sqlite3.Connection, sql: str, *values: Any) -> Row | None:
    """The first row, as a dictionary."""
    row = db.execute(sql, values).fetchone()
    return dict(row) if row is not None else None
