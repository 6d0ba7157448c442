"""Reading the change log in order, and the named places in it that readers keep."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from crawler.archive.clock import now, utc_text
from crawler.archive.connection import open_for_writing
from crawler.archive.records import Change, Kind
from crawler.archive.selection import Condition, Selection, condition
from crawler.errors import ArchiveError
from crawler.query import Query

PAGE = 200
_SQL = """
    SELECT seq, at, kind, changes.article_id, changes.revision_no, changes.run_id, articles.portal_id, articles.key,
           articles.url, revisions.title, revisions.lede, revisions.body, revisions.section, revisions.published_at
    FROM changes
    JOIN articles ON articles.id = changes.article_id
    JOIN revisions ON revisions.article_id = changes.article_id AND revisions.revision_no = changes.revision_no
    WHERE seq > :after AND seq <= :upto AND {0}
    ORDER BY seq LIMIT :page"""


def changes_of(  # noqa: PLR0913 - the signature of Archive.changes
    db: sqlite3.Connection,
    which: Selection,
    *,
    after: int,
    upto: int | None,
    kinds: Iterable[Kind],
    match: Query | None,
    limit: int | None,
) -> Iterator[Change]:
    """See Archive.changes."""
    if upto is None:
        upto = int(db.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0])
    chosen = _condition(db, which, tuple(kinds))
    sql, left = _SQL.format(chosen.sql), limit
    while left is None or left > 0:
        rows = db.execute(sql, chosen.values | {"after": after, "upto": upto, "page": PAGE}).fetchall()
        for row in rows:
            if match and not match.accepts(row["title"], row["lede"], row["body"]):
                continue
            yield Change.of(row)
            if left is not None and (left := left - 1) == 0:
                return
        if len(rows) < PAGE:
            return
        after = rows[-1]["seq"]


def _condition(db: sqlite3.Connection, which: Selection, kinds: tuple[Kind, ...]) -> Condition:
    chosen = condition(db, replace(which, changed_since=None))
    sql, values = chosen.sql, dict(chosen.values)
    if which.changed_since:
        sql += " AND changes.at >= :at"
        values["at"] = utc_text(which.changed_since)
    if kinds:
        names = {f"kind{number}": kind for number, kind in enumerate(kinds)}
        sql += f" AND changes.kind IN ({', '.join(f':{name}' for name in names)})"
        values |= names
    return Condition(sql, values)


def read_cursor(db: sqlite3.Connection, name: str) -> int:
    """The number that the cursor has read up to; 0 for one nobody has moved yet."""
    row = db.execute("SELECT seq FROM cursors WHERE name = ?", (name,)).fetchone()
    return int(row["seq"]) if row else 0


def move_cursor(archive: Path, name: str, seq: int) -> None:
    """Remember that everything up to `seq` was delivered to the reader `name`; never moves back.

    Waits for a crawl's transaction to end. Raises ArchiveError where the archive cannot be written.
    """
    db = open_for_writing(archive)
    try:
        db.execute(
            """INSERT INTO cursors (name, seq, moved_at) VALUES (?, ?, ?)
               ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, moved_at = excluded.moved_at
               WHERE excluded.seq > cursors.seq""",
            (name, seq, utc_text(now())),
        )
    except sqlite3.Error as error:
        raise ArchiveError(f"{archive}: the cursor {name!r} cannot be moved: {error}") from error
    finally:
        db.close()
