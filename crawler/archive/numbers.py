"""How much an archive holds, in all and by portal."""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from crawler.archive.records import Record
from crawler.archive.selection import Selection, condition


@dataclass(frozen=True, slots=True)
class Stats(Record):
    """The whole archive. `bytes` is the size of archive.db with its log; `owed` the URLs waiting to be fetched.

    `files` that are kept, each content once, and their size.
    """

    table = "stats"
    portals: int
    articles: int
    live: int
    gone: int
    undated: int
    revisions: int
    changes: int
    problems: int
    owed: int
    words: int
    files: int
    files_bytes: int
    first_published_on: date | None
    last_published_on: date | None
    last_run_at: datetime | None
    bytes: int


@dataclass(frozen=True, slots=True)
class PortalStats(Record):
    """One portal."""

    table = "stats"
    portal_id: str
    name: str
    province: str
    articles: int
    live: int
    gone: int
    undated: int
    edited: int
    problems: int
    first_published_on: date | None
    last_published_on: date | None
    last_new_at: datetime | None


_TOTALS = """
    WITH kept AS (
        SELECT digest, bytes FROM attachments WHERE path IS NOT NULL
        UNION SELECT digest, bytes FROM images WHERE path IS NOT NULL
        UNION SELECT digest, bytes FROM file_versions)
    SELECT (SELECT count(*) FROM portals) AS portals,
           count(*) AS articles,
           count(*) FILTER (WHERE status = 'live') AS live,
           count(*) FILTER (WHERE status = 'gone') AS gone,
           count(*) FILTER (WHERE published_at IS NULL) AS undated,
           (SELECT count(*) FROM revisions) AS revisions,
           (SELECT count(*) FROM changes) AS changes,
           (SELECT count(*) FROM problems WHERE resolved_at IS NULL) AS problems,
           (SELECT count(*) FROM frontier WHERE state = 'pending') AS owed,
           coalesce(sum(words), 0) AS words,
           (SELECT count(*) FROM kept) AS files,
           (SELECT coalesce(sum(bytes), 0) FROM kept) AS files_bytes,
           min(published_on) AS first_published_on,
           max(published_on) AS last_published_on,
           (SELECT max(started_at) FROM runs) AS last_run_at,
           :bytes AS bytes
    FROM articles"""
_BY_PORTAL = """
    SELECT portals.id AS portal_id, portals.name, portals.province,
           count(articles.id) AS articles,
           count(articles.id) FILTER (WHERE status = 'live') AS live,
           count(articles.id) FILTER (WHERE status = 'gone') AS gone,
           count(articles.id) FILTER (WHERE published_at IS NULL) AS undated,
           count(articles.id) FILTER (WHERE revision_no > 1) AS edited,
           (SELECT count(*) FROM problems WHERE portal_id = portals.id AND resolved_at IS NULL) AS problems,
           min(published_on) AS first_published_on,
           max(published_on) AS last_published_on,
           max(first_seen_at) AS last_new_at
    FROM portals LEFT JOIN articles ON articles.portal_id = portals.id
    WHERE {0} GROUP BY portals.id ORDER BY portals.id"""


def stats_of(db: sqlite3.Connection, database: Path) -> Stats:
    """The archive's totals."""
    files = [database, database.with_name(database.name + "-wal")]
    size = sum(file.stat().st_size for file in files if file.exists())
    return Stats.of(db.execute(_TOTALS, {"bytes": size}).fetchone())


def portal_stats(db: sqlite3.Connection, which: Selection) -> list[PortalStats]:
    """The totals of each portal; of `which`, only portals and provinces count."""
    chosen = condition(db, Selection(portals=which.portals, provinces=which.provinces))
    sql = _BY_PORTAL.format(chosen.sql.replace("articles.portal_id", "portals.id"))
    return [PortalStats.of(row) for row in db.execute(sql, chosen.values)]
