"""What a run owes before its first request: front pages, failures worth another try, articles due for a look.

A crawl that was cut short (killed, interrupted, bounded by --limit) is gone on with by the next run: what it has
fetched is not fetched again. `portals.crawled_at` is when a crawl last came to its end with nothing owed, so whatever
was fetched after it belongs to the crawl under way.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from crawler.archive.clock import read_utc, utc_text
from crawler.archive.frontier_rows import LOOK_AGAIN, FrontierRows
from crawler.items import Found
from crawler.retry import LONGEST_WAIT
from crawler.revisit import RHYTHM

Recheck = Literal["due", "all", "none"]
TRIES_BEFORE_WAITING = 8
STALE = timedelta(hours=6)  # front pages read longer ago are read again before an old crawl is gone on with
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True, frozen=True)
class Bounds:
    """How far a crawl goes: articles published since a day, so many new ones of each portal, which known ones again.

    `pages` bounds the requests to each portal, whatever they bring (`khotin probe`, `khotin check`), `seconds` the time
    given to it; what is then owed stays owed. `files`: none are asked for (False), documents of every type (True), or
    what each portal's file says.
    """

    since: date | None = None
    limit: int | None = None
    pages: int | None = None
    seconds: float | None = None
    recheck: Recheck = "due"
    files: bool | None = None


def owe(  # noqa: PLR0913
    db: sqlite3.Connection,
    portal_id: str,
    fronts: list[Found],
    *,
    at: datetime,
    bounds: Bounds,
    sweep: timedelta = RHYTHM.sweep,
) -> datetime:
    """Make the portal's frontier owe what a crawl starting at `at` has to fetch. Whatever was owed already stays owed.

    `sweep` after a portal was walked whole, all of it is again. Returns when the crawl began that this run begins or
    goes on with.
    """
    stamp = utc_text(at)
    began = _began(db, portal_id, at)
    FrontierRows(db).add(portal_id, fronts, at=stamp, found_on="")
    if _sweep_is_due(db, portal_id, at - sweep):
        db.execute("UPDATE frontier SET walk = 'whole' WHERE portal_id = ? AND walk IS NOT NULL", (portal_id,))
        _pend(db, portal_id, stamp, "kind IN ('feed', 'sitemap')")
    _pend(
        db, portal_id, stamp, "walk IN ('whole', 'front') AND (fetched_at IS NULL OR fetched_at <= :began)", began=began
    )
    db.executemany(
        "UPDATE frontier SET priority = 0 WHERE portal_id = ? AND key = ?", [(portal_id, front.key) for front in fronts]
    )
    _pend(db, portal_id, stamp, f"state = 'failed' AND (due_at <= :at OR tries <= {TRIES_BEFORE_WAITING})")
    _pend(db, portal_id, stamp, "state IN ('excluded', 'absent') AND due_at <= :at")
    if bounds.since is None:
        _pend(db, portal_id, stamp, "state = 'skipped'")
    if bounds.recheck != "none":
        due = "due_at IS NOT NULL AND fetched_at <= :began" if bounds.recheck == "all" else "due_at <= :at"
        _pend(db, portal_id, stamp, f"state = 'done' AND kind = 'article' AND {due}", priority=LOOK_AGAIN, began=began)
    # A clock that was wrong must not put pages off for years.
    db.execute(
        "UPDATE frontier SET due_at = ? WHERE portal_id = ? AND state = 'pending' AND due_at > ?",
        (stamp, portal_id, utc_text(at + LONGEST_WAIT)),
    )
    return began


def _began(db: sqlite3.Connection, portal_id: str, at: datetime) -> datetime:
    """`at` for a new crawl; for one that was cut short a moment before everything it has fetched so far."""
    row = db.execute(
        """SELECT crawled_at, (SELECT max(fetched_at) FROM frontier WHERE portal_id = portals.id) AS fetched_at
           FROM portals WHERE id = ?""",
        (portal_id,),
    ).fetchone()
    if row["fetched_at"] is None or row["fetched_at"] <= (row["crawled_at"] or ""):
        return at
    return max(read_utc(row["crawled_at"]) if row["crawled_at"] else _EPOCH, at - STALE)


def owe_witness(db: sqlite3.Connection, portal_id: str, *, besides: Sequence[str], at: datetime) -> int | None:
    """Make one more known article owed: whether the portal still shows articles at all tells what a missing one means.

    Returns its row in the frontier; None where no other article is known to be live.
    """
    row = db.execute(
        """SELECT frontier.id FROM frontier JOIN articles USING (portal_id, key)
           WHERE portal_id = ? AND key NOT IN (SELECT value FROM json_each(?)) AND articles.status = 'live'
             AND missing_since IS NULL AND state IN ('done', 'pending', 'failed')
           ORDER BY state <> 'done', articles.last_seen_at DESC, articles.id DESC LIMIT 1""",
        (portal_id, json.dumps(besides)),
    ).fetchone()
    if row is None:
        return None
    db.execute(
        """UPDATE frontier SET due_at = CASE state WHEN 'pending' THEN due_at ELSE ? END, state = 'pending',
                               priority = 0
           WHERE id = ?""",
        (utc_text(at), row["id"]),
    )
    return int(row["id"])


def has_others(db: sqlite3.Connection, portal_id: str, *, besides: str) -> bool:
    """Whether the portal has another article that is held to be live."""
    sql = "SELECT 1 FROM articles WHERE portal_id = ? AND key <> ? AND status = 'live' LIMIT 1"
    return db.execute(sql, (portal_id, besides)).fetchone() is not None


def owe_unchanged(db: sqlite3.Connection, portal_id: str, *, validators: str, at: datetime) -> None:
    """Keep what is known of the server's validators; where it is a "liar", every page it called unchanged is owed."""
    db.execute("UPDATE portals SET validators = ? WHERE id = ?", (validators, portal_id))
    if validators == "liar":
        _pend(db, portal_id, utc_text(at), "state = 'done' AND kind = 'article' AND status = 304", priority=LOOK_AGAIN)


def close_walks(db: sqlite3.Connection, portal_id: str, *, at: datetime, sweep: timedelta = RHYTHM.sweep) -> None:
    """After a run: sections of which nothing is owed any more are walked; the portal is swept when all of them are.

    A page of a section that could not be read keeps the section open for some runs: what lies behind it is not known.
    """
    db.execute(
        f"""UPDATE frontier AS front SET walk = 'front'
            WHERE portal_id = ? AND walk = 'whole' AND state = 'done' AND NOT EXISTS (
                SELECT 1 FROM frontier WHERE portal_id = front.portal_id AND listing = front.key
                AND (state = 'pending' OR (state = 'failed' AND tries <= {TRIES_BEFORE_WAITING})))""",  # noqa: S608
        (portal_id,),
    )
    stamp = utc_text(at)
    db.execute(
        """UPDATE portals SET crawled_at = ?1 WHERE id = ?2 AND NOT EXISTS (
               SELECT 1 FROM frontier WHERE portal_id = ?2 AND state = 'pending')""",
        (stamp, portal_id),
    )
    owed = db.execute(
        f"""SELECT 1 FROM frontier WHERE portal_id = ? AND walk = 'whole' AND (
                state IN ('pending', 'done') OR (state = 'failed' AND tries <= {TRIES_BEFORE_WAITING})) LIMIT 1""",  # noqa: S608
        (portal_id,),
    ).fetchone()
    if not owed:
        db.execute(
            "UPDATE portals SET swept_at = ? WHERE id = ? AND (swept_at IS NULL OR swept_at < ?)",
            (stamp, portal_id, utc_text(at - sweep)),
        )


def _sweep_is_due(db: sqlite3.Connection, portal_id: str, before: datetime) -> bool:
    row = db.execute("SELECT swept_at FROM portals WHERE id = ?", (portal_id,)).fetchone()
    return bool(row and row["swept_at"] and read_utc(row["swept_at"]) <= before)


def _pend(  # noqa: PLR0913
    db: sqlite3.Connection,
    portal_id: str,
    at: str,
    which: str,
    *,
    priority: int | None = None,
    began: datetime = _EPOCH,
) -> None:
    db.execute(
        f"""UPDATE frontier SET state = 'pending', due_at = :at, priority = coalesce(:priority, priority)
            WHERE portal_id = :portal AND state <> 'pending' AND {which}""",  # noqa: S608 (our own conditions)
        {"at": at, "portal": portal_id, "priority": priority, "began": utc_text(began)},
    )


def place_anew(db: sqlite3.Connection, portal_id: str, keys: Mapping[int, str], *, at: datetime) -> None:
    """Owe the portal's listings once more and give its unread articles other keys, by the ids of their rows: the
    portal is read otherwise than when they were found. Of two rows with one key the first stays owed."""
    db.execute(
        "UPDATE frontier SET state = 'pending', due_at = ? WHERE portal_id = ? AND kind = 'listing' AND state = 'done'",
        (utc_text(at), portal_id),
    )
    for row, key in keys.items():
        known = db.execute("SELECT id FROM frontier WHERE portal_id = ? AND key = ?", (portal_id, key)).fetchone()
        if known is None:
            db.execute(
                """UPDATE article_urls SET key = ?1 WHERE portal_id = ?2
                   AND url = (SELECT url FROM frontier WHERE id = ?3)""",
                (key, portal_id, row),
            )
            db.execute("UPDATE frontier SET key = ? WHERE id = ?", (key, row))
        elif known["id"] != row:
            db.execute("UPDATE frontier SET state = 'done', due_at = NULL WHERE id = ?", (row,))
