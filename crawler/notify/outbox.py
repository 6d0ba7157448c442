"""The outbox: filled from the change log with a cursor per watch, emptied by each receiver at its own pace.

A row of `receivers` is a place in the watch's part of the outbox. What is offered is written down before it is sent, so
that after a crash the very same message goes out again under the same key.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.archive.clock import read_utc, utc_text
from crawler.archive.reader import Archive
from crawler.archive.records import Change
from crawler.archive.selection import Selection
from crawler.errors import UsageError
from crawler.watch import Watch

LOOKED_AT = 1000  # changes of the log per transaction
TOGETHER = 50  # changes in one digest
FIRST_LOOK = timedelta(days=1)  # a new watch begins with the changes of so long ago
KEPT = timedelta(days=30)  # what every receiver has taken is kept so long: to look up what was told, and when


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a receiver has to be told next: rows of the outbox. `again`: it was offered before without an answer."""

    first: int
    last: int
    seqs: tuple[int, ...]
    queued_at: datetime
    tries: int
    next_try_at: datetime | None
    last_error: str | None


def fill(archive: Archive, db: sqlite3.Connection, watch: Watch, targets: Iterable[str], *, at: datetime) -> list[str]:
    """Queue what the watch has to tell; returns what a person must look at. `db` writes.

    A receiver named for the first time begins with what is queued now.
    """
    name = f"khotin:watch:{watch.id}"
    after, last = _cursor(db, name, at), archive.last_seq()
    for target in targets:
        db.execute(
            """INSERT OR IGNORE INTO receivers (watch, target, delivered)
               VALUES (?1, ?2, (SELECT coalesce(max(id), 0) FROM outbox WHERE watch = ?1))""",
            (watch.id, target),
        )
    which, trouble = _known(archive, watch)
    while after < last:
        upto = min(after + LOOKED_AT, last)
        try:
            seqs = [change.seq for change in _wanted(archive, watch, which, after, upto)]
        except UsageError as error:
            return [*trouble, f"{watch.id}: {error}"]
        db.execute("BEGIN IMMEDIATE")
        db.executemany(
            "INSERT OR IGNORE INTO outbox (watch, seq, queued_at) VALUES (?, ?, ?)",
            [(watch.id, seq, utc_text(at)) for seq in seqs],
        )
        db.execute("UPDATE cursors SET seq = ?, moved_at = ? WHERE name = ?", (upto, utc_text(at), name))
        db.execute("COMMIT")
        after = upto
    return trouble


def prune(db: sqlite3.Connection, watch: Watch, targets: Iterable[str], *, at: datetime) -> int:
    """Remove what all of `targets` took and was queued more than KEPT ago; returns how many rows.

    What one of them has still to take stays, however old. Only the watch's own rows are touched: those of a watch whose
    file is away may still be owed to somebody.
    """
    removed = db.execute(
        """DELETE FROM outbox WHERE watch = ?1 AND queued_at < ?2 AND id <= (
               SELECT min(delivered) FROM receivers
               WHERE watch = ?1 AND target IN (SELECT value FROM json_each(?3)))""",
        (watch.id, utc_text(at - KEPT), json.dumps(list(targets))),
    )
    return removed.rowcount


def _cursor(db: sqlite3.Connection, name: str, at: datetime) -> int:
    row = db.execute("SELECT seq FROM cursors WHERE name = ?", (name,)).fetchone()
    if row is not None:
        return int(row["seq"])
    # Kept at once: the watch misses nothing from now on, however long until the next look.
    begin = utc_text(at - FIRST_LOOK)
    seq = int(db.execute("SELECT coalesce(max(seq), 0) FROM changes WHERE at < ?", (begin,)).fetchone()[0])
    db.execute("INSERT INTO cursors (name, seq, moved_at) VALUES (?, ?, ?)", (name, seq, utc_text(at)))
    return seq


def _known(archive: Archive, watch: Watch) -> tuple[Selection | None, list[str]]:
    """What the watch asks for, as far as the archive has it; a portal that was never crawled has no news yet."""
    here = {portal.id for portal in archive.portals()}
    unknown = [portal for portal in watch.fields.portals if portal not in here]
    trouble = [f"{watch.id}: no portal {portal!r} in this archive" for portal in unknown]
    portals = tuple(portal for portal in watch.fields.portals if portal in here)
    if unknown and not portals:
        return None, trouble
    which = watch.which
    return Selection(portals=portals, provinces=which.provinces, sections=which.sections), trouble


def _wanted(archive: Archive, watch: Watch, which: Selection | None, after: int, upto: int) -> Iterable[Change]:
    if which is None:
        return []
    wanted = watch.fields
    found = archive.changes(which, after=after, upto=upto, kinds=wanted.kinds, match=watch.match, added=wanted.added)
    return (change for change in found if not _stale(change, wanted.fresh))


def _stale(change: Change, fresh: int | None) -> bool:
    """Whether a new article was printed too long ago to be news."""
    if fresh is None or change.kind != "new" or change.published_at is None:
        return False
    return change.at - change.published_at > timedelta(days=fresh)


def waiting(db: sqlite3.Connection, watch: Watch, target: str) -> Waiting | None:
    """What `target` has to be told next, None for nothing."""
    place = db.execute("SELECT * FROM receivers WHERE watch = ? AND target = ?", (watch.id, target)).fetchone()
    together = 1 if watch.fields.digest == "single" else TOGETHER
    rows = db.execute(
        "SELECT id, seq, queued_at FROM outbox WHERE watch = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?",
        (watch.id, place["delivered"], place["offered"] or 2**62, TOGETHER if place["offered"] else together),
    ).fetchall()
    if not rows:
        return None
    return Waiting(
        rows[0]["id"],
        rows[-1]["id"],
        tuple(row["seq"] for row in rows),
        read_utc(rows[0]["queued_at"]),
        place["tries"],
        read_utc(place["next_try_at"]) if place["next_try_at"] else None,
        place["last_error"],
    )


def offer(db: sqlite3.Connection, watch: Watch, target: str, what: Waiting) -> None:
    """Write down what is sent now."""
    db.execute("UPDATE receivers SET offered = ? WHERE watch = ? AND target = ?", (what.last, watch.id, target))


def taken(db: sqlite3.Connection, watch: Watch, target: str, what: Waiting, *, at: datetime) -> None:
    """The receiver said that it has it."""
    db.execute(
        """UPDATE receivers SET delivered = ?, offered = NULL, tries = 0, next_try_at = NULL, delivered_at = ?
           WHERE watch = ? AND target = ?""",
        (what.last, utc_text(at), watch.id, target),
    )


def refused(db: sqlite3.Connection, watch: Watch, target: str, why: str, *, until: datetime) -> None:
    """It did not, and is left alone until then."""
    db.execute(
        """UPDATE receivers SET tries = tries + 1, next_try_at = ?, last_error = ? WHERE watch = ? AND target = ?""",
        (utc_text(until + timedelta(microseconds=999_999)), why, watch.id, target),
    )
