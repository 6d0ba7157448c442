"""Near copies across portals: found after each crawl, from the change log on, a hundred changes in one transaction.

Of each article `copies` names the earliest article of another portal that has its text. This hangs on the articles
alone, not on the order in which they were looked at, so that a killed run that is gone on with comes out the same.
"""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from crawler.archive.clock import now, read_utc, utc_text
from crawler.archive.connection import open_for_writing
from crawler.errors import ArchiveError
from crawler.text.likeness import bands, same_facts, shingles, similarity

ALIKE = 0.5
BATCH = 100
LOOKED_AT = 100  # candidates of one article, those with most bands in common
CURSOR = "khotin:copies"
_LENGTH = {"day": timedelta(days=1, seconds=-1), "month": timedelta(days=31, seconds=-1)}
_COLUMNS = "id, portal_id, title, lede, body, published_at, published_precision, first_seen_at"


def find_copies(archive: Path) -> int:
    """Bring `copies` up to date with the change log; returns how many rows were written.

    Does nothing where the archive holds one portal only, or where another process is at it. Raises ArchiveError.
    """
    lock = FileLock(archive / "locks" / "copies.lock")
    db = open_for_writing(archive)
    try:
        if not _several_portals(db):
            return 0
        (archive / "locks").mkdir(exist_ok=True)
        with lock.acquire(timeout=0):
            found = 0
            while (done := _batch(db)) is not None:
                found += done
            return found
    except Timeout:
        return 0
    except sqlite3.Error as error:
        raise ArchiveError(f"{archive}: copies cannot be stored: {error}") from error
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
        db.close()


def _several_portals(db: sqlite3.Connection) -> bool:
    first, last = (db.execute(f"SELECT {which}(portal_id) FROM articles").fetchone()[0] for which in ("min", "max"))  # noqa: S608
    return bool(first != last)


def _batch(db: sqlite3.Connection) -> int | None:
    """The next changes; None where there are none."""
    db.execute("BEGIN IMMEDIATE")
    changes = db.execute(
        """SELECT seq, kind, article_id, revision_no FROM changes
           WHERE seq > coalesce((SELECT seq FROM cursors WHERE name = ?), 0) ORDER BY seq LIMIT ?""",
        (CURSOR, BATCH),
    ).fetchall()
    finder = CopyFinder(db)
    for change in changes:
        if change["kind"] == "new":
            finder.add(change["article_id"])
        elif change["kind"] == "edited":
            finder.edit(change["article_id"], change["revision_no"] - 1)
    if changes:
        db.execute(
            """INSERT INTO cursors (name, seq, moved_at) VALUES (?, ?, ?)
               ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, moved_at = excluded.moved_at""",
            (CURSOR, changes[-1]["seq"], utc_text(now())),
        )
    db.execute("COMMIT")
    return finder.found if changes else None


class CopyFinder:
    """Works inside a transaction that the caller opened; `found` counts the rows written."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._texts: dict[int, frozenset[int]] = {}
        self.found = 0

    def add(self, article_id: int) -> None:
        """Take a new article into the index and see whom it repeats, and who repeats it."""
        article = self._article(article_id)
        keys = bands(self._shingles(article))
        self._db.executemany("INSERT OR IGNORE INTO copy_bands VALUES (?, ?)", ((key, article_id) for key in keys))
        self._settle(article, keys)

    def edit(self, article_id: int, before: int) -> None:
        """Take an article's newest text instead of that of revision `before`."""
        older = self._db.execute(
            "SELECT title, lede, body FROM revisions WHERE article_id = ? AND revision_no = ?", (article_id, before)
        ).fetchone()
        if older is not None:
            keys = bands(shingles(_text(older)))
            self._db.executemany(
                "DELETE FROM copy_bands WHERE band = ? AND article_id = ?", ((key, article_id) for key in keys)
            )
        sql = "SELECT article_id FROM copies WHERE of_article_id = ?"
        followers = [row[0] for row in self._db.execute(sql, (article_id,))]
        self._db.execute("DELETE FROM copies WHERE ? IN (article_id, of_article_id)", (article_id,))
        self.add(article_id)
        for follower in followers:
            again = self._article(follower)
            self._settle(again, bands(self._shingles(again)))

    def _settle(self, article: sqlite3.Row, keys: list[int]) -> None:
        alike = self._alike(article, keys)
        earlier = [row for row in alike if _standing(row) < _standing(article)]
        if earlier:
            first = min(earlier, key=_standing)
            self._put(article, first, alike[first])
        for row in alike:
            if _standing(row) > _standing(article) and self._follows_later(row, article):
                self._put(row, article, alike[row])

    def _alike(self, article: sqlite3.Row, keys: list[int]) -> dict[sqlite3.Row, float]:
        own, text = self._shingles(article), _text(article)
        found = {}
        for row in self._candidates(article, keys):
            alike = similarity(own, self._shingles(row))
            if alike >= ALIKE and same_facts(text, _text(row)):
                found[row] = alike
        return found

    def _candidates(self, article: sqlite3.Row, keys: list[int]) -> Iterable[sqlite3.Row]:
        marks = ", ".join("?" * len(keys))
        return self._db.execute(
            f"""SELECT {_COLUMNS} FROM articles JOIN (
                    SELECT article_id, count(*) AS shared FROM copy_bands WHERE band IN ({marks})
                    GROUP BY article_id ORDER BY shared DESC, article_id LIMIT {LOOKED_AT}
                ) ON article_id = id WHERE portal_id <> ?""",  # noqa: S608 (our own columns)
            (*keys, article["portal_id"]),
        ).fetchall()

    def _follows_later(self, row: sqlite3.Row, article: sqlite3.Row) -> bool:
        """Whether nobody earlier than `article` is known to be what `row` repeats."""
        of = self._db.execute("SELECT of_article_id FROM copies WHERE article_id = ?", (row["id"],)).fetchone()
        return of is None or _standing(article) < _standing(self._article(of[0]))

    def _put(self, later: sqlite3.Row, first: sqlite3.Row, alike: float) -> None:
        self.found += 1
        self._db.execute(
            """INSERT INTO copies VALUES (?, ?, ?, ?) ON CONFLICT (article_id) DO UPDATE SET
                   of_article_id = excluded.of_article_id, similarity = excluded.similarity""",
            (later["id"], first["id"], round(alike, 3), utc_text(now())),
        )

    def _article(self, article_id: int) -> sqlite3.Row:
        row: sqlite3.Row = self._db.execute(
            f"SELECT {_COLUMNS} FROM articles WHERE id = ?",  # noqa: S608
            (article_id,),
        ).fetchone()
        return row

    def _shingles(self, article: sqlite3.Row) -> frozenset[int]:
        if article["id"] not in self._texts:
            self._texts[article["id"]] = shingles(_text(article))
        return self._texts[article["id"]]


def _text(row: sqlite3.Row) -> str:
    return f"{row['title']}\n{row['lede']}\n{row['body']}"


def _standing(row: sqlite3.Row) -> tuple[datetime, datetime, int]:
    """Who was first. A day (month) printed without its hour is taken as late in it as the article can be."""
    seen = read_utc(row["first_seen_at"])
    if row["published_at"] is None:
        return seen, seen, row["id"]
    published = datetime.fromisoformat(row["published_at"]).astimezone(UTC)
    length = _LENGTH.get(row["published_precision"])
    if length:
        published = max(published, min(seen, published + length))
    return published, seen, row["id"]
