"""What a run owes before its first request: front pages, failures worth another try, articles due for a look."""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from crawler.archive.clock import read_utc, utc_text
from crawler.archive.frontier_rows import LOOK_AGAIN, FrontierRows
from crawler.items import Found
from crawler.portal import Portal
from crawler.revisit import RHYTHM

Recheck = Literal["due", "all", "none"]
TRIES_BEFORE_WAITING = 8


@dataclass(slots=True, frozen=True)
class Bounds:
    """How far a crawl goes: articles published since a day, so many new ones of each portal, which known ones again.

    `pages` bounds the requests to each portal, whatever they bring (`khotin probe`, `khotin check`).
    """

    since: date | None = None
    limit: int | None = None
    pages: int | None = None
    recheck: Recheck = "due"


def owe(db: sqlite3.Connection, portal: Portal, fronts: list[Found], *, at: datetime, bounds: Bounds) -> None:
    """Make the portal's frontier owe what a crawl starting at `at` has to fetch. Whatever was owed already stays owed."""
    stamp = utc_text(at)
    FrontierRows(db).add(portal.id, fronts, at=stamp, found_on="")
    if _sweep_is_due(db, portal.id, at):
        db.execute("UPDATE frontier SET walk = 'whole' WHERE portal_id = ? AND walk IS NOT NULL", (portal.id,))
        _pend(db, portal.id, stamp, "kind IN ('feed', 'sitemap')")
    _pend(db, portal.id, stamp, "walk IS NOT NULL")
    db.executemany(
        "UPDATE frontier SET priority = 0 WHERE portal_id = ? AND key = ?", [(portal.id, front.key) for front in fronts]
    )
    _pend(db, portal.id, stamp, f"state = 'failed' AND (due_at <= :at OR tries <= {TRIES_BEFORE_WAITING})")
    _pend(db, portal.id, stamp, "state IN ('excluded', 'absent') AND due_at <= :at")
    if bounds.since is None:
        _pend(db, portal.id, stamp, "state = 'skipped'")
    if bounds.recheck != "none":
        due = "due_at IS NOT NULL" if bounds.recheck == "all" else "due_at <= :at"
        _pend(db, portal.id, stamp, f"state = 'done' AND kind = 'article' AND {due}", priority=LOOK_AGAIN)


def owe_witness(db: sqlite3.Connection, portal_id: str, *, besides: str, at: datetime) -> None:
    """Make one more known article owed: whether the portal still shows articles at all tells what a missing one means."""
    row = db.execute(
        """SELECT frontier.id FROM frontier JOIN articles USING (portal_id, key)
           WHERE portal_id = ? AND key <> ? AND articles.status = 'live' AND missing_since IS NULL
             AND state = 'done' ORDER BY articles.last_seen_at DESC, articles.id DESC LIMIT 1""",
        (portal_id, besides),
    ).fetchone()
    if row:
        db.execute(
            "UPDATE frontier SET state = 'pending', due_at = ?, priority = 0 WHERE id = ?", (utc_text(at), row["id"])
        )


def close_walks(db: sqlite3.Connection, portal_id: str, *, at: datetime) -> None:
    """After a run: sections of which nothing is owed any more are walked; the portal is swept when all of them are."""
    db.execute(
        """UPDATE frontier AS front SET walk = 'front'
           WHERE portal_id = ? AND walk = 'whole' AND state = 'done' AND NOT EXISTS (
               SELECT 1 FROM frontier WHERE portal_id = front.portal_id AND listing = front.key AND state = 'pending')""",
        (portal_id,),
    )
    stamp = utc_text(at)
    db.execute("UPDATE portals SET crawled_at = ? WHERE id = ?", (stamp, portal_id))
    owed = db.execute("SELECT 1 FROM frontier WHERE portal_id = ? AND walk = 'whole' LIMIT 1", (portal_id,)).fetchone()
    if not owed:
        db.execute(
            "UPDATE portals SET swept_at = ? WHERE id = ? AND (swept_at IS NULL OR swept_at < ?)",
            (stamp, portal_id, utc_text(at - RHYTHM.sweep)),
        )


def _sweep_is_due(db: sqlite3.Connection, portal_id: str, at: datetime) -> bool:
    row = db.execute("SELECT swept_at FROM portals WHERE id = ?", (portal_id,)).fetchone()
    return bool(row and row["swept_at"] and at - read_utc(row["swept_at"]) >= RHYTHM.sweep)


def _pend(db: sqlite3.Connection, portal_id: str, at: str, which: str, *, priority: int | None = None) -> None:
    db.execute(
        f"""UPDATE frontier SET state = 'pending', due_at = :at, priority = coalesce(:priority, priority)
            WHERE portal_id = :portal AND state <> 'pending' AND {which}""",  # noqa: S608 (our own conditions)
        {"at": at, "portal": portal_id, "priority": priority},
    )
