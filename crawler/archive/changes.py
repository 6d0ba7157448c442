"""Reading the change log in order, and the named places in it that readers keep."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from crawler.archive.clock import now, utc_text
from crawler.archive.connection import open_for_reading, open_for_writing
from crawler.archive.records import Change, Kind
from crawler.archive.selection import Condition, Selection, condition
from crawler.diff import added as added_texts
from crawler.errors import ArchiveError
from crawler.query import Query, fts_expression

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
    added: bool,
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
            if match and not match.accepts(*_texts(db, row, added=added)):
                continue
            yield Change.of(row)
            if left is not None and (left := left - 1) == 0:
                return
        if len(rows) < PAGE:
            return
        after = rows[-1]["seq"]


def _texts(db: sqlite3.Connection, row: sqlite3.Row, *, added: bool) -> list[str]:
    """What a change is judged by: the text it left behind, or of an edit only what it added to the one before."""
    newer = (row["title"], row["lede"], row["body"])
    if not added or row["kind"] == "new":
        return list(newer)
    if row["kind"] != "edited":
        return []
    older = db.execute(
        "SELECT title, lede, body FROM revisions WHERE article_id = ? AND revision_no = ?",
        (row["article_id"], row["revision_no"] - 1),
    ).fetchone()
    return added_texts(tuple(older), newer) if older else list(newer)


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


def latest_changes(  # noqa: PLR0913 - the signature of Archive.latest_changes
    db: sqlite3.Connection,
    which: Selection,
    *,
    kinds: Iterable[Kind],
    match: Query | None,
    added: bool,
    limit: int,
) -> list[Change]:
    """See Archive.latest_changes."""
    chosen = _condition(db, which, tuple(kinds))
    found = "AND article_id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match)" if match else ""
    sql = f"""
        SELECT seq, article_id FROM changes JOIN articles ON articles.id = article_id
        WHERE {chosen.sql} {found} ORDER BY seq DESC"""  # noqa: S608 (our own conditions)
    values = chosen.values | ({"match": fts_expression(match)} if match else {})
    latest: list[Change] = []
    seen: set[int] = set()
    for seq, article_id in db.execute(sql, values):
        if article_id in seen:
            continue
        row = _whole(db, seq)
        fits = not match or match.accepts(*_texts(db, row, added=added))
        if fits or not added:  # where only what was added counts, an earlier change may be the one
            seen.add(article_id)
        if fits:
            latest.append(Change.of(row))
            if len(latest) == limit:
                break
    return latest


def latest_by_portal(db: sqlite3.Connection, which: Selection, *, limit: int) -> dict[str, list[Change]]:
    """See Archive.latest_by_portal."""
    chosen = _condition(db, which, ())
    sql = f"""
        WITH ranked AS (
            SELECT max(seq) AS seq, portal_id,
                   row_number() OVER (PARTITION BY portal_id ORDER BY max(seq) DESC) AS place
            FROM changes JOIN articles ON articles.id = article_id WHERE {chosen.sql} GROUP BY article_id)
        SELECT seq FROM ranked WHERE place <= :limit ORDER BY portal_id, seq DESC"""  # noqa: S608
    portals: dict[str, list[Change]] = {}
    for row in db.execute(sql, chosen.values | {"limit": limit}).fetchall():
        change = Change.of(_whole(db, row[0]))
        portals.setdefault(change.portal_id, []).append(change)
    return portals


def _whole(db: sqlite3.Connection, seq: int) -> sqlite3.Row:
    row: sqlite3.Row = db.execute(_SQL.format("1"), {"after": seq - 1, "upto": seq, "page": 1}).fetchone()
    return row


def read_cursor(db: sqlite3.Connection, name: str) -> int:
    """The number that the cursor has read up to; 0 for one nobody has moved yet."""
    row = db.execute("SELECT seq FROM cursors WHERE name = ?", (name,)).fetchone()
    return int(row["seq"]) if row else 0


def move_cursor(archive: Path, name: str, seq: int) -> None:
    """Remember that everything up to `seq` was delivered to the reader `name`; never moves back.

    Waits for a crawl's transaction to end. Raises ArchiveError where the archive cannot be written.
    """
    reading = open_for_reading(archive)
    stands_there = read_cursor(reading, name) >= seq
    reading.close()
    if stands_there:
        return
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
