"""The rows of `visits`, and which portals are due by them and by what they published (crawler.rhythm)."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.archive.clock import read_utc, utc_text
from crawler.rhythm import WINDOW, Visit, due_at

if TYPE_CHECKING:
    from crawler.portal import Portal

# The plus keeps SQLite from grouping by an index on portal_id, which would read every article there is.
PUBLISHED = """
    SELECT portal_id, count(*) FROM articles WHERE published_at >= ? AND published_at < ? GROUP BY +portal_id"""


def note_visits(db: sqlite3.Connection, ended: Mapping[str, bool], *, at: datetime) -> None:
    """Crawls of these portals ended at `at`; of each, whether something went wrong."""
    db.executemany(
        """INSERT INTO visits (portal_id, visited_at, failures) VALUES (?1, ?2, ?3)
           ON CONFLICT (portal_id) DO UPDATE SET visited_at = ?2, failures = iif(?3, failures + 1, 0)""",
        [(portal_id, utc_text(at), int(failed)) for portal_id, failed in ended.items()],
    )


def due_times(db: sqlite3.Connection, portals: "Iterable[Portal]", *, at: datetime) -> dict[str, datetime]:
    """When each portal is due, the most overdue first; new ones stand with those that are due now."""
    visits, published = _visits(db, at), _published(db, at)
    due = {
        portal.id: due_at(visits.get(portal.id), published.get(portal.id, 0), portal.fields.every, at=at)
        for portal in portals
    }
    return dict(sorted(due.items(), key=lambda one: (one[1], one[0])))


def _visits(db: sqlite3.Connection, at: datetime) -> dict[str, Visit]:
    rows = db.execute(
        """SELECT id, coalesce(visited_at, crawled_at) AS visited_at, coalesce(failures, 0) AS failures,
                  EXISTS (SELECT 1 FROM frontier WHERE portal_id = portals.id AND state = 'pending' AND due_at <= ?)
                      AS unfinished
           FROM portals LEFT JOIN visits ON portal_id = id WHERE coalesce(visited_at, crawled_at) IS NOT NULL""",
        (utc_text(at),),
    )
    return {
        row["id"]: Visit(read_utc(row["visited_at"]), row["failures"], bool(row["unfinished"]))
        for row in rows.fetchall()
    }


def _published(db: sqlite3.Connection, at: datetime) -> dict[str, int]:
    """How many articles each portal printed within WINDOW; by day, whatever its zone."""
    rows = db.execute(PUBLISHED, ((at - WINDOW).date().isoformat(), at.date().isoformat() + "U"))
    return {row[0]: row[1] for row in rows.fetchall()}
