"""What hangs on articles and portals: addresses, links, pictures, files, copies, problems, the frontier."""

import sqlite3
from itertools import groupby

from crawler.merge.source import Row, Source, insert, one, update

_SAME_PROBLEM = "SELECT * FROM problems WHERE portal_id = ? AND url = ? AND stage = ? AND reason = ?"
_STATE = ("media_type", "bytes", "digest", "path", "status", "checked_at", "capture_id")


def merge_around(db: sqlite3.Connection, source: Source) -> None:
    """Everything that articles have besides their texts."""
    for row in source.rows("SELECT * FROM article_urls"):
        db.execute(
            """INSERT INTO article_urls (portal_id, url, key, first_seen_at)
               VALUES (:portal_id, :url, :key, :first_seen_at) ON CONFLICT (portal_id, url)
               DO UPDATE SET first_seen_at = min(first_seen_at, excluded.first_seen_at)""",
            row,
        )
    for row in source.rows("SELECT * FROM links"):
        ends = {name: source.articles.get(row[name] or 0) for name in ("from_article_id", "to_article_id")}
        insert(db, "links", row | ends, ignore=True)
    for row in source.rows("SELECT portal_id, key FROM articles"):
        db.execute(
            """UPDATE links SET to_article_id = (SELECT id FROM articles WHERE portal_id = :portal_id AND key = :key)
               WHERE to_article_id IS NULL AND to_key = :portal_id || ':' || :key""",
            row,
        )
    for row in source.rows("SELECT * FROM images"):
        heard = source.mapped(row)
        insert(db, "images", heard, ignore=True)
        sets = ", ".join(f"{name} = :{name}" for name in _STATE)
        later = "coalesce(:checked_at, '') > coalesce(checked_at, '')"
        db.execute(f"UPDATE images SET {sets} WHERE article_id = :article_id AND url = :url AND {later}", heard)  # noqa: S608
    for row in source.rows("SELECT * FROM copies"):
        ids = {name: source.articles[row[name]] for name in ("article_id", "of_article_id")}
        insert(db, "copies", row | ids, ignore=True)


def merge_attachments(db: sqlite3.Connection, source: Source) -> None:
    """Files with their versions in the order of time; of a file both have, the state of the one that asked last."""
    for row in source.rows("SELECT * FROM attachments ORDER BY id"):
        own = row.pop("id")
        heard = source.mapped(row)
        sql = "SELECT * FROM attachments WHERE article_id = ? AND url = ?"
        there = one(db, sql, heard["article_id"], heard["url"])
        if there is None:
            source.attachments[own] = insert(db, "attachments", heard)
            continue
        source.attachments[own] = there["id"]
        if (heard["checked_at"] or "") > (there["checked_at"] or ""):
            update(db, "attachments", there["id"], {name: heard[name] for name in _STATE})
    rows = source.rows(
        """SELECT file_versions.*, article_id AS own_article FROM file_versions
           JOIN attachments ON attachments.id = attachment_id ORDER BY attachment_id, version_no"""
    )
    for own, versions in groupby(rows, key=lambda row: row["attachment_id"]):
        _merge_versions(db, source, source.attachments[own], list(versions))
    for row in source.rows("SELECT digest, text, status, reader, read_at FROM file_texts"):
        insert(db, "file_texts", row, ignore=True)


def _merge_versions(db: sqlite3.Connection, source: Source, attachment_id: int, heard: list[Row]) -> None:
    known = [dict(row) for row in db.execute("SELECT * FROM file_versions WHERE attachment_id = ?", (attachment_id,))]
    for row in heard:
        article = row.pop("own_article")
        revision = source.revisions.get((article, row["revision_no"] or 0))
        made = one(db, "SELECT revision_no FROM revisions WHERE id = ?", revision) if revision else None
        led = {"attachment_id": attachment_id, "revision_no": made["revision_no"] if made else None}
        known.append(source.mapped(row) | led)
    known.sort(key=lambda row: (row["seen_at"], row["version_no"]))
    db.execute("DELETE FROM file_versions WHERE attachment_id = ?", (attachment_id,))
    number, last = 0, None
    for row in known:
        if row["digest"] != last:
            number, last = number + 1, row["digest"]
            insert(db, "file_versions", row | {"version_no": number})
    update(db, "attachments", attachment_id, {"version_no": number})


def merge_problems(db: sqlite3.Connection, source: Source) -> None:
    """Of a problem both met, the word of the one that met it last; times are not added up, a run may be in both."""
    for row in source.rows("SELECT * FROM problems ORDER BY id"):
        row.pop("id")
        heard = source.mapped(row)
        there = one(db, _SAME_PROBLEM, *(heard[name] for name in ("portal_id", "url", "stage", "reason")))
        if there is None:
            insert(db, "problems", heard)
            continue
        last = heard if heard["last_at"] > there["last_at"] else there
        names = ("run_id", "detail", "capture_id", "last_at", "resolved_at")
        sums = {"first_at": min(heard["first_at"], there["first_at"]), "times": max(heard["times"], there["times"])}
        update(db, "problems", there["id"], {name: last[name] for name in names} | sums)


def merge_frontier(db: sqlite3.Connection, source: Source) -> None:
    """Of an address that both know, the state of the one that fetched it last; what only one knows is kept."""
    for row in source.rows("SELECT * FROM frontier ORDER BY id"):
        row.pop("id")
        there = one(db, "SELECT * FROM frontier WHERE portal_id = ? AND key = ?", row["portal_id"], row["key"])
        if there is None:
            insert(db, "frontier", row)
        elif (row["fetched_at"] or "") > (there["fetched_at"] or ""):
            found = min(filter(None, (row["found_at"], there["found_at"])), default=None)
            update(db, "frontier", there["id"], row | {"found_at": found, "looks": max(row["looks"], there["looks"])})
