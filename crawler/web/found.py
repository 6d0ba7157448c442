"""What the pages read from the archive beyond what every command asks: short lists, each with an end."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from crawler.archive.records import Change, Kind
from crawler.archive.selection import Selection, condition

Row = sqlite3.Row

_CHANGES = """
    SELECT seq, at, changes.kind, changes.article_id, changes.revision_no, changes.run_id, articles.portal_id,
           articles.key, articles.url, revisions.title, revisions.lede, revisions.section, revisions.published_at
    FROM changes
    JOIN articles ON articles.id = changes.article_id
    JOIN revisions ON revisions.article_id = changes.article_id AND revisions.revision_no = changes.revision_no
    WHERE seq < :before AND {0} ORDER BY seq DESC LIMIT :most"""
_ARTICLES = """
    SELECT id, portal_id, title, lede, section, published_at, published_precision, status, revision_no FROM articles
    WHERE {0} ORDER BY published_at DESC, id DESC LIMIT :most OFFSET :skipped"""


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """How much there is, from indexes alone: no text is read."""
    return {
        "bài viết": _one(db, "SELECT count(*) FROM articles"),
        "cổng": _one(db, "SELECT count(*) FROM portals"),
        "phiên bản": _one(db, "SELECT count(*) FROM revisions"),
        "thay đổi": _one(db, "SELECT count(*) FROM changes"),
    }


def newest_changes(
    db: sqlite3.Connection, which: Selection, *, kind: Kind | None, before: int, most: int
) -> list[Change]:
    """The changes below the number `before`, the newest first."""
    chosen = condition(db, which)
    sql = _CHANGES.format(chosen.sql + (" AND changes.kind = :kind" if kind else ""))
    rows = db.execute(sql, chosen.values | {"kind": kind, "before": before, "most": most})
    return [Change.of(row) for row in rows]


def newest_articles(db: sqlite3.Connection, which: Selection, *, skipped: int, most: int) -> list[Row]:
    """The articles of `which` by their printed date, the newest first."""
    chosen = condition(db, which)
    values = chosen.values | {"most": most, "skipped": skipped}
    return db.execute(_ARTICLES.format(chosen.sql), values).fetchall()


def portals(db: sqlite3.Connection) -> list[Row]:
    """Every portal with how many articles it has."""
    return db.execute(
        """SELECT portals.*, coalesce(n, 0) AS articles FROM portals
           LEFT JOIN (SELECT portal_id, count(*) AS n FROM articles GROUP BY portal_id) ON portal_id = id
           ORDER BY province, name"""
    ).fetchall()


def provinces(db: sqlite3.Connection) -> list[str]:
    """The provinces that the archive has portals of."""
    return [row[0] for row in db.execute("SELECT DISTINCT province FROM portals ORDER BY province")]


def sections(db: sqlite3.Connection, portal_id: str, *, most: int = 60) -> list[Row]:
    """A portal's sections, those with most articles first."""
    return db.execute(
        """SELECT section, count(*) AS articles FROM articles WHERE portal_id = ? AND section <> ''
           GROUP BY section ORDER BY articles DESC, section LIMIT ?""",
        (portal_id, most),
    ).fetchall()


def links_of(db: sqlite3.Connection, article_id: int, *, most: int = 60) -> list[Row]:
    """Where the article's page leads: its other links and those in its text."""
    return db.execute(
        """SELECT links.url, links.kind, links.text, to_article_id, articles.title FROM links
           LEFT JOIN articles ON articles.id = to_article_id WHERE from_article_id = ?
           ORDER BY links.kind, links.rowid LIMIT ?""",
        (article_id, most),
    ).fetchall()


def links_to(db: sqlite3.Connection, article_id: int, *, most: int = 20) -> list[Row]:
    """The articles whose pages lead to this one."""
    return db.execute(
        """SELECT DISTINCT articles.id, articles.title FROM links JOIN articles ON articles.id = from_article_id
           WHERE to_article_id = ? AND from_article_id <> to_article_id ORDER BY articles.id DESC LIMIT ?""",
        (article_id, most),
    ).fetchall()


def captures_of(db: sqlite3.Connection, article_id: int, url: str, *, most: int = 20) -> list[Row]:
    """The responses that the article was read from, the newest first."""
    return db.execute(
        """SELECT * FROM captures WHERE id IN (SELECT capture_id FROM revisions WHERE article_id = ?)
           OR (portal_id, url) = (SELECT portal_id, ? FROM articles WHERE id = ?)
           ORDER BY captured_at DESC, id DESC LIMIT ?""",
        (article_id, url, article_id, most),
    ).fetchall()


def images_of(db: sqlite3.Connection, article_id: int, *, most: int = 40) -> list[Row]:
    """The article's pictures."""
    return db.execute("SELECT rowid, * FROM images WHERE article_id = ? LIMIT ?", (article_id, most)).fetchall()


def problems(db: sqlite3.Connection, portal_id: str | None, *, before: int, most: int) -> list[Row]:
    """What cannot be read, the newest first, below the number `before`."""
    return db.execute(
        """SELECT * FROM problems WHERE resolved_at IS NULL AND id < ? AND (?2 IS NULL OR portal_id = ?2)
           ORDER BY id DESC LIMIT ?3""",
        (before, portal_id, most),
    ).fetchall()


def runs(db: sqlite3.Connection, *, before: int, most: int) -> list[Row]:
    """Executions, the newest first."""
    return db.execute("SELECT * FROM runs WHERE id < ? ORDER BY id DESC LIMIT ?", (before, most)).fetchall()


def _one(db: sqlite3.Connection, sql: str, values: Sequence[Any] = ()) -> int:
    return int(db.execute(sql, values).fetchone()[0])
