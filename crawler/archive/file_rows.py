"""The states of files in `attachments` and `images`, and the revisions that changed files make.

A file belongs to its address: what came of it is told of every article that offers it. The first content is what the
article was found with; another one later is an edit of each live article that offers the file.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.archive.clock import utc_text
from crawler.archive.digest import article_digest, signed
from crawler.items import FileItem


@dataclass(slots=True, frozen=True)
class Kept:
    """What storing a file did: content that the archive did not have, and the articles it edited."""

    new: bool = False
    edited: int = 0


class FileRows:
    """SQL on the files' tables, inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, run_id: int) -> None:
        self._db = connection
        self._run = run_id

    def signed(self, article_id: int, urls: Sequence[str], *, as_of: int | None = None) -> list[str]:
        """The addresses as the digest of the article's revision `as_of` (None: the next one) has them."""
        if not urls:
            return []
        return signed(urls, changed_files(self._db, article_id, as_of=as_of))

    def drop(self, article_id: int, urls: Iterable[str]) -> None:
        """An edit left the article with the files `urls` alone."""
        kept = set(urls)
        rows = self._db.execute("SELECT id, url FROM attachments WHERE article_id = ?", (article_id,)).fetchall()
        gone = [(row["id"],) for row in rows if row["url"] not in kept]
        self._db.executemany("UPDATE attachments SET offered = 0 WHERE id = ?", gone)

    def offer(self, article_id: int, at: datetime) -> None:
        """What is known already of files that the article offers: another article offers them too."""
        self._db.execute(_KNOWN_FILES, (article_id,))
        self._db.execute(_KNOWN_IMAGES, (article_id,))
        self._db.execute(_FIRST_VERSIONS, (utc_text(at), article_id))

    def store(self, item: FileItem) -> Kept:
        """Tell every article that offers the file what came of it."""
        at, url = utc_text(item.fetched.at), item.fetched.url
        if item.status == "stored":
            return self._keep(item, at)
        if item.status == "unchanged":
            held = "status = CASE WHEN path IS NULL THEN status ELSE 'stored' END"
            for table in ("attachments", "images"):
                self._db.execute(f"UPDATE {table} SET checked_at = ?, {held} WHERE url = ?", (at, url))  # noqa: S608
            return Kept()
        for table in ("attachments", "images"):  # what is kept stays kept, whatever the address answers now
            self._db.execute(
                f"""UPDATE {table} SET checked_at = ?1,
                           status = CASE WHEN path IS NULL OR ?2 = 'gone' THEN ?2 ELSE status END
                    WHERE url = ?3""",  # noqa: S608
                (at, item.status, url),
            )
        return Kept()

    def _keep(self, item: FileItem, at: str) -> Kept:
        url, edited = item.fetched.url, 0
        new = not self._db.execute(_HELD, (item.digest,)).fetchone()
        rows = self._db.execute("SELECT id, article_id, digest FROM attachments WHERE url = ?", (url,)).fetchall()
        for row in rows:
            if row["digest"] != item.digest:
                edited += self._version(row, item, at)
        state = (item.media_type, item.bytes, item.digest, item.path, at, item.fetched.capture_id, url)
        for table in ("attachments", "images"):
            self._db.execute(
                f"""UPDATE {table} SET media_type = ?, bytes = ?, digest = ?, path = ?, status = 'stored',
                           checked_at = ?, capture_id = coalesce(?, capture_id) WHERE url = ?""",  # noqa: S608
                state,
            )
        return Kept(new, edited)

    def _version(self, attachment: sqlite3.Row, item: FileItem, at: str) -> int:
        """Another content of an attachment; 1 where it is an edit of its article, 0 for the first content."""
        article = self._db.execute("SELECT * FROM articles WHERE id = ?", (attachment["article_id"],)).fetchone()
        known = self._digest(article)
        self._db.execute(
            "UPDATE attachments SET version_no = version_no + 1, digest = ? WHERE id = ?",
            (item.digest, attachment["id"]),
        )
        self._db.execute(
            """INSERT INTO file_versions (attachment_id, version_no, revision_no, seen_at, capture_id, media_type,
                                          bytes, digest, path)
               SELECT id, version_no, CASE WHEN version_no > 1 THEN ? END, ?, ?, ?, ?, ?, ? FROM attachments
               WHERE id = ?""",
            (
                *(article["revision_no"] + 1, at, item.fetched.capture_id, item.media_type, item.bytes),
                *(item.digest, item.path, attachment["id"]),
            ),
        )
        digest = self._digest(article)
        # Where the archive does not know which files the newest revision offers, the next look at the page will tell.
        if digest == known or known != article["digest"] or article["status"] != "live":
            return 0
        self._revise(article, digest, at)
        return 1

    def _digest(self, article: sqlite3.Row) -> str:
        """The digest of the article as it stands, with the files it is known to offer."""
        sql = "SELECT url FROM attachments WHERE article_id = ? AND offered = 1"
        urls = [row["url"] for row in self._db.execute(sql, (article["id"],))]
        files = self.signed(article["id"], urls)
        return article_digest(article["title"], article["lede"], article["body"], files)

    def _revise(self, article: sqlite3.Row, digest: str, at: str) -> None:
        """The same text once more, with another file."""
        names = (
            "title, lede, body, body_html, byline, source, section, published_at, published_text, capture_id, recipe"
        )
        number = article["revision_no"] + 1
        self._db.execute(
            f"""INSERT INTO revisions (article_id, revision_no, seen_at, run_id, digest, {names})
                SELECT article_id, ?, ?, ?, ?, {names} FROM revisions WHERE article_id = ? AND revision_no = ?""",  # noqa: S608
            (number, at, self._run, digest, article["id"], article["revision_no"]),
        )
        self._db.execute(
            "UPDATE articles SET revision_no = ?, digest = ? WHERE id = ?", (number, digest, article["id"])
        )
        self._db.execute(
            "INSERT INTO changes (at, kind, article_id, revision_no, run_id) VALUES (?, 'edited', ?, ?, ?)",
            (at, article["id"], number, self._run),
        )


def changed_files(db: sqlite3.Connection, article_id: int, *, as_of: int | None = None) -> dict[str, str]:
    """The digests of files whose content has changed since they were first seen, by address.

    `as_of`: as the article's revision of that number has them; None: as they are now.
    """
    sql = """SELECT url, file_versions.digest FROM file_versions JOIN attachments ON attachments.id = attachment_id
             WHERE article_id = ? AND file_versions.version_no > 1 AND (?2 IS NULL OR revision_no <= ?2)
             ORDER BY file_versions.version_no"""
    return {row["url"]: row["digest"] for row in db.execute(sql.replace("= ?", "= ?1", 1), (article_id, as_of))}


_STATE = "media_type, bytes, digest, path, status, checked_at, capture_id"
_KNOWN = """
    UPDATE {0} SET ({1}) = (
        SELECT {2} FROM {0} AS known WHERE known.url = {0}.url AND known.status <> 'listed'
        ORDER BY known.checked_at DESC LIMIT 1)
    WHERE article_id = ? AND status = 'listed'
      AND EXISTS (SELECT 1 FROM {0} AS known WHERE known.url = {0}.url AND known.status <> 'listed')"""
_KNOWN_FILES = _KNOWN.format("attachments", f"{_STATE}, version_no", f"{_STATE}, known.digest IS NOT NULL")
_KNOWN_IMAGES = _KNOWN.format("images", _STATE, _STATE)
_FIRST_VERSIONS = """
    INSERT INTO file_versions (attachment_id, version_no, seen_at, capture_id, media_type, bytes, digest, path)
    SELECT id, 1, ?, capture_id, media_type, bytes, digest, path FROM attachments
    WHERE article_id = ? AND version_no = 1
      AND NOT EXISTS (SELECT 1 FROM file_versions WHERE attachment_id = attachments.id)"""
_HELD = "SELECT 1 FROM attachments WHERE digest = ?1 UNION ALL SELECT 1 FROM images WHERE digest = ?1 LIMIT 1"
